using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Payments.Gateways;
using MikrotikBilling.Core.Payments.Gateways.Attempts;
using MikrotikBilling.Core.Payments.Gateways.Kept;
using MikrotikBilling.Core.Payments.Gateways.Outgoing;
using MikrotikBilling.Tests.Billing;
using MikrotikBilling.Tests.Support;
using MikrotikBilling.Web.Demo.Providers;

namespace MikrotikBilling.Tests.Payments.Gateways;

/// <summary>Cards that payers leave with Stripe, and what becomes of them when they are charged.</summary>
public sealed class StripeKeptTests
{
    [Fact]
    public async Task Card_LeftOnThePage_IsToldOfByTheQuestionAndByTheMessage()
    {
        await using var story = await StripeStory.StartAsync();

        var (attempt, method) = await story.KeepAsync();

        var there = story.Stripe.Methods.Single();
        method.ShouldBe(new KeptMethod(there.Id, there.Customer!, "Visa ···· 4242", new DateOnly(2028, 2, 29)));
        var form = story.Stripe.Sessions.Single().Form;
        (form["customer_creation"], form["payment_intent_data[setup_future_usage]"]).ShouldBe(("always", "off_session"));
        attempt.State.ShouldBe(AttemptState.Succeeded);

        var told = System.Text.Encoding.UTF8.GetBytes(story.Stripe.Events.Single(e => e.Type == "payment_intent.succeeded").Body);
        var proven = await story.ConnectAsync(async (g, c) =>
        {
            var news = g.Read("webhook", told).Value!.News;
            news.Question.ShouldBe(story.Stripe.Intents.Single().Id);
            return await g.ProveAsync(c, news, null, CancellationToken.None);
        });
        (proven.Question, proven.Method, proven.Attempt!.AttemptId).ShouldBe((null, method, attempt.Id));
        await MpesaStory.UntilAsync(async () => (await story.MessagesAsync()).TrueForAll(m => m.State == GatewayEventState.Done));
        (await story.PaymentsAsync()).ShouldHaveSingleItem();
    }

    [Theory]
    [EachDatabase]
    public async Task Card_AgreedToOnce_PaysTheNextRenewalByItself(DatabaseProvider provider)
    {
        await using var story = await StripeStory.StartAsync(provider);
        var asked = Scenario.Value(await story.App.With<AttemptService, Result<StartedAttempt>>(s => s.StartAsync(
            new RequestPayment { AccountId = story.Account.Id, SubscriptionId = story.Jane.SubscriptionId, KeepsMethod = true }, story.App.Address.ToString().TrimEnd('/'), CancellationToken.None))).Attempt;
        await story.Stripe.PayAsync(asked.ProviderId);
        await MpesaStory.UntilAsync(async () => await story.App.Db(db => db.Set<SavedMethod>().AnyAsync()));
        var ends = (await story.App.SubscriptionAsync(story.Jane.SubscriptionId)).ExpiresAt;
        story.App.FakeClock.Advance(ends - TimeSpan.FromHours(20) - story.App.Clock.GetUtcNow());

        await ChargeAsync();
        await ChargeAsync();

        var payments = await story.PaymentsAsync();
        payments.Count.ShouldBe(2);
        (await story.App.SubscriptionAsync(story.Jane.SubscriptionId)).ExpiresAt.ShouldBe(ends.AddDays(30));
        story.Stripe.Intents.Count.ShouldBe(2);
        (await story.App.WrongAsync()).ShouldBeEmpty();

        Task<string> ChargeAsync() => story.App.With<ChargeKeptMethodsJob, string>(j => j.RunAsync(story.App.Clock.GetUtcNow(), CancellationToken.None));
    }

    [Fact]
    public async Task Card_OfAPayerWhoDidNotAgree_IsNotKept()
    {
        await using var story = await StripeStory.StartAsync();
        var attempt = await story.PayAsync();

        (await story.ConnectAsync((g, c) => g.AskAsync(c, attempt, CancellationToken.None))).Method.ShouldBeNull();

        story.Stripe.Sessions.Single().Form.Keys.ShouldNotContain("customer_creation");
        (await story.MessagesAsync()).ShouldAllBe(m => m.State == GatewayEventState.Done);
    }

