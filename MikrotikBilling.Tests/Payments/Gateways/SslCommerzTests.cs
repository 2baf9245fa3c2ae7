using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Payments;
using MikrotikBilling.Core.Payments.Gateways;
using MikrotikBilling.Core.Payments.Gateways.Attempts;
using MikrotikBilling.Core.Payments.Gateways.Reconciling;
using MikrotikBilling.Core.Payments.Gateways.SslCommerz;
using MikrotikBilling.Tests.Billing;
using MikrotikBilling.Tests.Payments.Gateways.Simulators;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Payments.Gateways;

/// <summary>A payer is sent to SSLCommerz's page: all that payers and SSLCommerz do.</summary>
public sealed class SslCommerzTests
{
    [Theory]
    [EachDatabase]
    public async Task Payer_Pays_ServiceIsRenewed(DatabaseProvider provider)
    {
        await using var story = await SslCommerzStory.StartAsync(provider);
        var before = await story.App.SubscriptionAsync(story.Jane.SubscriptionId);

        var attempt = await story.AskAsync();
        var session = story.Ssl.Sessions.ShouldHaveSingleItem();
        (attempt.State, attempt.ProviderId, attempt.RedirectUrl).ShouldBe((AttemptState.Pending, session.TranId, $"{story.Ssl.Address}EasyCheckOut/{session.TranId}"));
        (await story.Ssl.PayAsync(session.TranId)).ShouldBe(200);
        await story.SettledAsync();

        (await story.AttemptAsync(attempt.Id)).State.ShouldBe(AttemptState.Succeeded);
        var (tried, payment) = (session.Tries.Single(), (await story.PaymentsAsync()).ShouldHaveSingleItem());
        (payment.Amount, payment.Method, payment.Reference).ShouldBe((Taka.Of(150000), PaymentMethod.SslCommerz, $"{tried.BankId}+{tried.ValId}"));
        (await story.App.SubscriptionAsync(story.Jane.SubscriptionId)).ExpiresAt.ShouldBe(before.ExpiresAt.AddDays(30));
        (await story.App.WrongAsync()).ShouldBeEmpty();
        (await story.App.VerifiedAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Request_Sent_HasTheFieldsOfTheSample()
    {
        await using var story = await SslCommerzStory.StartAsync();
        var attempt = await story.AskAsync();

        var sent = story.Ssl.Sessions.Single().Fields;

        var sample = Encoding.UTF8.GetString(GatewayStory.Sample("sslcommerz-session-request.txt")).Split('&').Select(f => f.Split('=')[0]);
        sent.Keys.ShouldBe(sample, ignoreOrder: true);
        var back = new Uri(story.App.Address, $"pay/back/{attempt.Id:N}").AbsoluteUri;
        (sent["success_url"], sent["fail_url"], sent["cancel_url"], sent["ipn_url"]).ShouldBe((back, back, back, story.Ipn.AbsoluteUri));
        (sent["total_amount"], sent["currency"], sent["cus_email"], sent["cus_phone"], sent["value_a"]).ShouldBe(("1500.00", "BDT", "office@isp.example", "+8801700000005", "C-000001"));
        sent["tran_id"].Length.ShouldBeLessThanOrEqualTo(30);
    }

    [Theory]
    [InlineData(999, null)]
    [InlineData(1000, 1000L)]
    [InlineData(50000000, 50000000L)]
    [InlineData(50000001, null)]
    public void AskFor_Amounts_AreTakenBetweenTheLimits(long due, long? asked) => (SslCommerzCheckout.AskFor(Taka.Of(due)) is { Ok: true } taken ? taken.Value.Minor : (long?)null).ShouldBe(asked);

    [Fact]
    public void AskFor_AnotherCurrency_IsRefused() => SslCommerzCheckout.AskFor(new Money(150000, "KES")).Refusal!.Code.ShouldBe("attempt.currency");

    [Theory]
    [InlineData("00000000-0000-0000-0000-000000000000")]
    [InlineData("ffffffff-ffff-ffff-ffff-ffffffffffff")]
    [InlineData("0193f2a1-7c55-7d1e-8b0a-5f1d0c2b9a8e")]
    public void TranId_OfARequest_LeadsBackToIt(string id)
    {
        var text = SslCommerzTranId.Of(Guid.Parse(id));

        text.Length.ShouldBe(26);
        SslCommerzTranId.AttemptIn(text).ShouldBe(Guid.Parse(id));
    }

    [Theory]
    [InlineData("INV2026000105A1")]
    [InlineData("80000000000000000000000000")]
    [InlineData("0000000000000000000000000I")]
    [InlineData("")]
    [InlineData(null)]
    public void TranId_OfNobody_LeadsNowhere(string? text) => SslCommerzTranId.AttemptIn(text).ShouldBeNull();

    [Theory]
    [InlineData("FAILED", AttemptState.Failed, "Invalid expiration date")]
    [InlineData("CANCELLED", AttemptState.Failed, "The payer cancelled.")]
    [InlineData("UNATTEMPTED", AttemptState.Expired, "The payer left without paying.")]
    [InlineData("EXPIRED", AttemptState.Expired, "Nobody paid in time.")]
    public async Task Payer_DoesNotPay_RequestEndsAndMayBeMadeAgain(string status, AttemptState state, string words)
    {
        await using var story = await SslCommerzStory.StartAsync();
        var attempt = await story.AskAsync();

        (await story.Ssl.PayAsync(attempt.ProviderId!, status)).ShouldBe(200);

        (await story.AttemptAsync(attempt.Id)).ShouldSatisfyAllConditions(a => a.State.ShouldBe(state), a => a.Words.ShouldBe(words), a => a.Code.ShouldBe(status), a => a.OpenFor.ShouldBeNull());
        story.Ssl.Validations.ShouldBe(0);
        (await story.PaymentsAsync()).ShouldBeEmpty();
        (await story.AskAsync()).Id.ShouldNotBe(attempt.Id);
    }

    [Fact]
    public async Task Message_Lost_IsFoundByTheJanitor()
    {
        await using var story = await SslCommerzStory.StartAsync();
        var attempt = await story.AskAsync();
        await story.JanitorAsync(TimeSpan.FromSeconds(30));
        (await story.AttemptAsync(attempt.Id)).State.ShouldBe(AttemptState.Pending);
        story.Ssl.Try(attempt.ProviderId!, "FAILED");
        story.Ssl.Try(attempt.ProviderId!);

        await story.JanitorAsync(TimeSpan.FromMinutes(2));

        (await story.AttemptAsync(attempt.Id)).State.ShouldBe(AttemptState.Succeeded);
        (await story.PaymentsAsync()).ShouldHaveSingleItem();
        story.Ssl.Validations.ShouldBe(1);
    }

    [Fact]
    public async Task Message_LostOfWhatWasNotPaid_EndsTheRequestToo()
    {
        await using var story = await SslCommerzStory.StartAsync();
        var attempt = await story.AskAsync();
        story.Ssl.Try(attempt.ProviderId!, "CANCELLED");

        await story.JanitorAsync(TimeSpan.FromSeconds(30));

        (await story.AttemptAsync(attempt.Id)).State.ShouldBe(AttemptState.Failed);
    }

    [Fact]
    public async Task Return_WhateverItSays_IsProvenOrNothing()
    {
        await using var story = await SslCommerzStory.StartAsync();
        var attempt = await story.AskAsync();
        (await story.ReturnAsync(attempt)).State.ShouldBe(AttemptState.Pending);
        (await story.PaymentsAsync()).ShouldBeEmpty();

        story.Ssl.Try(attempt.ProviderId!);

        (await story.ReturnAsync(attempt, "FAILED")).State.ShouldBe(AttemptState.Succeeded);
    }

    [Fact]
    public async Task Request_NotAnswered_FailsAndMoneyForItCountsAllTheSame()
    {
        await using var story = await SslCommerzStory.StartAsync();
        story.Ssl.IsSilent = true;
        var attempt = await story.AskAsync();
        (attempt.State, attempt.ProviderId).ShouldBe((AttemptState.Failed, story.Ssl.Sessions[0].TranId));

        await story.Ssl.PayAsync(attempt.ProviderId!);
        await story.SettledAsync();

        (await story.AttemptAsync(attempt.Id)).State.ShouldBe(AttemptState.Succeeded);
        (await story.PaymentsAsync()).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Store_Wrong_StopsAskingAndIsSaidByTheTest()
    {
        await using var story = await SslCommerzStory.StartAsync(fields: f => f["store_passwd"] = "another@ssl");

        (await story.AskAsync()).ShouldSatisfyAllConditions(a => a.State.ShouldBe(AttemptState.Failed), a => a.Words.ShouldBe("SSLCommerz: Store Credential Error Or Store is De-active"), a => a.NeedsPerson.ShouldBeTrue());

        (await story.TryAsync()).Refusal!.Code.ShouldBe("attempt.stopped");
        (await story.ConnectAsync((g, c) => g.TestAsync(c, CancellationToken.None))).Refusal!.Message.ShouldBe("SSLCommerz does not take the store id and password.");
    }

    [Fact]
    public async Task Test_OfTheStore_SaysWhatIsRight()
    {
        await using var story = await SslCommerzStory.StartAsync();

        (await story.ConnectAsync((g, c) => g.TestAsync(c, CancellationToken.None))).Value.ShouldBe("SSLCommerz takes the store id and password.");
    }

    [Theory]
    [EachDatabase]
    public async Task Message_TwentyTimesAtOnce_BooksOnce(DatabaseProvider provider)
    {
        await using var story = await SslCommerzStory.StartAsync(provider);
        var attempt = await story.AskAsync();
        var tried = story.Ssl.Try(attempt.ProviderId!);

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => story.Ssl.TellAsync(attempt.ProviderId!, tried))));
        await MpesaStory.UntilAsync(async () => (await story.MessagesAsync()).Single().State == GatewayEventState.Done);

        answers.ShouldAllBe(status => status == 200);
        (await story.PaymentsAsync()).ShouldHaveSingleItem();
        (await story.MessagesAsync()).Single().Repeats.ShouldBe(19);
        (await story.App.WrongAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Message_NotConfirmed_IsKeptAndNeverBooked()
    {
        await using var story = await SslCommerzStory.StartAsync();
        story.Ssl.DeniesAll = true;
        var attempt = await story.AskAsync();
        await story.Ssl.PayAsync(attempt.ProviderId!);
        await story.SettledAsync();

        for (var i = 0; i < GatewayEvent.MostTries; i++) await story.FinishAsync(TimeSpan.FromDays(1));

        (await story.MessagesAsync()).Single().ShouldSatisfyAllConditions(m => m.State.ShouldBe(GatewayEventState.Failed), m => m.Outcome.ShouldBe("Unverified: SSLCommerz itself does not say that it was paid (INVALID_TRANSACTION)."));
        (await story.PaymentsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Message_WhileSslCommerzIsAway_CountsOnceItAnswers()
    {
        await using var story = await SslCommerzStory.StartAsync();
        var attempt = await story.AskAsync();
        story.Ssl.IsAway = true;
        (await story.Ssl.PayAsync(attempt.ProviderId!)).ShouldBe(200);
        await story.SettledAsync();
        (await story.PaymentsAsync()).ShouldBeEmpty();

        story.Ssl.IsAway = false;
        await story.FinishAsync(TimeSpan.FromMinutes(1));

        (await story.PaymentsAsync()).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Message_WithTheNumberOfAnotherPayment_BooksNothing()
    {
        await using var story = await SslCommerzStory.StartAsync();
        var attempt = await story.AskAsync();
        story.Ssl.Remember("OTHER1", "1500.00", new SslTry("VALID", "2611201600000otherVal1", "2611201600000otherBank1", "1500.00", "BDT"));
        var mine = story.Ssl.Try(attempt.ProviderId!);

        await story.Ssl.TellAsync(attempt.ProviderId!, mine with { ValId = "2611201600000otherVal1" });
        await story.SettledAsync();

        (await story.MessagesAsync()).Single().Outcome.ShouldBe("Unverified: SSLCommerz says that its number belongs to another payment.");
        (await story.PaymentsAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("1499.50", "BDT")]
    [InlineData("1500.50", "BDT")]
    public async Task Amount_OtherThanAskedForByLessThanOne_IsBookedAsItCameAndShownToAPerson(string amount, string currency)
    {
        await using var story = await SslCommerzStory.StartAsync();
        var attempt = await story.AskAsync();

        await story.Ssl.PayAsync(attempt.ProviderId!, amount: amount, currency: currency);
        await story.SettledAsync();

        (await story.AttemptAsync(attempt.Id)).ShouldSatisfyAllConditions(a => a.State.ShouldBe(AttemptState.Succeeded), a => a.NeedsPerson.ShouldBeTrue());
        (await story.PaymentsAsync()).ShouldHaveSingleItem().Amount.ToInput().ShouldBe(amount);
    }

    [Fact]
    public async Task Currency_OtherThanAskedFor_WaitsInSuspense()
    {
        await using var story = await SslCommerzStory.StartAsync();
        var attempt = await story.AskAsync();

        await story.Ssl.PayAsync(attempt.ProviderId!, currency: "USD");
        await story.SettledAsync();

        (await story.SuspenseAsync()).ShouldHaveSingleItem().Reason.ShouldBe("It came in USD; the books are in BDT.");
        (await story.PaymentsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Payment_Risky_WaitsForAPersonAndNothingIsSwitchedOn()
    {
        await using var story = await SslCommerzStory.StartAsync();
        var before = await story.App.SubscriptionAsync(story.Jane.SubscriptionId);
        var attempt = await story.AskAsync();

        await story.Ssl.PayAsync(attempt.ProviderId!, risk: "1");
        await story.SettledAsync();

        (await story.SuspenseAsync()).ShouldHaveSingleItem().ShouldSatisfyAllConditions(s => s.Amount.ShouldBe(Taka.Of(150000)), s => s.Reason.ShouldStartWith("SSLCommerz calls it risky (Risky)."));
        (await story.PaymentsAsync()).ShouldBeEmpty();
        (await story.App.SubscriptionAsync(story.Jane.SubscriptionId)).ExpiresAt.ShouldBe(before.ExpiresAt);
        (await story.App.WrongAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Payment_MadeTwiceForOneNumber_IsCreditTheSecondTime()
    {
        await using var story = await SslCommerzStory.StartAsync();
        var before = await story.App.SubscriptionAsync(story.Jane.SubscriptionId);
        var attempt = await story.AskAsync();

        await story.Ssl.PayAsync(attempt.ProviderId!);
        await story.SettledAsync();
        await story.Ssl.PayAsync(attempt.ProviderId!);
        await story.SettledAsync();

        (await story.PaymentsAsync()).Count.ShouldBe(2);
        (await story.App.SubscriptionAsync(story.Jane.SubscriptionId)).ExpiresAt.ShouldBe(before.ExpiresAt.AddDays(30));
        (await story.App.BalanceAsync(story.Jane)).CreditMinor.ShouldBe(150000);
        (await story.AttemptAsync(attempt.Id)).ShouldSatisfyAllConditions(a => a.NeedsPerson.ShouldBeTrue(), a => a.Words!.ShouldContain("once more"));
        (await story.App.WrongAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Success_AfterFailure_Counts()
    {
        await using var story = await SslCommerzStory.StartAsync();
        var attempt = await story.AskAsync();
        await story.Ssl.PayAsync(attempt.ProviderId!, "FAILED");

        await story.Ssl.PayAsync(attempt.ProviderId!);
        await story.SettledAsync();

        (await story.AttemptAsync(attempt.Id)).State.ShouldBe(AttemptState.Succeeded);
        (await story.PaymentsAsync()).ShouldHaveSingleItem().RenewedTo.ShouldNotBeNull();
    }

    [Fact]
    public async Task Failure_AfterSuccess_ChangesNothing()
    {
        await using var story = await SslCommerzStory.StartAsync();
        var attempt = await story.AskAsync();
        await story.Ssl.PayAsync(attempt.ProviderId!);
        await story.SettledAsync();

        (await story.Ssl.PayAsync(attempt.ProviderId!, "CANCELLED")).ShouldBe(200);

        (await story.AttemptAsync(attempt.Id)).State.ShouldBe(AttemptState.Succeeded);
        (await story.PaymentsAsync()).ShouldHaveSingleItem().State.ShouldBe(PaymentState.Booked);
    }

    [Fact]
    public async Task Signature_WrongOrOverTooLittle_IsRefused()
    {
        await using var story = await SslCommerzStory.StartAsync();
        var attempt = await story.AskAsync();
        var (id, tried) = (attempt.ProviderId!, story.Ssl.Try(attempt.ProviderId!));

        (await story.Ssl.TellAsync(id, tried, password: "another@ssl")).ShouldBe(401);
        (await story.Ssl.TellAsync(id, tried, f => f["amount"] = "15000.00")).ShouldBe(401);
        (await story.Ssl.TellAsync(id, tried, f => f.Remove("verify_sign"))).ShouldBe(401);
        (await story.Ssl.TellAsync(id, tried, f => f.Remove("verify_key"))).ShouldBe(401);
        (await story.Ssl.TellAsync(id, tried, f => f["verify_sign"] = "d41d8cd98f00b204e9800998ecf8427e")).ShouldBe(401);
        foreach (var left in (string[])["status", "tran_id", "amount", "currency", "val_id"])
            (await story.Ssl.TellAsync(id, tried, f => Uncover(f, left, story.Ssl.Password))).ShouldBe(401);
        (await story.Ssl.TellAsync(id, tried, url: story.Ipn.AbsoluteUri[..^4] + "0000")).ShouldBe(404);

        (await story.MessagesAsync()).ShouldBeEmpty();
        story.Ssl.Validations.ShouldBe(0);
    }

    [Fact]
    public async Task Message_OfAnotherStore_IsRefused()
    {
        await using var story = await SslCommerzStory.StartAsync(fields: f => f["store_id"] = "another0test");
        story.Ssl.Remember("INV1", "100.00");

        (await story.Ssl.TellAsync("INV1", story.Ssl.Try("INV1"), url: story.Ipn.AbsoluteUri)).ShouldBe(401);
    }

    [Theory]
    [InlineData("")]
    [InlineData("status=VALID")]
    [InlineData("tran_id=A&status=VALID")]
    [InlineData("tran_id=A&tran_id=B&status=FAILED")]
    [InlineData("tran_id=A&status=VALID&val_id=V1&bank_tran_id=B1&currency_type=BDT&currency_amount=0")]
    [InlineData("tran_id=A&status=VALID&val_id=V1&bank_tran_id=B1&currency_type=BDT&currency_amount=1e3")]
    [InlineData("tran_id=A&status=VALID&val_id=V1&bank_tran_id=B1&currency_type=BDT&currency_amount=1.005")]
    [InlineData("tran_id=A&status=VALID&val_id=V1&bank_tran_id=B1&currency_type=taka&currency_amount=5")]
    [InlineData("tran_id=A%3Cb%3E&status=FAILED")]
    public async Task Form_OfTheWrongShape_Is400AndKeepsNothing(string body)
    {
        await using var story = await SslCommerzStory.StartAsync();

        (await story.Ssl.PostFormAsync(story.Ipn.AbsoluteUri, Encoding.UTF8.GetBytes(body))).ShouldBe(400);

        (await story.App.EventsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public void Signature_OfTheWorkedExample_IsAsWritten() =>
        SslCommerzForm.Sign([("val_id", "V1"), ("status", "VALID"), ("amount", "100.00"), ("tran_id", "INV1"), ("currency", "BDT"), ("store_id", "ispfixture0live")], "ispfixture0live@ssl").ShouldBe("ecce2390ec207a546a55560e125b339a");

    [Fact]
    public async Task Refund_PartThenRest_IsBookedAsItAddsUp()
    {
        await using var story = await PaidAsync();

        (await story.SendBackAsync(500)).Ok.ShouldBeTrue();
        (await story.PaymentsAsync())[0].Refunded.ShouldBe(Taka.Of(50000));
        (await story.SendBackAsync(1000)).Ok.ShouldBeTrue();

        (await story.PaymentsAsync())[0].State.ShouldBe(PaymentState.Refunded);
        story.Ssl.Sessions[0].Tries[0].Refunded.ShouldBe(1500m);
        (await story.App.WrongAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Refund_Whole_ReversesThePayment()
    {
        await using var story = await PaidAsync();

        (await story.SendBackAsync(1500)).Ok.ShouldBeTrue();

        (await story.PaymentsAsync())[0].State.ShouldBe(PaymentState.Reversed);
    }

    [Fact]
    public async Task Refund_NotAnsweredOrPressedAgain_IsDoneOnce()
    {
        await using var story = await PaidAsync();
        var (first, second) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        story.Ssl.IsSilentAfterRefund = true;
        (await story.SendBackAsync(500, first)).Refusal!.Code.ShouldBe("refund.silent");
        story.Ssl.IsSilentAfterRefund = false;

        foreach (var (amount, request) in ((decimal, Guid)[])[(500m, first), (200m, second), (200m, second)]) (await story.SendBackAsync(amount, request)).Ok.ShouldBeTrue();

        story.Ssl.Sessions[0].Tries[0].Refunded.ShouldBe(700m);
        (await story.PaymentsAsync())[0].Refunded.ShouldBe(Taka.Of(70000));
        (await story.App.WrongAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Refund_Refused_SaysWhyAndBooksNothing()
    {
        await using var story = await PaidAsync();
        story.Ssl.Sessions[0].Tries[0].Refunded = 1500m;

        (await story.SendBackAsync(500)).Refusal!.Message.ShouldBe("SSLCommerz: Refund amount exceeds the transaction");

        (await story.PaymentsAsync())[0].State.ShouldBe(PaymentState.Booked);
    }

    [Fact]
    public async Task Log_OfWhatWasAsked_HoldsNoSecret()
    {
        await using var story = await PaidAsync();

        var asked = (await story.App.EventsAsync()).Where(e => e.IsAsked).ToList();

        asked.Select(e => e.Role).ShouldBe(["session", "validation"], ignoreOrder: true);
        foreach (var kept in asked.Select(e => e.Headers + Encoding.UTF8.GetString(e.Body)))
        {
            kept.ShouldNotContain(Uri.EscapeDataString(story.Ssl.Password));
            kept.ShouldNotContain(story.Account.Token);
        }
    }

    [Fact]
    public async Task Payment_BookedFromAListBefore_IsTheSame()
    {
        await using var story = await SslCommerzStory.StartAsync();
        var attempt = await story.AskAsync();
        var tried = story.Ssl.Try(attempt.ProviderId!);
        var listed = new MovementFact(tried.BankId, MovementState.Succeeded, Taka.Of(150000)) { Account = "C000001" };
        await story.App.ScopeAsync(s => s.GetRequiredService<AppDbContext>().InTransactionAsync(
            token => s.GetRequiredService<GatewayBooking>().ApplyAsync(story.Account, PaymentMethod.SslCommerz, listed, token), CancellationToken.None));

        await story.Ssl.TellAsync(attempt.ProviderId!, tried);
        await story.SettledAsync();

        (await story.PaymentsAsync()).ShouldHaveSingleItem();
        (await story.AttemptAsync(attempt.Id)).State.ShouldBe(AttemptState.Succeeded);
    }

    [Fact]
    public void Key_OfTwoNumbers_IsThatOfTheFirst() => StatementLine.KeyOf("2611201600000fixtureBank001+2611201600000fixtureVal0001").ShouldBe("2611201600000FIXTUREBANK001");

    public static TheoryData<string, string> Samples()
    {
        var data = new TheoryData<string, string>();
        foreach (var sample in JsonDocument.Parse(GatewayStory.Sample("sslcommerz.manifest.json")).RootElement.EnumerateArray().Where(s => s.GetProperty("kind").GetString() == "inbound"))
            data.Add(sample.GetProperty("file").GetString()!, sample.GetProperty("expect").GetProperty("result").GetString()!);
        return data;
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public async Task Sample_Sent_LeadsToWhatIsWritten(string file, string result)
    {
        await using var story = await SslCommerzStory.StartAsync(simulator: new SslCommerzSimulator(new FakeClock(GatewayStory.SampledAt)) { StoreId = "ispfixture0live", Password = "ispfixture0live@ssl" });
        var form = SslCommerzForm.Read(GatewayStory.Sample(file)).Value!;
        var attempt = await RecordAsync(story, form["tran_id"]!);
        var isPaid = form["status"] == "VALID";
        story.Ssl.Remember(attempt.ProviderId!, "1150.00", isPaid ? [new SslTry("VALID", form["val_id"]!, form["bank_tran_id"]!, "1150.00", "BDT") { Risk = form["risk_level"]! }] : []);

        (await story.Ssl.PostFormAsync(story.Ipn.AbsoluteUri, GatewayStory.Sample(file))).ShouldBe(200);
        await story.SettledAsync();

        var ended = await story.AttemptAsync(attempt.Id);
        story.Ssl.Validations.ShouldBe(isPaid ? 1 : 0);
        (await story.PaymentsAsync()).Count.ShouldBe(result.StartsWith("hash good", StringComparison.Ordinal) ? 1 : 0);
        (await story.SuspenseAsync()).Count.ShouldBe(result.StartsWith("money recorded but held", StringComparison.Ordinal) ? 1 : 0);
        ended.State.ShouldBe(isPaid ? AttemptState.Succeeded : result.Contains("closed", StringComparison.Ordinal) ? AttemptState.Expired : AttemptState.Failed);
        (await story.App.WrongAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("sslcommerz-validation-valid.json", true)]
    [InlineData("sslcommerz-validation-validated.json", true)]
    [InlineData("sslcommerz-validation-invalid.json", false)]
    public void Sample_OfAValidation_IsPaidOrNot(string file, bool isPaid)
    {
        var said = ProviderJson.Answer(Encoding.UTF8.GetString(GatewayStory.Sample(file)))!.Value;

        var read = SslCommerzPayment.Read(name => said.Word(name));

        (read.Ok && read.Value.IsPaid).ShouldBe(isPaid);
        if (isPaid) (read.Value!.TranId, read.Value.Amount, read.Value.MovementId).ShouldBe(("INV2026000105A1", Taka.Of(115000), "2611201600000fixtureBank001+2611201600000fixtureVal0001"));
    }

    private static async Task<SslCommerzStory> PaidAsync()
    {
        var story = await SslCommerzStory.StartAsync();
        var attempt = await story.AskAsync();
        await story.Ssl.PayAsync(attempt.ProviderId!);
        await story.SettledAsync();
        return story;
    }

    /// <summary>Signs it anew, rightly, and without this field.</summary>
    private static void Uncover(Dictionary<string, string> fields, string left, string password)
    {
        var names = fields["verify_key"].Split(',').Where(n => n != left).ToList();
        fields["verify_key"] = string.Join(',', names);
        fields["verify_sign"] = SslCommerzForm.Sign(names.Select(n => (n, fields[n])), password);
    }

    /// <summary>The request that a sample answers.</summary>
    private static Task<PaymentAttempt> RecordAsync(SslCommerzStory story, string tranId) => story.App.Db(async db =>
    {
        var now = story.App.Clock.GetUtcNow();
        var attempt = new PaymentAttempt
        {
            AccountId = story.Account.Id,
            Gateway = SslCommerzGateway.Key,
            Mode = GatewayMode.Sandbox,
            CustomerId = story.Jane.CustomerId,
            SubscriptionId = story.Jane.SubscriptionId,
            AmountMinor = 115000,
            AmountCurrency = "BDT",
            ProviderId = tranId,
            CreatedAt = now,
            ExpiresAt = now.AddDays(1),
            ActorName = "Olive Owner",
        };
        attempt.MoveTo(AttemptState.Sent, now);
        attempt.MoveTo(AttemptState.Pending, now);
        db.Add(attempt);
        await db.SaveChangesAsync();
        return attempt;
    });
}
