using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Payments;
using MikrotikBilling.Core.Payments.Gateways.Attempts;
using MikrotikBilling.Core.Payments.Gateways.Mpesa;
using MikrotikBilling.Tests.Billing;
using MikrotikBilling.Tests.Support;
using MikrotikBilling.Web.Demo.Providers;

namespace MikrotikBilling.Tests.Payments.Gateways;

/// <summary>A payer is asked on his phone: all that phones and M-Pesa do.</summary>
public sealed class MpesaRequestTests
{
    [Theory]
    [EachDatabase]
    public async Task Phone_Pays_ServiceIsRenewed(DatabaseProvider provider)
    {
        await using var story = await MpesaStory.StartAsync(provider);
        var before = await story.App.SubscriptionAsync(story.Jane.SubscriptionId);

        var attempt = await story.AskAsync();
        attempt.State.ShouldBe(AttemptState.Pending);
        await story.Mpesa.SettleAsync();

        (await story.AttemptAsync(attempt.Id)).State.ShouldBe(AttemptState.Succeeded);
        var payment = (await story.PaymentsAsync()).ShouldHaveSingleItem();
        (payment.Amount, payment.Method, payment.ActorName).ShouldBe((Bookkeeping.Kes(150000), PaymentMethod.Mpesa, "Paybill"));
        (await story.App.SubscriptionAsync(story.Jane.SubscriptionId)).ExpiresAt.ShouldBe(before.ExpiresAt.AddDays(30));
        var prompt = story.Mpesa.Prompts.ShouldHaveSingleItem();
        (prompt.Phone, prompt.Amount, prompt.Account).ShouldBe(("254712345001", 1500L, "C000001"));
        story.Mpesa.Posted.ShouldAllBe(p => p.Status == 200 && p.Answer == """{"ResultCode":0,"ResultDesc":"Accepted"}""");
        (await story.App.WrongAsync()).ShouldBeEmpty();
        (await story.App.VerifiedAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(MpesaPhone.Cancels, "1032", "The payer cancelled.")]
    [InlineData(MpesaPhone.WrongPin, "2001", "The PIN was wrong.")]
    [InlineData(MpesaPhone.NoBalance, "1", "There is not enough money on the phone.")]
    [InlineData(MpesaPhone.Unreachable, "1037", "The phone could not be reached, or nobody answered.")]
    public async Task Phone_DoesNotPay_RequestFailsAndMayBeMadeAgain(MpesaPhone phone, string code, string words)
    {
        await using var story = await MpesaStory.StartAsync();
        var attempt = await story.AskAsync(phone);

        await story.Mpesa.SettleAsync();
        await story.UntilAsync(attempt.Id, AttemptState.Failed);

        var failed = await story.AttemptAsync(attempt.Id);
        (failed.Code, failed.Words, failed.OpenFor).ShouldBe((code, words, null));
        (await story.PaymentsAsync()).ShouldBeEmpty();
        (await story.AskAsync()).Id.ShouldNotBe(attempt.Id);
        await story.Mpesa.SettleAsync();
        (await story.PaymentsAsync()).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task ShortCode_NotPermitted_StopsAskingUntilAPersonHasLooked()
    {
        await using var story = await MpesaStory.StartAsync();
        var attempt = await story.AskAsync(MpesaPhone.NotPermitted);
        await story.Mpesa.SettleAsync();

        (await story.AttemptAsync(attempt.Id)).ShouldSatisfyAllConditions(a => a.State.ShouldBe(AttemptState.Failed), a => a.NeedsPerson.ShouldBeTrue());
        (await story.TryAsync()).Refusal!.Code.ShouldBe("attempt.stopped");
        (await story.App.With<AttemptService, Result>(s => s.SeenAsync(attempt.Id, CancellationToken.None))).Ok.ShouldBeTrue();
        (await story.TryAsync()).Ok.ShouldBeTrue();
    }

    [Theory]
    [InlineData(MpesaPhone.Busy, "500.001.1001", 120)]
    [InlineData(MpesaPhone.SpikeArrest, "500.003.02", 30)]
    public async Task Mpesa_Busy_RefusesAndIsLeftAloneForAWhile(MpesaPhone phone, string code, int seconds)
    {
        await using var story = await MpesaStory.StartAsync();

        var attempt = await story.AskAsync(phone);

        (attempt.State, attempt.Code, attempt.RetryAt).ShouldBe((AttemptState.Failed, code, story.App.Clock.GetUtcNow().AddSeconds(seconds)));
        (await story.TryAsync(phone)).Refusal!.Code.ShouldBe("attempt.too-soon");
        story.App.FakeClock.Advance(TimeSpan.FromSeconds(seconds));
        (await story.AskAsync()).State.ShouldBe(AttemptState.Pending);
    }

    [Fact]
    public async Task SpikeArrest_OfOnePayer_HoldsBackAllOthers()
    {
        await using var story = await MpesaStory.StartAsync();
        await story.AskAsync(MpesaPhone.SpikeArrest);

        (await story.AskAsync()).Words.ShouldBe("M-Pesa was asked too often and is left alone for a moment.");

        story.Mpesa.Prompts.ShouldBeEmpty();
    }

    [Fact]
    public async Task Request_PressedAgain_IsTheSame()
    {
        await using var story = await MpesaStory.StartAsync();

        var both = await Task.WhenAll(story.TryAsync(), story.TryAsync(), story.TryAsync());

        both.Select(b => Scenario.Value(b).Attempt.Id).Distinct().ShouldHaveSingleItem();
        story.Mpesa.Prompts.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task SilentAfterCharging_IsFoundInTheList()
    {
        await using var story = await MpesaStory.StartAsync();

        var attempt = await story.AskAsync(MpesaPhone.SilentAfterCharging);
        attempt.State.ShouldBe(AttemptState.Unknown);
        Scenario.Value(await story.TryAsync(MpesaPhone.SilentAfterCharging)).WasThere.ShouldBeTrue();
        await story.JanitorAsync(TimeSpan.FromSeconds(30));

        (await story.AttemptAsync(attempt.Id)).State.ShouldBe(AttemptState.Succeeded);
        (await story.PaymentsAsync()).ShouldHaveSingleItem().Amount.ShouldBe(Bookkeeping.Kes(150000));
    }

    [Fact]
    public async Task Silent_WithoutAList_IsOverWithItsTime()
    {
        await using var story = await MpesaStory.StartAsync(fields: f => f["pull_number"] = null);
        var attempt = await story.AskAsync(MpesaPhone.SilentAfterCharging);

        await story.JanitorAsync(TimeSpan.FromSeconds(30));
        (await story.AttemptAsync(attempt.Id)).State.ShouldBe(AttemptState.Unknown);
        await story.JanitorAsync(TimeSpan.FromMinutes(10));

        (await story.AttemptAsync(attempt.Id)).State.ShouldBe(AttemptState.Expired);
    }

    [Theory]
    [InlineData(MpesaPhone.NeverTold)]
    [InlineData(MpesaPhone.ToldWithoutReceipt)]
    public async Task Receipt_NotTold_IsFoundByTheJanitorInTheList(MpesaPhone phone)
    {
        await using var story = await MpesaStory.StartAsync();
        var attempt = await story.AskAsync(phone);
        await story.Mpesa.SettleAsync();
        (await story.PaymentsAsync()).ShouldBeEmpty();

        await story.JanitorAsync(TimeSpan.FromSeconds(30));

        (await story.AttemptAsync(attempt.Id)).State.ShouldBe(AttemptState.Succeeded);
        (await story.PaymentsAsync()).ShouldHaveSingleItem().Reference.ShouldBe(story.Mpesa.Prompts[0].Receipt);
    }

    [Fact]
    public async Task Receipt_NotToldAndWithoutAList_IsToldByTheOperatorsResult()
    {
        await using var story = await MpesaStory.StartAsync(fields: f => (f["pull_number"], f["address_rule"]) = (null, "ask"));
        var attempt = await story.AskAsync(MpesaPhone.NeverTold);
        await story.Mpesa.SettleAsync();

        await story.JanitorAsync(TimeSpan.FromSeconds(30));
        (await story.AttemptAsync(attempt.Id)).ShouldSatisfyAllConditions(a => a.State.ShouldBe(AttemptState.Unknown), a => a.Words.ShouldBe("Paid, says M-Pesa; its receipt has not come yet."));
        await story.Mpesa.SettleAsync();

        (await story.AttemptAsync(attempt.Id)).State.ShouldBe(AttemptState.Succeeded);
        (await story.PaymentsAsync()).ShouldHaveSingleItem().CustomerId.ShouldBe(story.Jane.CustomerId);
    }

    [Fact]
    public async Task Success_AfterFailureAndASecondPayment_IsCreditAndShownToAPerson()
    {
        await using var story = await MpesaStory.StartAsync();
        var before = await story.App.SubscriptionAsync(story.Jane.SubscriptionId);
        var late = await story.AskAsync(MpesaPhone.PaysLate);
        await story.Mpesa.SettleFirstAsync();
        await story.UntilAsync(late.Id, AttemptState.Failed);
        story.App.FakeClock.Advance(TimeSpan.FromMinutes(1));
        var second = await story.AskAsync();

        await story.Mpesa.SettleAsync();

        (await story.AttemptAsync(second.Id)).State.ShouldBe(AttemptState.Succeeded);
        (await story.AttemptAsync(late.Id)).ShouldSatisfyAllConditions(a => a.State.ShouldBe(AttemptState.Succeeded), a => a.NeedsPerson.ShouldBeTrue());
        (await story.PaymentsAsync()).Count.ShouldBe(2);
        (await story.App.SubscriptionAsync(story.Jane.SubscriptionId)).ExpiresAt.ShouldBe(before.ExpiresAt.AddDays(30));
        (await story.App.BalanceAsync(story.Jane)).CreditMinor.ShouldBe(150000);
    }

    [Theory]
    [InlineData(MpesaPhone.TellsThrice)]
    [InlineData(MpesaPhone.PaysAtOnce)]
    [InlineData(MpesaPhone.PaysLate)]
    public async Task Answer_OftenOrEarlyOrLate_BooksOnce(MpesaPhone phone)
    {
        await using var story = await MpesaStory.StartAsync();
        var attempt = await story.AskAsync(phone);

        await story.Mpesa.SettleAsync();

        await story.UntilAsync(attempt.Id, AttemptState.Succeeded);
        (await story.PaymentsAsync()).ShouldHaveSingleItem();
        (await story.AttemptAsync(attempt.Id)).ProviderId.ShouldBe(story.Mpesa.Prompts[0].CheckoutId);
    }

    [Theory]
    [EachDatabase]
    public async Task Answer_TwentyTimesAtOnce_BooksOnce(DatabaseProvider provider)
    {
        await using var story = await MpesaStory.StartAsync(provider);
        await story.AskAsync();
        await story.Mpesa.SettleAsync();
        await story.AskAsync(amount: 2000);
        var prompt = story.Mpesa.Prompts[1];
        await story.Mpesa.SettleAsync();

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => story.Mpesa.TellAsync(prompt))));

        (await story.PaymentsAsync()).Count.ShouldBe(2);
        story.Mpesa.Posted.ShouldAllBe(p => p.Status == 200);
        (await story.MessagesAsync()).Max(e => e.Repeats).ShouldBe(20);
        (await story.App.WrongAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Payment_ToldByBothWays_IsOneAndBothMessagesNameIt()
    {
        await using var story = await MpesaStory.StartAsync();
        await story.RegisterAsync();
        var attempt = await story.AskAsync(MpesaPhone.ToldByBothWays);

        await story.Mpesa.SettleAsync();

        (await story.PaymentsAsync()).ShouldHaveSingleItem();
        (await story.MessagesAsync()).Select(e => e.MovementId).Distinct().ShouldHaveSingleItem().ShouldBe((await story.AttemptAsync(attempt.Id)).MovementId);
    }

    [Fact]
    public async Task Amount_OtherThanAskedFor_IsBookedAsItCameAndShownToAPerson()
    {
        await using var story = await MpesaStory.StartAsync();
        var attempt = await story.AskAsync(MpesaPhone.PaysLess);

        await story.Mpesa.SettleAsync();

        (await story.PaymentsAsync()).ShouldHaveSingleItem().Amount.ShouldBe(Bookkeeping.Kes(149000));
        (await story.AttemptAsync(attempt.Id)).Words.ShouldBe("KES 1,490.00 came, KES 1,500.00 was asked for.");
    }

    [Fact]
    public async Task Token_ForgottenByMpesa_IsAskedForOnceAndTheRequestRepeated()
    {
        await using var story = await MpesaStory.StartAsync();
        await story.AskAsync(MpesaPhone.Cancels);
        await story.Mpesa.SettleAsync();
        story.Mpesa.ForgetsToken = true;

        (await story.AskAsync()).State.ShouldBe(AttemptState.Pending);

        story.Mpesa.TokensGiven.ShouldBe(2);
        story.Mpesa.Prompts.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Keys_Wrong_AreSaidByTheTestAndNobodyIsAsked()
    {
        await using var story = await MpesaStory.StartAsync(fields: f => f["consumer_secret"] = "another");

        (await story.AskAsync()).ShouldSatisfyAllConditions(a => a.State.ShouldBe(AttemptState.Failed), a => a.Words.ShouldBe("M-Pesa does not take the consumer key and secret."));
        story.Mpesa.Prompts.ShouldBeEmpty();
    }

    [Fact]
    public async Task PassKey_Wrong_NeedsAPerson()
    {
        await using var story = await MpesaStory.StartAsync(fields: f => f["pass_key"] = "another");

        (await story.AskAsync()).ShouldSatisfyAllConditions(a => a.State.ShouldBe(AttemptState.Failed), a => a.NeedsPerson.ShouldBeTrue());
    }

    [Fact]
    public async Task Log_OfWhatWasAsked_HoldsNoSecret()
    {
        await using var story = await MpesaStory.StartAsync(fields: f => f["pull_number"] = null);
        var attempt = await story.AskAsync(MpesaPhone.NeverTold);
        await story.Mpesa.SettleAsync();
        await story.JanitorAsync(TimeSpan.FromSeconds(30));

        var asked = (await story.App.EventsAsync()).Where(e => e.IsAsked).ToList();
        asked.Select(e => e.Role).Distinct().Order(StringComparer.Ordinal).ShouldBe(["stk push", "stk query", "token", "transaction status"]);
        var password = MpesaPush.PasswordOf(story.Mpesa.ShortCode, story.Mpesa.PassKey, "")[..20];
        foreach (var kept in asked.Select(e => e.Headers + System.Text.Encoding.UTF8.GetString(e.Body)))
        {
            kept.ShouldNotContain(password);
            kept.ShouldNotContain(story.Account.Token);
            kept.ShouldNotContain(story.Mpesa.ConsumerSecret);
        }
        asked.Single(e => e.Role == "token").Body.ShouldBe(System.Text.Encoding.UTF8.GetBytes("""{"access_token":"…","expires_in":"3599"}"""));
        attempt.ProviderId.ShouldNotBeNull();
    }
}
