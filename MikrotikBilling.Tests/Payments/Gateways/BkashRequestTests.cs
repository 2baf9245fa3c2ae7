using System.Text;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Payments;
using MikrotikBilling.Core.Payments.Gateways;
using MikrotikBilling.Core.Payments.Gateways.Attempts;
using MikrotikBilling.Core.Payments.Gateways.Bkash;
using MikrotikBilling.Tests.Billing;
using MikrotikBilling.Tests.Payments.Gateways.Simulators;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Payments.Gateways;

/// <summary>A payer is sent to bKash's page: all that payers and bKash do.</summary>
public sealed class BkashRequestTests
{
    [Theory]
    [EachDatabase]
    public async Task Payer_ConfirmsAndComesBack_ServiceIsRenewed(DatabaseProvider provider)
    {
        await using var story = await BkashStory.StartAsync(provider);
        var before = await story.App.SubscriptionAsync(story.Jane.SubscriptionId);

        var attempt = await story.AskAsync();
        (attempt.State, attempt.RedirectUrl).ShouldBe((AttemptState.Pending, $"{story.Bkash.Address}?paymentId={attempt.ProviderId}"));
        story.Bkash.Confirm(attempt.ProviderId);
        var paid = await story.ReturnAsync(attempt, "status=success");

        paid.State.ShouldBe(AttemptState.Succeeded);
        var there = story.Bkash.Payments.ShouldHaveSingleItem();
        (there.Amount, there.Payer, there.CallbackUrl).ShouldBe((1500m, "C-000001", new Uri(story.App.Address, $"pay/back/{attempt.Id:N}").AbsoluteUri));
        var payment = (await story.PaymentsAsync()).ShouldHaveSingleItem();
        (payment.Amount, payment.Method, payment.Reference).ShouldBe((Taka.Of(150000), PaymentMethod.Bkash, there.TrxId));
        (await story.App.SubscriptionAsync(story.Jane.SubscriptionId)).ExpiresAt.ShouldBe(before.ExpiresAt.AddDays(30));
        story.Bkash.Executions.ShouldBe(1);
        (await story.App.WrongAsync()).ShouldBeEmpty();
        (await story.App.VerifiedAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Payer_ConfirmsAndClosesTheBrowser_JanitorTakesIt()
    {
        await using var story = await BkashStory.StartAsync();
        var attempt = await story.AskAsync();
        await story.JanitorAsync(TimeSpan.FromSeconds(30));
        (await story.AttemptAsync(attempt.Id)).State.ShouldBe(AttemptState.Pending);
        story.Bkash.Executions.ShouldBe(0);

        story.Bkash.Confirm(attempt.ProviderId);
        await story.JanitorAsync(TimeSpan.FromMinutes(2));

        (await story.AttemptAsync(attempt.Id)).State.ShouldBe(AttemptState.Succeeded);
        (await story.PaymentsAsync()).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Return_OpenedByHand_TakesNothingWhateverItSays()
    {
        await using var story = await BkashStory.StartAsync();
        var attempt = await story.AskAsync();

        foreach (var query in Encoding.UTF8.GetString(GatewayStory.Sample("bkash-return-queries.txt")).Split('\n', StringSplitOptions.RemoveEmptyEntries))
            (await story.ReturnAsync(attempt, query)).State.ShouldBe(AttemptState.Pending);

        story.Bkash.Executions.ShouldBe(0);
        (await story.PaymentsAsync()).ShouldBeEmpty();
        story.Bkash.Confirm(attempt.ProviderId);
        (await story.ReturnAsync(attempt, "status=cancel")).State.ShouldBe(AttemptState.Succeeded);
    }

    [Theory]
    [EachDatabase]
    public async Task Payment_AskedForTwentyTimesAtOnce_IsTakenOnce(DatabaseProvider provider)
    {
        await using var story = await BkashStory.StartAsync(provider);
        var attempt = await story.AskAsync();
        story.Bkash.Confirm(attempt.ProviderId);

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => story.AskedAsync(attempt.Id))));

        story.Bkash.Executions.ShouldBe(1);
        (await story.AttemptAsync(attempt.Id)).State.ShouldBe(AttemptState.Succeeded);
        (await story.PaymentsAsync()).ShouldHaveSingleItem();
        (await story.App.WrongAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(BkashTaking.NoBalance, "2023", "There is not enough money in the wallet.")]
    [InlineData(BkashTaking.WrongState, "2056", "It was cancelled, or its time was over.")]
    public async Task Taking_Refused_FailsAndMayBeAskedForAgain(object taking, string code, string words)
    {
        await using var story = await BkashStory.StartAsync();
        story.Bkash.Taking = (BkashTaking)taking;

        var failed = await story.PayAsync();

        (failed.State, failed.Code, failed.Words, failed.OpenFor).ShouldBe((AttemptState.Failed, code, words, null));
        (await story.PaymentsAsync()).ShouldBeEmpty();
        story.Bkash.Taking = BkashTaking.Takes;
        (await story.PayAsync()).State.ShouldBe(AttemptState.Succeeded);
    }

    [Theory]
    [InlineData(BkashTaking.SilentAfter)]
    [InlineData(BkashTaking.Exception)]
    public async Task Taking_WithoutAClearAnswer_IsAskedForAndNotRepeated(object taking)
    {
        await using var story = await BkashStory.StartAsync();
        story.Bkash.Taking = (BkashTaking)taking;

        (await story.PayAsync()).State.ShouldBe(AttemptState.Succeeded);

        story.Bkash.Executions.ShouldBe(1);
        (await story.PaymentsAsync()).ShouldHaveSingleItem().Reference.ShouldBe(story.Bkash.Payments[0].TrxId);
    }

    [Fact]
    public async Task Taking_ThatNeverArrived_IsNeverRepeatedAndOverWithItsTime()
    {
        await using var story = await BkashStory.StartAsync();
        story.Bkash.Taking = BkashTaking.SilentBefore;

        var attempt = await story.PayAsync();
        attempt.State.ShouldBe(AttemptState.Unknown);
        foreach (var minutes in (int[])[2, 10, 60]) await story.JanitorAsync(TimeSpan.FromMinutes(minutes));
        (await story.ReturnAsync(attempt)).State.ShouldBe(AttemptState.Unknown);
        await story.JanitorAsync(TimeSpan.FromDays(1));

        (await story.AttemptAsync(attempt.Id)).State.ShouldBe(AttemptState.Expired);
        story.Bkash.Executions.ShouldBe(1);
        (await story.PaymentsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Taking_DuringMaintenance_IsTriedAgainLater()
    {
        await using var story = await BkashStory.StartAsync();
        story.Bkash.Taking = BkashTaking.Maintenance;
        var attempt = await story.PayAsync();
        (attempt.State, attempt.ProviderReference).ShouldBe((AttemptState.Pending, null));

        story.Bkash.Taking = BkashTaking.Takes;
        await story.JanitorAsync(TimeSpan.FromMinutes(2));

        (await story.AttemptAsync(attempt.Id)).State.ShouldBe(AttemptState.Succeeded);
        (await story.PaymentsAsync()).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Bkash_ThatDoesNotSayWhetherThePayerConfirmed_IsTriedUntilHeHas()
    {
        await using var story = await BkashStory.StartAsync();
        story.Bkash.TellsConfirmation = false;
        var attempt = await story.AskAsync();
        (await story.ReturnAsync(attempt)).ShouldSatisfyAllConditions(a => a.State.ShouldBe(AttemptState.Pending), a => a.ProviderReference.ShouldBeNull());

        story.Bkash.Confirm(attempt.ProviderId);

        (await story.ReturnAsync(attempt)).State.ShouldBe(AttemptState.Succeeded);
        (await story.PaymentsAsync()).ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("Cancelled")]
    [InlineData("Expired")]
    public async Task Payment_EndedAtBkash_Fails(string state)
    {
        await using var story = await BkashStory.StartAsync();
        var attempt = await story.AskAsync();
        story.Bkash.End(attempt.ProviderId, state);

        (await story.ReturnAsync(attempt)).ShouldSatisfyAllConditions(a => a.State.ShouldBe(AttemptState.Failed), a => a.Code.ShouldBe(state));
    }

    [Fact]
    public async Task Request_NotAnswered_FailsAndMayBeMadeAgainAtOnce()
    {
        await using var story = await BkashStory.StartAsync();
        story.Bkash.IsSilentOnCreate = true;
        (await story.AskAsync()).ShouldSatisfyAllConditions(a => a.State.ShouldBe(AttemptState.Failed), a => a.RedirectUrl.ShouldBeNull());

        story.Bkash.IsSilentOnCreate = false;

        (await story.PayAsync()).State.ShouldBe(AttemptState.Succeeded);
    }

    [Theory]
    [InlineData("2001", true)]
    [InlineData("2064", false)]
    public async Task Request_Refused_SaysWhyAndStopsWhereTheAccountIsWrong(string code, bool stops)
    {
        await using var story = await BkashStory.StartAsync();
        story.Bkash.CreateCode = code;

        (await story.AskAsync()).ShouldSatisfyAllConditions(a => a.State.ShouldBe(AttemptState.Failed), a => a.Code.ShouldBe(code), a => a.NeedsPerson.ShouldBe(stops));

        (await story.TryAsync()).Refusal!.Code.ShouldBe(stops ? "attempt.stopped" : "attempt.too-soon");
    }

    [Fact]
    public async Task Request_PressedAgain_IsTheSame()
    {
        await using var story = await BkashStory.StartAsync();

        var all = await Task.WhenAll(story.TryAsync(), story.TryAsync(), story.TryAsync());

        all.Select(a => Scenario.Value(a).Attempt.Id).Distinct().ShouldHaveSingleItem();
        story.Bkash.Payments.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Request_WithdrawnForAnotherAccount_IsNeverTakenWhateverThePayerConfirms()
    {
        await using var story = await BkashStory.StartAsync();
        var first = await story.AskAsync();
        var other = await story.AnotherAsync();

        (await story.AskAsync(account: other)).State.ShouldBe(AttemptState.Pending);
        story.Bkash.Confirm(first.ProviderId);

        (await story.ReturnAsync(first)).State.ShouldBe(AttemptState.Expired);
        story.Bkash.Executions.ShouldBe(0);
    }

    [Fact]
    public async Task Amount_OtherThanAskedFor_IsBookedAsItCameAndShownToAPerson()
    {
        await using var story = await BkashStory.StartAsync();
        story.Bkash.OtherAmount = 1490m;

        var paid = await story.PayAsync();

        (paid.State, paid.NeedsPerson, paid.Words).ShouldBe((AttemptState.Succeeded, true, "BDT 1,490.00 came, BDT 1,500.00 was asked for."));
        (await story.PaymentsAsync()).ShouldHaveSingleItem().Amount.ShouldBe(Taka.Of(149000));
    }

    [Fact]
    public async Task Answer_AboutAnotherPayment_BooksNothingAndIsShownToAPerson()
    {
        await using var story = await BkashStory.StartAsync();
        var attempt = await story.AskAsync();
        story.Bkash.Confirm(attempt.ProviderId);
        story.Bkash.OtherInvoice = "INV-2026-000104-1";

        (await story.ReturnAsync(attempt)).ShouldSatisfyAllConditions(a => a.State.ShouldBe(AttemptState.Unknown), a => a.NeedsPerson.ShouldBeTrue());

        (await story.PaymentsAsync()).ShouldBeEmpty();
        story.Bkash.OtherInvoice = null;
        (await story.ReturnAsync(attempt)).State.ShouldBe(AttemptState.Succeeded);
    }

    [Theory]
    [InlineData("USD")]
    [InlineData("KES")]
    public void AskFor_AnotherCurrency_IsRefused(string currency) => BkashCheckout.AskFor(new Money(2500, currency)).Refusal!.Code.ShouldBe("attempt.currency");

    [Fact]
    public async Task Token_Forgotten_IsAskedForOnceMoreAndNeverAThirdTimeInAnHour()
    {
        await using var story = await BkashStory.StartAsync();
        var attempt = await story.AskAsync();
        story.Bkash.ForgetsToken = true;
        (await story.ReturnAsync(attempt)).State.ShouldBe(AttemptState.Pending);
        story.Bkash.Grants.ShouldBe(2);
        story.Bkash.ForgetsToken = true;

        (await story.ReturnAsync(attempt)).Words.ShouldBe("bKash gives a token twice an hour and was asked twice; whoever asks once more is shut out for an hour.");

        (story.Bkash.Grants + story.Bkash.Refreshes).ShouldBe(2);
        story.App.FakeClock.Advance(TimeSpan.FromMinutes(61));
        story.Bkash.Confirm(attempt.ProviderId);
        (await story.ReturnAsync(attempt)).State.ShouldBe(AttemptState.Succeeded);
    }

    [Fact]
    public async Task Token_NearItsEnd_IsRenewedByTheOneThatCameWithIt()
    {
        await using var story = await BkashStory.StartAsync();
        var attempt = await story.AskAsync();

        await story.JanitorAsync(TimeSpan.FromMinutes(53));
        story.Bkash.Refreshes.ShouldBe(0);
        await story.JanitorAsync(TimeSpan.FromMinutes(2));
        await story.ReturnAsync(attempt);

        (story.Bkash.Grants, story.Bkash.Refreshes).ShouldBe((1, 1));
    }

    [Fact]
    public async Task Keys_Changed_AskForAnotherToken()
    {
        await using var story = await BkashStory.StartAsync();
        (await story.ConnectAsync((g, c) => g.TestAsync(c, CancellationToken.None))).Value.ShouldBe("bKash takes the keys.");

        Scenario.Value(await story.App.With<GatewayAccountService, Result<GatewayAccount>>(s =>
            s.EditAsync(story.Account.Id, null, new SaveGatewayAccount { Name = "Wallet", Mode = GatewayMode.Sandbox, Fields = new Dictionary<string, string?>(story.Bkash.Fields) { ["password"] = "another" } }, CancellationToken.None)));

        (await story.AskAsync()).ShouldSatisfyAllConditions(a => a.State.ShouldBe(AttemptState.Failed), a => a.Words.ShouldBe("bKash does not take user name, password, app key or secret: Unauthorized"));
    }

    [Fact]
    public async Task Log_OfWhatWasAsked_HoldsNoSecret()
    {
        await using var story = await BkashStory.StartAsync();
        await story.PayAsync();

        var asked = (await story.App.EventsAsync()).Where(e => e.IsAsked).ToList();
        asked.Select(e => e.Role).ShouldBe(["token grant", "create", "query", "execute"], ignoreOrder: true);
        foreach (var kept in asked.Select(e => e.Headers + Encoding.UTF8.GetString(e.Body)))
        {
            kept.ShouldNotContain(story.Bkash.AppSecret);
            kept.ShouldNotContain(story.Bkash.Password);
        }
        Encoding.UTF8.GetString(asked.Single(e => e.Role == "token grant").Body).ShouldContain("\"id_token\":\"…\"");
    }

    [Fact]
    public async Task Refund_PartThenRest_IsBookedAsItAddsUp()
    {
        await using var story = await BkashStory.StartAsync();
        await story.PayAsync();

        (await story.SendBackAsync(500)).Ok.ShouldBeTrue();
        (await story.PaymentsAsync())[0].ShouldSatisfyAllConditions(p => p.State.ShouldBe(PaymentState.PartlyRefunded), p => p.Refunded.ShouldBe(Taka.Of(50000)));
        (await story.SendBackAsync(1500)).Refusal!.Code.ShouldBe("refund.too-much");
        (await story.SendBackAsync(1000)).Ok.ShouldBeTrue();

        (await story.PaymentsAsync())[0].State.ShouldBe(PaymentState.Refunded);
        story.Bkash.Payments[0].Refunds.Select(r => r.Amount).ShouldBe([500m, 1000m]);
        (await story.App.WrongAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Refund_Whole_ReversesThePayment()
    {
        await using var story = await BkashStory.StartAsync();
        await story.PayAsync();

        (await story.SendBackAsync(1500)).Ok.ShouldBeTrue();

        (await story.PaymentsAsync())[0].State.ShouldBe(PaymentState.Reversed);
        (await story.App.WrongAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Refund_NotAnsweredOrPressedAgain_IsDoneOnce()
    {
        await using var story = await BkashStory.StartAsync();
        await story.PayAsync();
        var request = Guid.CreateVersion7();
        story.Bkash.IsSilentAfterRefund = true;
        (await story.SendBackAsync(500, request)).Refusal!.Code.ShouldBe("refund.silent");
        story.Bkash.IsSilentAfterRefund = false;

        (await story.SendBackAsync(500, request)).Ok.ShouldBeTrue();
        (await story.PaymentsAsync())[0].Refunded.ShouldBe(Taka.Of(50000));
        var second = Guid.CreateVersion7();
        (await story.SendBackAsync(200, second)).Ok.ShouldBeTrue();
        (await story.SendBackAsync(200, second)).Ok.ShouldBeTrue();

        story.Bkash.Payments[0].Refunds.Select(r => r.Amount).ShouldBe([500m, 200m]);
        (await story.PaymentsAsync())[0].Refunded.ShouldBe(Taka.Of(70000));
        (await story.App.WrongAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Refund_OfMoneyThatWasNotPaidOnThePage_IsRefused()
    {
        await using var story = await BkashStory.StartAsync();
        await story.PostAsync(story.Amazon.Write(BkashSimulator.Letter("CKK1QR0001", "500", "isp10004", type: "10003126")));

        (await story.SendBackAsync(500)).Refusal!.Code.ShouldBe("refund.way");
    }
}
