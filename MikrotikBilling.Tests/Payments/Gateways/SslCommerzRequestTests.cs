using System.Text;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Payments;
using MikrotikBilling.Core.Payments.Gateways.Attempts;
using MikrotikBilling.Core.Payments.Gateways.Reconciling;
using MikrotikBilling.Core.Payments.Gateways.SslCommerz;
using MikrotikBilling.Tests.Billing;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Payments.Gateways;

/// <summary>A payer is sent to SSLCommerz's page: what is asked for, and what payers do there.</summary>
public sealed class SslCommerzRequestTests
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

    [Fact]
    public void Key_OfTwoNumbers_IsThatOfTheFirst() => StatementLine.KeyOf("2611201600000fixtureBank001+2611201600000fixtureVal0001").ShouldBe("2611201600000FIXTUREBANK001");
}
