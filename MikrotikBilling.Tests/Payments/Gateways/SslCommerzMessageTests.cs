using System.Text;
using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Payments;
using MikrotikBilling.Core.Payments.Gateways;
using MikrotikBilling.Core.Payments.Gateways.Attempts;
using MikrotikBilling.Core.Payments.Gateways.SslCommerz;
using MikrotikBilling.Tests.Billing;
using MikrotikBilling.Tests.Payments.Gateways.Simulators;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Payments.Gateways;

/// <summary>What SSLCommerz tells of payments, proven, forged, twice and late.</summary>
public sealed class SslCommerzMessageTests
{
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

    /// <summary>Signs it anew, rightly, and without this field.</summary>
    private static void Uncover(Dictionary<string, string> fields, string left, string password)
    {
        var names = fields["verify_key"].Split(',').Where(n => n != left).ToList();
        fields["verify_key"] = string.Join(',', names);
        fields["verify_sign"] = SslCommerzForm.Sign(names.Select(n => (n, fields[n])), password);
    }
}
