using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Payments;
using MikrotikBilling.Core.Payments.Gateways.Attempts;
using MikrotikBilling.Core.Payments.Gateways.Reconciling;
using MikrotikBilling.Tests.Billing;
using MikrotikBilling.Tests.Support;
using MikrotikBilling.Web.Demo.Providers;

namespace MikrotikBilling.Tests.Payments.Gateways;

/// <summary>Money that goes back through Stripe, and what its list says of a day.</summary>
public sealed class StripeRefundTests
{
    [Theory]
    [EachDatabase]
    public async Task Refund_PartThenRest_IsBookedAsItAddsUp(DatabaseProvider provider)
    {
        await using var story = await StripeStory.StartAsync(provider);
        await story.PayAsync();

        (await story.SendBackAsync(500)).Ok.ShouldBeTrue();
        (await story.PaymentsAsync())[0].ShouldSatisfyAllConditions(p => p.State.ShouldBe(PaymentState.PartlyRefunded), p => p.Refunded.ShouldBe(Bookkeeping.Kes(50000)));
        (await story.SendBackAsync(1500)).Refusal!.Code.ShouldBe("refund.too-much");
        (await story.SendBackAsync(1000)).Ok.ShouldBeTrue();

        (await story.PaymentsAsync())[0].State.ShouldBe(PaymentState.Refunded);
        story.Stripe.Intents.Single().Refunded.ShouldBe(150000);
        (await story.App.WrongAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Refund_Whole_ReversesThePaymentThoughNoMessageCame()
    {
        await using var story = await StripeStory.StartAsync();
        await story.PayAsync();
        story.Stripe.Telling = StripeTelling.Never;

        (await story.SendBackAsync(1500)).Ok.ShouldBeTrue();
        (await story.PaymentsAsync())[0].State.ShouldBe(PaymentState.Reversed);

        await story.Stripe.TellAsync();
        (await story.MessagesAsync()).Last().Outcome.ShouldBe("It was known already.");
        (await story.App.WrongAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Refund_NotAnsweredOrPressedAgain_IsDoneOnce()
    {
        await using var story = await StripeStory.StartAsync();
        await story.PayAsync();
        story.Stripe.Telling = StripeTelling.Never;
        var request = Guid.CreateVersion7();
        foreach (var fault in (StripeFault[])[StripeFault.LosesAnswer, StripeFault.LosesAnswer]) story.Stripe.Faults.Enqueue(fault);
        (await story.SendBackAsync(500, request)).Refusal!.Code.ShouldBe("refund.silent");

        (await story.SendBackAsync(500, request)).Ok.ShouldBeTrue();
        (await story.SendBackAsync(500, request)).Ok.ShouldBeTrue();
        (await story.SendBackAsync(200)).Ok.ShouldBeTrue();
        await story.Stripe.TellAsync();

        story.Stripe.Intents.Single().Refunded.ShouldBe(70000);
        (await story.PaymentsAsync())[0].Refunded.ShouldBe(Bookkeeping.Kes(70000));
        (await story.App.WrongAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Refund_ThatStripeRefuses_IsSaidInItsWords()
    {
        await using var story = await StripeStory.StartAsync();
        await story.PayAsync();
        story.Stripe.Telling = StripeTelling.Never;
        await story.Stripe.RefundAsync(story.Stripe.Intents.Single().Id, 150000);

        (await story.SendBackAsync(500)).Refusal!.Message.ShouldStartWith("Stripe: Charge ch_simulated");

        (await story.PaymentsAsync())[0].Refunded.IsZero.ShouldBeTrue();
    }

    [Fact]
    public async Task List_OfADay_HasWhatWasPaidAndWhatWentBack()
    {
        await using var story = await StripeStory.StartAsync();
        var first = await story.PayAsync();
        await story.Stripe.RefundAsync(story.Stripe.Intents[0].Id, 40000);
        await story.PayAsync(StripeCard.Declined, 1000);
        story.App.FakeClock.Advance(TimeSpan.FromDays(1));

        var listed = Scenario.Value(await story.ConnectAsync((g, c) => g.ListAsync(c, GatewayStory.SampledAt.AddHours(-1), GatewayStory.SampledAt.AddHours(1), CancellationToken.None)));

        var line = listed.ShouldHaveSingleItem();
        (line.Id, line.Amount, line.BackMinor, line.State, line.Account).ShouldBe((story.Stripe.Intents[0].Id, Bookkeeping.Kes(150000), 40000, StatementState.Paid, "C-000001"));
        first.State.ShouldBe(AttemptState.Succeeded);
        Scenario.Value(await story.ConnectAsync((g, c) => g.ListAsync(c, GatewayStory.SampledAt.AddHours(1), GatewayStory.SampledAt.AddHours(9), CancellationToken.None))).ShouldBeEmpty();
    }

    [Fact]
    public async Task List_LongerThanAPage_IsReadToItsEnd()
    {
        await using var story = await StripeStory.StartAsync();
        story.Stripe.Telling = StripeTelling.Never;
        var attempt = await story.RecordAsync();
        var order = story.OrderOf(attempt);
        for (var i = 0; i < 105; i++)
        {
            var each = await story.ConnectAsync((g, c) => g.StartAsync(c, order with { Attempt = Another(attempt) }, CancellationToken.None));
            await story.Stripe.PayAsync(each.ProviderId);
        }

        var listed = Scenario.Value(await story.ConnectAsync((g, c) => g.ListAsync(c, GatewayStory.SampledAt.AddHours(-1), GatewayStory.SampledAt.AddHours(1), CancellationToken.None)));

        listed.Select(l => l.Id).Distinct().Count().ShouldBe(105);
    }

    private static PaymentAttempt Another(PaymentAttempt like) => new()
    {
        AccountId = like.AccountId,
        Gateway = like.Gateway,
        CustomerId = like.CustomerId,
        AmountMinor = like.AmountMinor,
        AmountCurrency = like.AmountCurrency,
        CreatedAt = like.CreatedAt,
        ExpiresAt = like.ExpiresAt,
        ActorName = like.ActorName,
    };
}
