using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Payments;
using MikrotikBilling.Core.Payments.Gateways;
using MikrotikBilling.Core.Payments.Gateways.Attempts;
using MikrotikBilling.Tests.Billing;
using MikrotikBilling.Tests.Support;
using MikrotikBilling.Web.Demo.Providers;

namespace MikrotikBilling.Tests.Payments.Gateways;

/// <summary>M-Pesa signs nothing: what a message is worth, payments to the short code, and what is given back.</summary>
public sealed class MpesaTrustTests
{
    private const string Forged = """{"TransactionType":"Pay Bill","TransID":"TKK9FAKE01","TransAmount":"1500","BusinessShortCode":"600999","BillRefNumber":"isp10001","MSISDN":"2547 ***** 001","FirstName":"EVE"}""";

    [Theory]
    [InlineData("isp-10001")]
    [InlineData("C000001")]
    [InlineData("0700 000 001")]
    public async Task Payer_TypingTheAccount_IsKnownByIt(string account)
    {
        await using var story = await MpesaStory.StartAsync();
        await story.RegisterAsync();

        var receipt = await story.Mpesa.PayAsync(account, 1500);

        (await story.PaymentsAsync()).ShouldHaveSingleItem().ShouldSatisfyAllConditions(p => p.Reference.ShouldBe(receipt), p => p.PayerName.ShouldBe("ASHA"), p => p.CustomerId.ShouldBe(story.Jane.CustomerId));
    }

    [Fact]
    public async Task Payer_TypingAnUnknownAccount_IsInSuspense()
    {
        await using var story = await MpesaStory.StartAsync();
        await story.RegisterAsync();

        var receipt = await story.Mpesa.PayAsync("NOPE77", 1500);

        (await story.PaymentsAsync()).ShouldBeEmpty();
        (await story.App.Db(db => db.Set<SuspenseItem>().SingleAsync())).ShouldSatisfyAllConditions(s => s.Reference.ShouldBe(receipt), s => s.PayerPhone.ShouldBe("2547 ***** 001"));
    }

