using System.Net;
using System.Text;
using System.Text.Json;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Payments;
using MikrotikBilling.Core.Payments.Gateways;
using MikrotikBilling.Core.Payments.Gateways.Attempts;
using MikrotikBilling.Core.Payments.Gateways.PayPal;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Tests.Billing;
using MikrotikBilling.Tests.Payments.Gateways.Simulators;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Payments.Gateways;

/// <summary>A payer is sent to PayPal's page: all that payers and PayPal do.</summary>
public sealed class PayPalRequestTests
{
    [Theory]
    [EachDatabase]
    public async Task Payer_ApprovesAndComesBack_ServiceIsRenewed(DatabaseProvider provider)
    {
        await using var story = await PayPalStory.StartAsync(provider);
        var before = await story.App.SubscriptionAsync(story.Jane.SubscriptionId);

        var attempt = await story.AskAsync();
        (attempt.State, attempt.RedirectUrl).ShouldBe((AttemptState.Pending, $"{story.PayPal.Address}checkoutnow?token={attempt.ProviderId}"));
        story.PayPal.Approve(attempt.ProviderId);
        var paid = await story.ReturnAsync(attempt, $"token={attempt.ProviderId}&PayerID=FIXTURE");

        paid.State.ShouldBe(AttemptState.Succeeded);
        var order = story.PayPal.Orders.ShouldHaveSingleItem();
        (order.Unit.GetProperty("custom_id").GetString(), order.Unit.GetProperty("invoice_id").GetString()).ShouldBe(($"{attempt.Id:N}", $"C-000001-{attempt.Id:N}"));
        var payment = (await story.PaymentsAsync()).ShouldHaveSingleItem();
        (payment.Amount, payment.Method, payment.Reference, payment.PayerName).ShouldBe((PayPalStory.Usd(2500), PaymentMethod.PayPal, order.Capture!.Id, "Jane Doe"));
        (await story.App.SubscriptionAsync(story.Jane.SubscriptionId)).ExpiresAt.ShouldBe(before.ExpiresAt.AddDays(30));
        (story.PayPal.CapturesAsked, story.PayPal.Grants).ShouldBe((1, 1));
        (await story.App.WrongAsync()).ShouldBeEmpty();
        (await story.App.VerifiedAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Payer_ApprovesAndClosesTheBrowser_JanitorTakesIt()
    {
        await using var story = await PayPalStory.StartAsync();
        var attempt = await story.AskAsync();
        await story.JanitorAsync(TimeSpan.FromSeconds(30));
        (await story.AttemptAsync(attempt.Id)).State.ShouldBe(AttemptState.Pending);
        story.PayPal.CapturesAsked.ShouldBe(0);

        story.PayPal.Approve(attempt.ProviderId);
        await story.JanitorAsync(TimeSpan.FromMinutes(2));

        (await story.AttemptAsync(attempt.Id)).State.ShouldBe(AttemptState.Succeeded);
        (await story.PaymentsAsync()).ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("")]
    [InlineData("token=5O190127TN364715T&PayerID=FIXTURE")]
    [InlineData("status=success")]
    public async Task Return_OpenedByHand_TakesNothingWhateverItSays(string query)
    {
        await using var story = await PayPalStory.StartAsync();
        var attempt = await story.AskAsync();

        (await story.ReturnAsync(attempt, query)).State.ShouldBe(AttemptState.Pending);

        story.PayPal.CapturesAsked.ShouldBe(0);
        (await story.PaymentsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Page_OfAnOlderAnswer_IsFoundByItsOtherName()
    {
        await using var story = await PayPalStory.StartAsync();
        story.PayPal.IsOlder = true;

        (await story.AskAsync()).RedirectUrl!.ShouldContain("checkoutnow?token=");
    }

    [Theory]
    [EachDatabase]
    public async Task Payment_AskedForTwentyTimesAtOnce_IsTakenOnce(DatabaseProvider provider)
    {
        await using var story = await PayPalStory.StartAsync(provider);
        var attempt = await story.AskAsync();
        story.PayPal.Approve(attempt.ProviderId);

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => story.AskedAsync(attempt.Id))));

        (story.PayPal.CapturesAsked, story.PayPal.Captured).ShouldBe((1, 1));
        (await story.AttemptAsync(attempt.Id)).State.ShouldBe(AttemptState.Succeeded);
        (await story.PaymentsAsync()).ShouldHaveSingleItem();
        (await story.App.WrongAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Capture_UnderWay_IsNotBegunOnceMore()
    {
        await using var story = await PayPalStory.StartAsync();
        var attempt = await story.AskAsync();
        story.PayPal.Approve(attempt.ProviderId);
        story.PayPal.Brake = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var first = story.AskedAsync(attempt.Id);
        await MpesaStory.UntilAsync(async () => (await story.AttemptAsync(attempt.Id)).ProviderReference is not null);

        (await story.AskedAsync(attempt.Id)).State.ShouldBe(AttemptState.Unknown);

        story.PayPal.Brake.SetResult();
        (await first).State.ShouldBe(AttemptState.Succeeded);
        story.PayPal.CapturesAsked.ShouldBe(1);
    }

    [Theory]
    [EachDatabase]
    public async Task Capture_NotAnswered_IsToldAgainUnderTheSameNumberAndDoneOnce(DatabaseProvider provider)
    {
        await using var story = await PayPalStory.StartAsync(provider);
        story.PayPal.Taking = PayPalTaking.SilentAfter;
        var attempt = await story.PayAsync();
        attempt.State.ShouldBe(AttemptState.Unknown);
        (await story.PaymentsAsync()).ShouldBeEmpty();

        await story.JanitorAsync(TimeSpan.FromMinutes(2));

        (await story.AttemptAsync(attempt.Id)).State.ShouldBe(AttemptState.Succeeded);
        story.PayPal.Captured.ShouldBe(1);
        (await story.PaymentsAsync()).ShouldHaveSingleItem();
        (await story.App.WrongAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(PayPalTaking.SilentBefore)]
    [InlineData(PayPalTaking.Broken)]
    public async Task Capture_ThatNeverArrived_IsToldAgainUnderTheSameNumber(object taking)
    {
        await using var story = await PayPalStory.StartAsync();
        story.PayPal.Taking = (PayPalTaking)taking;
        var attempt = await story.PayAsync();
        attempt.State.ShouldBe(AttemptState.Unknown);
        // Before its minute is over nobody tells it again.
        (await story.ReturnAsync(attempt)).State.ShouldBe(AttemptState.Unknown);
        story.PayPal.CapturesAsked.ShouldBe(1);

        story.PayPal.Taking = PayPalTaking.Takes;
        await story.JanitorAsync(TimeSpan.FromMinutes(2));

        (await story.AttemptAsync(attempt.Id)).State.ShouldBe(AttemptState.Succeeded);
        story.PayPal.Asked.Where(a => a.What.EndsWith("/capture", StringComparison.Ordinal)).Select(a => a.RequestId).ShouldBe([$"{attempt.Id:N}-capture", $"{attempt.Id:N}-capture"]);
        story.PayPal.Asked.Single(a => a.What == "POST /v2/checkout/orders").RequestId.ShouldBe($"{attempt.Id:N}");
        (await story.PaymentsAsync()).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Capture_ThatSaysNothingOfTheMoney_IsAskedFor()
    {
        await using var story = await PayPalStory.StartAsync();
        story.PayPal.Taking = PayPalTaking.SaysNothingOfIt;

        (await story.PayAsync()).State.ShouldBe(AttemptState.Succeeded);

        story.PayPal.CapturesAsked.ShouldBe(1);
        (await story.PaymentsAsync()).ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("INSTRUMENT_DECLINED", "The bank or card that the payer chose refused it. He may pay again with another.", false)]
    [InlineData("TRANSACTION_REFUSED", "PayPal refused the payment.", false)]
    [InlineData("SOMETHING_NEW", "PayPal: Refused by the test: SOMETHING_NEW", false)]
    [InlineData("PAYEE_ACCOUNT_RESTRICTED", "The merchant's PayPal account cannot be paid to now. PayPal tells why there.", true)]
    public async Task Capture_Refused_FailsAndMayBeAskedForAgainUnlessTheAccountIsWrong(string issue, string words, bool stops)
    {
        await using var story = await PayPalStory.StartAsync();
        (story.PayPal.Taking, story.PayPal.CaptureIssue) = (PayPalTaking.Issue, issue);

        var failed = await story.PayAsync();

        (failed.State, failed.Code, failed.Words, failed.OpenFor, failed.NeedsPerson).ShouldBe((AttemptState.Failed, issue, words, null, stops));
        (await story.PaymentsAsync()).ShouldBeEmpty();
        story.PayPal.Taking = PayPalTaking.Takes;
        if (stops) (await story.TryAsync()).Refusal!.Code.ShouldBe("attempt.stopped");
        else (await story.PayAsync()).State.ShouldBe(AttemptState.Succeeded);
    }

    [Theory]
    [InlineData("PAYER_ACTION_REQUIRED", AttemptState.Pending)]
    [InlineData("ORDER_NOT_APPROVED", AttemptState.Pending)]
    [InlineData("ORDER_EXPIRED", AttemptState.Expired)]
    public async Task Capture_ThatIsNotPossibleYetOrAnyMore_WaitsOrEnds(string issue, AttemptState state)
    {
        await using var story = await PayPalStory.StartAsync();
        (story.PayPal.Taking, story.PayPal.CaptureIssue) = (PayPalTaking.Issue, issue);

        var attempt = await story.PayAsync();

        attempt.State.ShouldBe(state);
        if (state != AttemptState.Pending) return;
        attempt.ProviderReference.ShouldBeNull();
        story.PayPal.Taking = PayPalTaking.Takes;
        (await story.ReturnAsync(attempt)).State.ShouldBe(AttemptState.Succeeded);
    }

    [Fact]
    public async Task Capture_OfRefusedMoney_Fails()
    {
        await using var story = await PayPalStory.StartAsync();
        story.PayPal.Taking = PayPalTaking.Declined;

        (await story.PayAsync()).ShouldSatisfyAllConditions(a => a.State.ShouldBe(AttemptState.Failed), a => a.Code.ShouldBe("DECLINED"));

        (await story.PaymentsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Capture_ThatIsHeld_WaitsForDaysAndIsNotAskedForTwice()
    {
        await using var story = await PayPalStory.StartAsync();
        story.PayPal.Taking = PayPalTaking.Pending;
        var attempt = await story.PayAsync();
        (attempt.State, attempt.Code, attempt.Words).ShouldBe((AttemptState.Pending, "PENDING_REVIEW", "PayPal has the payer's money and holds it (PENDING_REVIEW)."));

        foreach (var hours in (double[])[0.1, 1, 23]) await story.JanitorAsync(TimeSpan.FromHours(hours));
        (await story.AttemptAsync(attempt.Id)).State.ShouldBe(AttemptState.Unknown);
        (await story.TryAsync(account: await story.AnotherAsync())).Refusal!.Code.ShouldBe("attempt.open");
        (await story.PaymentsAsync()).ShouldBeEmpty();
        story.PayPal.Orders[0].Capture!.Status = "COMPLETED";
        await story.JanitorAsync(TimeSpan.FromDays(1));

        (await story.AttemptAsync(attempt.Id)).State.ShouldBe(AttemptState.Succeeded);
        (await story.PaymentsAsync()).ShouldHaveSingleItem().Amount.ShouldBe(PayPalStory.Usd(2500));
        (await story.App.WrongAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Order_CapturedAlready_IsAskedForAndBookedOnce()
    {
        await using var story = await PayPalStory.StartAsync();
        var attempt = await story.AskAsync();
        story.PayPal.Approve(attempt.ProviderId);
        story.PayPal.Samples[$"POST /v2/checkout/orders/{attempt.ProviderId}/capture"] = (422, Encoding.UTF8.GetString(GatewayStory.Sample("paypal-already-captured.json")));
        (await story.AskedAsync(attempt.Id)).State.ShouldBe(AttemptState.Unknown);

        story.PayPal.Take(story.PayPal.Orders[0], 25);

        (await story.AskedAsync(attempt.Id)).State.ShouldBe(AttemptState.Succeeded);
        story.PayPal.CapturesAsked.ShouldBe(1);
        (await story.PaymentsAsync()).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Order_VoidedOrForgotten_Expires()
    {
        await using var story = await PayPalStory.StartAsync();
        var voided = await story.AskAsync();
        story.PayPal.End(voided.ProviderId, "VOIDED");
        (await story.ReturnAsync(voided)).State.ShouldBe(AttemptState.Expired);
        var forgotten = await story.AskAsync();
        story.PayPal.Forget(forgotten.ProviderId);

        (await story.ReturnAsync(forgotten)).State.ShouldBe(AttemptState.Expired);
    }

    [Fact]
    public async Task Order_NotPaidInTime_ExpiresAndIsNotTakenAfterwards()
    {
        await using var story = await PayPalStory.StartAsync();
        var attempt = await story.AskAsync();
        await story.JanitorAsync(TimeSpan.FromDays(1));
        (await story.AttemptAsync(attempt.Id)).State.ShouldBe(AttemptState.Expired);

        story.PayPal.Approve(attempt.ProviderId);

        (await story.ReturnAsync(attempt)).State.ShouldBe(AttemptState.Expired);
        story.PayPal.CapturesAsked.ShouldBe(0);
    }

    [Fact]
    public async Task Order_WithAStateThatIsNotKnown_ChangesNothing()
    {
        await using var story = await PayPalStory.StartAsync();
        var attempt = await story.AskAsync();
        story.PayPal.End(attempt.ProviderId, "SOMETHING_NEW");

        (await story.ReturnAsync(attempt)).ShouldSatisfyAllConditions(a => a.State.ShouldBe(AttemptState.Pending), a => a.Words.ShouldBe("PayPal does not say how it stands: SOMETHING_NEW."));
    }

    [Fact]
    public async Task Request_NotAnswered_FailsAndMayBeMadeAgainAtOnce()
    {
        await using var story = await PayPalStory.StartAsync();
        story.PayPal.IsSilentOnCreate = true;
        (await story.AskAsync()).ShouldSatisfyAllConditions(a => a.State.ShouldBe(AttemptState.Failed), a => a.RedirectUrl.ShouldBeNull());

        story.PayPal.IsSilentOnCreate = false;

        (await story.PayAsync()).State.ShouldBe(AttemptState.Succeeded);
    }

    [Theory]
    [InlineData("CURRENCY_NOT_SUPPORTED", true)]
    [InlineData("DECIMAL_PRECISION", false)]
    public async Task Request_Refused_SaysWhyAndStopsWhereTheAccountIsWrong(string issue, bool stops)
    {
        await using var story = await PayPalStory.StartAsync();
        story.PayPal.CreateIssue = issue;

        (await story.AskAsync()).ShouldSatisfyAllConditions(a => a.State.ShouldBe(AttemptState.Failed), a => a.Code.ShouldBe(issue), a => a.NeedsPerson.ShouldBe(stops));

        if (stops) (await story.TryAsync()).Refusal!.Code.ShouldBe("attempt.stopped");
        else (await story.TryAsync()).Ok.ShouldBeTrue();
    }

    [Fact]
    public async Task Request_PressedAgain_IsTheSame()
    {
        await using var story = await PayPalStory.StartAsync();

        var all = await Task.WhenAll(story.TryAsync(), story.TryAsync(), story.TryAsync());

        all.Select(a => Scenario.Value(a).Attempt.Id).Distinct().ShouldHaveSingleItem();
        story.PayPal.Orders.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Request_WithdrawnForAnotherAccount_IsNeverTakenWhateverThePayerApproves()
    {
        await using var story = await PayPalStory.StartAsync();
        var first = await story.AskAsync();

        (await story.AskAsync(account: await story.AnotherAsync())).State.ShouldBe(AttemptState.Pending);
        story.PayPal.Approve(first.ProviderId);

        (await story.ReturnAsync(first)).State.ShouldBe(AttemptState.Expired);
        story.PayPal.CapturesAsked.ShouldBe(0);
    }

    [Fact]
    public async Task Amount_OtherThanAskedFor_IsBookedAsItCameAndShownToAPerson()
    {
        await using var story = await PayPalStory.StartAsync();
        story.PayPal.OtherAmount = 24.99m;

        var paid = await story.PayAsync();

        (paid.State, paid.NeedsPerson, paid.Words).ShouldBe((AttemptState.Succeeded, true, "USD 24.99 came, USD 25.00 was asked for."));
        (await story.PaymentsAsync()).ShouldHaveSingleItem().Amount.ShouldBe(PayPalStory.Usd(2499));
    }

    [Fact]
    public async Task Currency_OtherThanAskedFor_WaitsInSuspense()
    {
        await using var story = await PayPalStory.StartAsync();
        story.PayPal.OtherCurrency = "EUR";

        await story.PayAsync();

        (await story.SuspenseAsync()).ShouldHaveSingleItem().Reason.ShouldBe("It came in EUR; the books are in USD.");
        (await story.PaymentsAsync()).ShouldBeEmpty();
        (await story.App.WrongAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Answer_AboutAnotherPayment_BooksNothingAndIsShownToAPerson()
    {
        await using var story = await PayPalStory.StartAsync();
        story.PayPal.OtherCustom = $"{Guid.NewGuid():N}";

        (await story.PayAsync()).ShouldSatisfyAllConditions(a => a.State.ShouldBe(AttemptState.Unknown), a => a.NeedsPerson.ShouldBeTrue());

        (await story.PaymentsAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("KES")]
    [InlineData("BDT")]
    [InlineData("UGX")]
    [InlineData("KWD")]
    public void AskFor_ACurrencyThatPayPalDoesNotTake_IsRefusedInWords(string currency) =>
        PayPalCheckout.AskFor(new Money(2500, currency)).Refusal.ShouldBe(new Refusal("attempt.currency", $"PayPal takes no payments in {currency}. Choose another way to pay."));

    [Theory]
    [InlineData("USD", 3333, 3333, "33.33")]
    [InlineData("EUR", 5, 5, "0.05")]
    [InlineData("JPY", 1501, 1501, "1501")]
    [InlineData("HUF", 149950, 150000, "1500")]
    [InlineData("HUF", 150000, 150000, "1500")]
    [InlineData("TWD", 1, 100, "1")]
    public void AskFor_AnAmount_IsTheNextThatPayPalWrites(string currency, long due, long asked, string written)
    {
        var amount = PayPalCheckout.AskFor(new Money(due, currency)).Value;

        amount.ShouldBe(new Money(asked, currency));
        PayPalValues.Write(amount).ShouldBe(written);
    }

    [Fact]
    public async Task Customer_OfACurrencyThatPayPalDoesNotTake_IsNotAsked()
    {
        await using var story = await PayPalStory.StartAsync(currency: "KES");

        (await story.TryAsync()).Refusal!.Code.ShouldBe("attempt.currency");

        story.PayPal.Asked.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("USD", true)]
    [InlineData("KES", false)]
    public async Task PayPage_LeadsToPayPalOrSaysWhyNot(string currency, bool isTaken)
    {
        await using var story = await PayPalStory.StartAsync(currency: currency);
        var mary = await story.App.NewAsync(await story.App.RouterAsync("Hill", 2), await story.App.ProfileAsync("Home 20"), n => n with { Name = "Mary", UserName = "mary", FirstCharge = FirstCharge.Invoice });
        var invoice = (await story.App.InvoicesAsync(mary)).ShouldHaveSingleItem();
        using var payer = new TestBrowser(story.App);

        using var answer = await payer.PostAsync($"/pay/{invoice.PayToken}", [("accountId", story.Account.Id.ToString())]);

        answer.StatusCode.ShouldBe(isTaken ? HttpStatusCode.Redirect : HttpStatusCode.Conflict);
        if (isTaken) (await payer.TextAsync(answer.Headers.Location!.OriginalString)).ShouldContain($"checkoutnow?token={story.PayPal.Orders.ShouldHaveSingleItem().Id}");
        else WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync()).ShouldContain("PayPal takes no payments in KES. Choose another way to pay.");
    }

    [Fact]
    public async Task Forints_ArePaidAndGivenBackWhole()
    {
        await using var story = await PayPalStory.StartAsync(currency: "HUF");

        (await story.PayAsync(1499.50m)).State.ShouldBe(AttemptState.Succeeded);

        (await story.PaymentsAsync()).ShouldHaveSingleItem().Amount.ShouldBe(new Money(150000, "HUF"));
        (await story.SendBackAsync(10.5m)).Refusal!.Code.ShouldBe("refund.amount");
        (await story.SendBackAsync(10)).Ok.ShouldBeTrue();
        (await story.PaymentsAsync())[0].Refunded.ShouldBe(new Money(1000, "HUF"));
    }

    [Fact]
    public async Task Token_Forgotten_IsAskedForOnceMore()
    {
        await using var story = await PayPalStory.StartAsync();
        var attempt = await story.AskAsync();
        story.PayPal.Approve(attempt.ProviderId);
        story.PayPal.ForgetsToken = true;

        (await story.ReturnAsync(attempt)).State.ShouldBe(AttemptState.Succeeded);

        story.PayPal.Grants.ShouldBe(2);
    }

    [Fact]
    public async Task Token_IsKeptUntilShortlyBeforeItsEnd()
    {
        await using var story = await PayPalStory.StartAsync();
        await story.AskAsync();
        await story.ConnectAsync((g, c) => g.TestAsync(c, CancellationToken.None));
        story.PayPal.Grants.ShouldBe(1);

        story.App.FakeClock.Advance(TimeSpan.FromHours(8.9));
        await story.ConnectAsync((g, c) => g.TestAsync(c, CancellationToken.None));

        story.PayPal.Grants.ShouldBe(2);
    }

    [Fact]
    public async Task Test_OfTheAccount_SaysWhatIsRightAndWhatIsNot()
    {
        await using var story = await PayPalStory.StartAsync();
        Task<Result<string>> Test() => story.ConnectAsync((g, c) => g.TestAsync(c, CancellationToken.None));
        (await Test()).Value.ShouldBe("PayPal takes the keys, and its webhook leads here.");

        story.PayPal.WebhookUrl = "https://old.example/api/payments/paypal/webhook/1";

        (await Test()).Refusal!.Message.ShouldBe("PayPal takes the keys, but its webhook leads to another address than this account's.");
    }

    [Theory]
    [InlineData("", "PayPal takes the keys. Without the webhook ID no messages are taken: payments are found when payers come back, or within minutes.", true)]
    [InlineData("7AAAAAAAAAAAAAAAA", "PayPal takes the keys, and does not know the webhook ID: Refused by the test: INVALID_RESOURCE_ID", false)]
    public async Task Test_OfAnAccountWithoutItsWebhook_SaysSo(string webhook, string words, bool isRight)
    {
        await using var story = await PayPalStory.StartAsync(fields: f => f["webhook_id"] = webhook.Length == 0 ? null : webhook);

        var answer = await story.ConnectAsync((g, c) => g.TestAsync(c, CancellationToken.None));

        (answer.Ok, answer.Value ?? answer.Refusal!.Message).ShouldBe((isRight, words));
    }

    [Fact]
    public async Task Keys_Changed_AskForAnotherToken()
    {
        await using var story = await PayPalStory.StartAsync();
        await story.ConnectAsync((g, c) => g.TestAsync(c, CancellationToken.None));

        Scenario.Value(await story.App.With<GatewayAccountService, Result<GatewayAccount>>(s =>
            s.EditAsync(story.Account.Id, null, new SaveGatewayAccount { Name = "PayPal", Mode = GatewayMode.Sandbox, Fields = new Dictionary<string, string?>(story.PayPal.Fields) { ["client_secret"] = "another" } }, CancellationToken.None)));

        (await story.AskAsync()).ShouldSatisfyAllConditions(a => a.State.ShouldBe(AttemptState.Failed), a => a.Words.ShouldBe("PayPal does not take the client ID and secret key: Client Authentication failed"));
    }

    [Fact]
    public async Task Log_OfWhatWasAsked_HoldsNoSecret()
    {
        await using var story = await PayPalStory.StartAsync();
        await story.PayAsync();
        await story.ConnectAsync((g, c) => g.TestAsync(c, CancellationToken.None));

        var asked = (await story.App.EventsAsync()).Where(e => e.IsAsked).ToList();

        asked.Select(e => e.Role).ShouldBe(["token", "order", "order status", "capture", "webhook"], ignoreOrder: true);
        foreach (var kept in asked.Select(e => e.Headers + Encoding.UTF8.GetString(e.Body)))
        {
            kept.ShouldNotContain(story.PayPal.Secret);
            kept.ShouldNotContain(story.Account.Token);
        }
        Encoding.UTF8.GetString(asked.Single(e => e.Role == "token").Body).ShouldContain("\"access_token\":\"…\"");
    }

    [Fact]
    public async Task Refund_PartThenRest_IsBookedAsItAddsUp()
    {
        await using var story = await PayPalStory.StartAsync();
        await story.PayAsync();

        (await story.SendBackAsync(10)).Ok.ShouldBeTrue();
        (await story.PaymentsAsync())[0].ShouldSatisfyAllConditions(p => p.State.ShouldBe(PaymentState.PartlyRefunded), p => p.Refunded.ShouldBe(PayPalStory.Usd(1000)));
        (await story.SendBackAsync(25)).Refusal!.Code.ShouldBe("refund.too-much");
        (await story.SendBackAsync(15)).Ok.ShouldBeTrue();

        (await story.PaymentsAsync())[0].State.ShouldBe(PaymentState.Refunded);
        story.PayPal.Orders[0].Capture!.Refunds.Select(r => r.Amount).ShouldBe([10m, 15m]);
        (await story.App.WrongAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Refund_Whole_ReversesThePayment()
    {
        await using var story = await PayPalStory.StartAsync();
        await story.PayAsync();

        (await story.SendBackAsync(25)).Ok.ShouldBeTrue();

        (await story.PaymentsAsync())[0].State.ShouldBe(PaymentState.Reversed);
        (await story.App.WrongAsync()).ShouldBeEmpty();
    }

    [Theory]
    [EachDatabase]
    public async Task Refund_NotAnsweredOrPressedAgain_IsDoneOnce(DatabaseProvider provider)
    {
        await using var story = await PayPalStory.StartAsync(provider);
        await story.PayAsync();
        var (first, second) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        story.PayPal.IsSilentAfterRefund = true;
        (await story.SendBackAsync(10, first)).Refusal!.Code.ShouldBe("refund.silent");
        story.PayPal.IsSilentAfterRefund = false;

        foreach (var (amount, request) in ((decimal, Guid)[])[(10m, first), (5m, second), (5m, second)]) (await story.SendBackAsync(amount, request)).Ok.ShouldBeTrue();

        story.PayPal.Orders[0].Capture!.Refunds.Select(r => r.Amount).ShouldBe([10m, 5m]);
        (await story.PaymentsAsync())[0].Refunded.ShouldBe(PayPalStory.Usd(1500));
        (await story.App.WrongAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Refund_ThatTakesTime_IsBookedByItsMessage()
    {
        await using var story = await PayPalStory.StartAsync();
        await story.PayAsync();
        story.PayPal.RefundsLater = true;
        (await story.SendBackAsync(10)).Value!.ShouldStartWith("PayPal has taken the request.");
        (await story.PaymentsAsync())[0].State.ShouldBe(PaymentState.Booked);

        var capture = story.PayPal.Orders[0].Capture!;
        capture.Refunds[0] = capture.Refunds[0] with { Status = "COMPLETED" };
        await story.ToldAsync(story.PayPal.LetterOf(capture, capture.Refunds[0].Id, "PAYMENT.CAPTURE.REFUNDED"));

        (await story.PaymentsAsync())[0].Refunded.ShouldBe(PayPalStory.Usd(1000));
    }

    [Fact]
    public async Task Refund_Refused_SaysWhyAndBooksNothing()
    {
        await using var story = await PayPalStory.StartAsync();
        await story.PayAsync();
        story.PayPal.Give(story.PayPal.Orders[0].Capture!, 20);

        (await story.SendBackAsync(10)).Refusal!.Message.ShouldBe("PayPal: Refused by the test: REFUND_AMOUNT_EXCEEDED");

        (await story.PaymentsAsync())[0].State.ShouldBe(PaymentState.Booked);
    }

    [Fact]
    public async Task Refund_WithoutASum_IsAddedUpFromTheOrder()
    {
        await using var story = await PayPalStory.StartAsync();
        await story.PayAsync();
        var capture = story.PayPal.Orders[0].Capture!;
        story.PayPal.Give(capture, 3);
        story.PayPal.Give(capture, 4);
        story.PayPal.Samples[$"POST /v2/payments/captures/{capture.Id}/refund"] = (201, JsonSerializer.Serialize(new { id = capture.Refunds[1].Id, status = "COMPLETED" }));

        (await story.SendBackAsync(4)).Ok.ShouldBeTrue();

        (await story.PaymentsAsync())[0].Refunded.ShouldBe(PayPalStory.Usd(700));
    }
}
