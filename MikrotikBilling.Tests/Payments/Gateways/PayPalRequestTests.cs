using System.Net;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Payments;
using MikrotikBilling.Core.Payments.Gateways.Attempts;
using MikrotikBilling.Core.Payments.Gateways.PayPal;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Tests.Billing;
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
}