    [Fact]
    public async Task Payer_TypingAnUnknownAccount_KeepsHisMoneyWhereThatIsRejected()
    {
        await using var story = await MpesaStory.StartAsync(fields: f => f["unknown_accounts"] = "reject");
        await story.RegisterAsync();

        (await story.Mpesa.PayAsync("NOPE77", 1500)).ShouldBeNull();
        (await story.Mpesa.PayAsync("isp10001", 1500)).ShouldNotBeNull();

        (await story.PaymentsAsync()).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Addresses_RegisteredTwice_AreRefusedInWords()
    {
        await using var story = await MpesaStory.StartAsync();

        (await story.RegisterAsync()).Value.ShouldBe("M-Pesa tells of payments to the short code from now on. The list of payments can be asked for.");
        (await story.RegisterAsync()).Refusal!.Message.ShouldStartWith("M-Pesa has addresses for this short code already.");
    }

    [Fact]
    public async Task Answer_FromAnotherAddress_CountsOnceMpesaHasConfirmedIt()
    {
        await using var story = await MpesaStory.StartAsync(fields: f => f["address_rule"] = null);
        var attempt = await story.AskAsync();

        await story.Mpesa.SettleAsync();

        await story.UntilAsync(attempt.Id, AttemptState.Succeeded);
        (await story.App.EventsAsync()).ShouldContain(e => e.IsAsked && e.Role == "stk query");
    }

    [Theory]
    [InlineData("ask", null)]
    [InlineData("off", "1000")]
    public async Task Answer_ForgedForAWaitingRequest_BooksNothing(string rule, string? limit)
    {
        await using var story = await MpesaStory.StartAsync(fields: f => (f["address_rule"], f["ask_above"]) = (rule, limit));
        var attempt = await story.AskAsync(MpesaPhone.Waits);
        var body = """{"Body":{"stkCallback":{"MerchantRequestID":"1","CheckoutRequestID":"ID","ResultCode":0,"ResultDesc":"x","CallbackMetadata":{"Item":[{"Name":"Amount","Value":1500},{"Name":"MpesaReceiptNumber","Value":"TKK9FAKE01"}]}}}}"""
            .Replace("\"ID\"", $"\"{attempt.ProviderId}\"", StringComparison.Ordinal);

        (await story.PostAsync("s", body, attempt.Id.ToString("N"))).Status.ShouldBe(200);
        await MpesaStory.UntilAsync(async () => (await story.MessagesAsync()).Single().Tries > 0);

        (await story.PaymentsAsync()).ShouldBeEmpty();
        (await story.AttemptAsync(attempt.Id)).State.ShouldBe(AttemptState.Pending);
    }

    [Theory]
    [InlineData(23, 1)]
    [InlineData(25, 0)]
    public async Task Answer_ToARequestOfYesterday_IsAskedForFirst(int hours, int payments)
    {
        await using var story = await MpesaStory.StartAsync();
        var attempt = await story.AskAsync(MpesaPhone.Waits);
        story.App.FakeClock.Advance(TimeSpan.FromHours(hours));
        var body = System.Text.Encoding.UTF8.GetString(GatewayStory.Sample("mpesa-stk-callback-0.json")).Replace("ws_CO_20112026125956001700000001", attempt.ProviderId, StringComparison.Ordinal);

        (await story.PostAsync("s", body, attempt.Id.ToString("N"))).Status.ShouldBe(200);
        await MpesaStory.UntilAsync(async () => (await story.MessagesAsync()).Single() is { State: GatewayEventState.Done } or { Tries: > 0 });

        (await story.PaymentsAsync()).Count.ShouldBe(payments);
    }

    [Fact]
    public async Task Answer_ToARequestThatIsNotOurs_IsKeptUnverified()
    {
        await using var story = await MpesaStory.StartAsync();
        for (var i = 0; i < 5; i++)
        {
            (await story.PostAsync("s", GatewayStory.Sample("mpesa-stk-callback-0.json"))).ShouldBe((200, """{"ResultCode":0,"ResultDesc":"Accepted"}"""));
            await story.FinishAsync(TimeSpan.FromMinutes(5));
        }

        (await story.MessagesAsync()).ShouldHaveSingleItem().ShouldSatisfyAllConditions(e => e.State.ShouldBe(GatewayEventState.Refused), e => e.Outcome!.ShouldStartWith("Unverified"));
        (await story.PaymentsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Confirmation_FromAnotherAddress_CountsOnceTheOperatorsResultIsThere()
    {
        await using var story = await MpesaStory.StartAsync(fields: f => f["address_rule"] = "ask");
        await story.RegisterAsync();
        await story.Mpesa.PayAsync("isp10001", 1500);
        await MpesaStory.UntilAsync(async () => (await story.MessagesAsync()).Single().Tries > 0);
        (await story.PaymentsAsync()).ShouldBeEmpty();

        await story.Mpesa.SettleAsync();
        await story.FinishAsync(TimeSpan.FromMinutes(1));

        (await story.PaymentsAsync()).ShouldHaveSingleItem().Amount.ShouldBe(Bookkeeping.Kes(150000));
        story.Mpesa.Posted.ShouldAllBe(p => p.Status == 200);
    }

    [Fact]
    public async Task Confirmation_Forged_IsNeverBooked()
    {
        await using var story = await MpesaStory.StartAsync(fields: f => f["address_rule"] = "ask");
        (await story.PostAsync("c", Forged)).Status.ShouldBe(200);
        await MpesaStory.UntilAsync(async () => (await story.MessagesAsync()).Single().Tries > 0);

        for (var i = 0; i < GatewayEvent.MostTries; i++)
        {
            await story.Mpesa.SettleAsync();
            await story.FinishAsync(TimeSpan.FromDays(1));
        }

        (await story.MessagesAsync()).Single(e => e.Role == "confirmation").State.ShouldBe(GatewayEventState.Failed);
        (await story.PaymentsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Confirmation_ThatCannotBeAskedFor_WaitsForAPersonInSuspense()
    {
        await using var story = await MpesaStory.StartAsync(fields: f => (f["address_rule"], f["initiator"]) = ("ask", null));

        (await story.PostAsync("c", Forged)).Status.ShouldBe(200);
        await MpesaStory.UntilAsync(async () => (await story.MessagesAsync()).Single().State == GatewayEventState.Done);

        (await story.App.Db(db => db.Set<SuspenseItem>().SingleAsync())).Reason.ShouldContain("Look it up in the M-Pesa portal");
        (await story.PaymentsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Message_FromAnotherAddressOrForAnotherShortCode_IsRefusedWhereThatIsTheRule()
    {
        await using var story = await MpesaStory.StartAsync(fields: f => f["address_rule"] = "refuse");
        await using var open = await MpesaStory.StartAsync(fields: f => f["addresses"] = "10.0.0.0/8, 127.0.0.1");

        (await story.PostAsync("c", Forged)).Status.ShouldBe(401);
        (await open.PostAsync("c", Forged.Replace("600999", "600998", StringComparison.Ordinal))).Status.ShouldBe(401);
        (await open.PostAsync("c", Forged)).Status.ShouldBe(200);

        (await story.App.EventsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Payment_Reversed_IsTakenBackWithItsResult()
    {
        await using var story = await MpesaStory.StartAsync(fields: f => f["address_rule"] = "ask");
        var attempt = await story.AskAsync();
        await story.Mpesa.SettleAsync();
        await story.UntilAsync(attempt.Id, AttemptState.Succeeded);

        (await story.RefundAsync(100)).Refusal!.Code.ShouldBe("refund.whole");
        (await story.RefundAsync(1500)).ShouldSatisfyAllConditions(r => r.Ok.ShouldBeTrue(), r => r.Value!.Money.ShouldBeNull());
        (await story.PaymentsAsync()).Single().State.ShouldBe(PaymentState.Booked);
        await story.Mpesa.SettleAsync();

        (await story.PaymentsAsync()).Single().State.ShouldBe(PaymentState.Reversed);
        (await story.App.BalanceAsync(story.Jane)).CreditMinor.ShouldBe(0);
        (await story.App.WrongAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Payment_ReversedTwice_IsTakenBackOnce()
    {
        await using var story = await MpesaStory.StartAsync();
        await story.AskAsync();
        await story.Mpesa.SettleAsync();

        await story.RefundAsync(1500);
        await story.RefundAsync(1500);
        await story.Mpesa.SettleAsync();

        (await story.PaymentsAsync()).Single().State.ShouldBe(PaymentState.Reversed);
        (await story.MessagesAsync()).ShouldContain(e => e.Outcome == "M-Pesa did not do it: it was reversed before.");
        (await story.App.WrongAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Reversal_ByAWrongOperatorOrOutOfTime_ChangesNothing()
    {
        await using var story = await MpesaStory.StartAsync(fields: f => f["initiator_password"] = "another");
        await story.AskAsync();
        await story.Mpesa.SettleAsync();

        await story.RefundAsync(1500);
        await story.Mpesa.SettleAsync();
        (await story.MessagesAsync()).ShouldContain(e => e.Outcome == "M-Pesa did not do it: the initiator or its password is wrong.");
        var late = await story.PostAsync("t", """{"ConversationID":"AG_1"}""");

        late.Status.ShouldBe(200);
        (await story.PaymentsAsync()).Single().State.ShouldBe(PaymentState.Booked);
    }

    [Fact]
    public async Task Reversal_Forged_IsRefused()
    {
        await using var story = await MpesaStory.StartAsync(fields: f => f["address_rule"] = "ask");

        (await story.PostAsync("r", GatewayStory.Sample("mpesa-reversal-result.json"))).Status.ShouldBe(401);
        (await story.PostAsync("r", GatewayStory.Sample("mpesa-reversal-result.json"), Guid.CreateVersion7().ToString("N"))).Status.ShouldBe(401);

        (await story.App.EventsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task List_OfTwoDays_IsReadToItsEnd()
    {
        await using var story = await MpesaStory.StartAsync();
        for (var i = 0; i < 120; i++) await story.Mpesa.PayAsync("isp10001", 10 + i);
        var now = story.App.Clock.GetUtcNow();

        var listed = Scenario.Value(await story.ConnectAsync((g, c) => g.ListAsync(c, now.AddDays(-2), now.AddMinutes(1), CancellationToken.None)));

        listed.Count.ShouldBe(120);
        listed[119].ShouldSatisfyAllConditions(p => p.Amount.ShouldBe(Bookkeeping.Kes(12900)), p => p.At.ShouldBe(now), p => p.Account.ShouldBe("isp10001"));
    }

    [Fact]
    public async Task Test_OfTheKeys_SaysWhatIsRight()
    {
        await using var story = await MpesaStory.StartAsync();

        (await story.ConnectAsync((g, c) => g.TestAsync(c, CancellationToken.None))).Value.ShouldStartWith("M-Pesa takes the consumer key and secret.");
    }
}