    [Fact]
    public async Task Card_WhileStripeIsAway_IsToldOfLaterAndTheMoneyCountsNow()
    {
        await using var story = await StripeStory.StartAsync();
        var attempt = await story.RecordAsync();
        var started = await story.ConnectAsync((g, c) => g.StartAsync(c, story.OrderOf(attempt, keeps: true), CancellationToken.None));
        story.Stripe.IsAway = true;

        await story.Stripe.PayAsync(started.ProviderId);
        (await story.PaymentsAsync()).ShouldHaveSingleItem();
        await MpesaStory.UntilAsync(async () => (await story.MessagesAsync()).Exists(m => m.State == GatewayEventState.Stored && m.Tries > 0));

        story.Stripe.IsAway = false;
        await story.FinishAsync(TimeSpan.FromMinutes(1));
        (await story.MessagesAsync()).ShouldAllBe(m => m.State == GatewayEventState.Done);
        (await story.PaymentsAsync()).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Charge_OfAKeptCard_IsPaidAtOnceAndIsOnePaymentWithItsMessage()
    {
        await using var story = await StripeStory.StartAsync();
        var (_, method) = await story.KeepAsync();

        var (attempt, answer) = await story.ChargeAsync(method);

        (answer.State, answer.ProviderId, answer.Money!.Amount, answer.Money.TransactionId).ShouldBe((AttemptState.Succeeded, story.Stripe.Intents[^1].Id, Bookkeeping.Kes(150000), answer.ProviderId!));
        var call = story.Stripe.Calls.Last(c => c.Path == "/v1/payment_intents");
        (call.OnceKey, call.Form["off_session"], call.Form["confirm"], call.Form["customer"]).ShouldBe((attempt.Id.ToString("N"), "true", "true", method.CustomerId));
        await MpesaStory.UntilAsync(async () => (await story.AttemptAsync(attempt.Id)).State == AttemptState.Succeeded);
        (await story.AskedAsync(attempt.Id)).State.ShouldBe(AttemptState.Succeeded);
        (await story.PaymentsAsync()).Count.ShouldBe(2);
        (await story.App.WrongAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(StripeCard.Emptied, "insufficient_funds", "There is not enough money on the card.")]
    [InlineData(StripeCard.WantsPayer, "authentication_required", "The bank wants the payer to confirm it himself. Send him the link to pay.")]
    public async Task Charge_ThatTheBankRefuses_FailsInPlainWords(StripeCard card, string code, string words)
    {
        await using var story = await StripeStory.StartAsync();
        var (_, method) = await story.KeepAsync(card);

        var (attempt, answer) = await story.ChargeAsync(method);

        (answer.State, answer.Code, answer.Words, answer.Money, answer.NeedsPerson).ShouldBe((AttemptState.Failed, code, words, null, false));
        answer.ProviderId.ShouldBe(story.Stripe.Intents[^1].Id);
        (await story.AskedAsync(attempt.Id)).ShouldSatisfyAllConditions(a => a.State.ShouldBe(AttemptState.Failed), a => a.Code.ShouldBe(code));
        (await story.PaymentsAsync()).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Charge_ThatStripeWorksOn_IsPendingUntilItIsPaid()
    {
        await using var story = await StripeStory.StartAsync();
        var (_, method) = await story.KeepAsync(StripeCard.Slow);
        var (attempt, answer) = await story.ChargeAsync(method);
        answer.State.ShouldBe(AttemptState.Pending);
        (await story.AskedAsync(attempt.Id)).State.ShouldBe(AttemptState.Pending);

        story.Stripe.Telling = StripeTelling.Never;
        await story.Stripe.SettleAsync();

        (await story.AskedAsync(attempt.Id)).State.ShouldBe(AttemptState.Succeeded);
        (await story.PaymentsAsync()).Count.ShouldBe(2);
        await story.Stripe.TellAsync();
        (await story.PaymentsAsync()).Count.ShouldBe(2);
    }

    [Fact]
    public async Task Charge_WithoutAnAnswer_IsAskedForOnceMoreAndTakenOnce()
    {
        await using var story = await StripeStory.StartAsync();
        var (_, method) = await story.KeepAsync();
        story.Stripe.Faults.Enqueue(StripeFault.LosesAnswer);

        (await story.ChargeAsync(method)).Answer.State.ShouldBe(AttemptState.Succeeded);

        story.Stripe.Intents.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Charge_WhoseNumberNeverCame_IsFoundAmongThoseOfItsTime()
    {
        await using var story = await StripeStory.StartAsync();
        var (_, method) = await story.KeepAsync();
        story.Stripe.Telling = StripeTelling.Never;
        var attempt = await story.RecordAsync();
        foreach (var fault in (StripeFault[])[StripeFault.LosesAnswer, StripeFault.LosesCall]) story.Stripe.Faults.Enqueue(fault);
        await Should.ThrowAsync<GatewaySilentException>(() => story.ConnectAsync((g, c) => g.ChargeAsync(c, story.OrderOf(attempt), method, CancellationToken.None)));

        var asked = await story.AskedAsync(attempt.Id);

        (asked.State, asked.ProviderId).ShouldBe((AttemptState.Succeeded, story.Stripe.Intents[^1].Id));
        (await story.PaymentsAsync()).Count.ShouldBe(2);
    }

    [Fact]
    public async Task Charge_ThatNeverArrived_FailsOnceItCannotBeUnderWay()
    {
        await using var story = await StripeStory.StartAsync();
        var (_, method) = await story.KeepAsync();
        var attempt = await story.RecordAsync();
        foreach (var fault in (StripeFault[])[StripeFault.LosesCall, StripeFault.LosesCall]) story.Stripe.Faults.Enqueue(fault);
        await Should.ThrowAsync<GatewaySilentException>(() => story.ConnectAsync((g, c) => g.ChargeAsync(c, story.OrderOf(attempt), method, CancellationToken.None)));
        (await story.AskedAsync(attempt.Id)).State.ShouldBe(AttemptState.Unknown);

        story.App.FakeClock.Advance(TimeSpan.FromMinutes(3));

        (await story.AskedAsync(attempt.Id)).State.ShouldBe(AttemptState.Failed);
        (await story.PaymentsAsync()).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Card_Forgotten_IsForgottenForGood()
    {
        await using var story = await StripeStory.StartAsync();
        var (_, method) = await story.KeepAsync();

        (await story.ConnectAsync((g, c) => g.ForgetAsync(c, method, CancellationToken.None))).ShouldBeTrue();
        (await story.ConnectAsync((g, c) => g.ForgetAsync(c, method, CancellationToken.None))).ShouldBeTrue();
        (await story.ConnectAsync((g, c) => g.ForgetAsync(c, method with { MethodId = "pm_nobodys" }, CancellationToken.None))).ShouldBeTrue();

        story.Stripe.Methods.Single().IsDetached.ShouldBeTrue();
        (await story.ChargeAsync(method)).Answer.State.ShouldBe(AttemptState.Failed);
    }
}
