using System.Net;
using System.Text;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Payments;
using MikrotikBilling.Core.Payments.Gateways;
using MikrotikBilling.Core.Payments.Gateways.Attempts;
using MikrotikBilling.Core.Payments.Gateways.Stripe;
using MikrotikBilling.Tests.Billing;
using MikrotikBilling.Tests.Billing.Invoices;
using MikrotikBilling.Tests.Support;
using MikrotikBilling.Web.Demo.Providers;

namespace MikrotikBilling.Tests.Payments.Gateways;

/// <summary>A payer is sent to Stripe's page: all that payers, banks and Stripe do.</summary>
public sealed class StripeRequestTests
{
    [Theory]
    [EachDatabase]
    public async Task Payer_PaysAndComesBack_ServiceIsRenewedOnce(DatabaseProvider provider)
    {
        await using var story = await StripeStory.StartAsync(provider);
        var before = await story.ServiceAsync();

        var attempt = await story.AskAsync();
        (attempt.State, attempt.RedirectUrl).ShouldBe((AttemptState.Pending, $"{story.Stripe.Address}c/pay/{attempt.ProviderId}"));
        await story.Stripe.PayAsync(attempt.ProviderId);
        var paid = await story.ReturnAsync(attempt);

        paid.State.ShouldBe(AttemptState.Succeeded);
        story.Stripe.Posted.ShouldAllBe(p => p.Status == 200);
        story.Stripe.Posted.Count.ShouldBe(2);
        var payment = (await story.PaymentsAsync()).ShouldHaveSingleItem();
        (payment.Amount, payment.Method, payment.Reference).ShouldBe((Bookkeeping.Kes(150000), PaymentMethod.Stripe, story.Stripe.Intents.Single().Id));
        (await story.ServiceAsync()).ExpiresAt.ShouldBe(before.ExpiresAt.AddDays(30));
        (await story.App.WrongAsync()).ShouldBeEmpty();
        (await story.App.VerifiedAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Request_LeadsBackByAllThatComesOfIt()
    {
        await using var story = await StripeStory.StartAsync();
        await story.App.AddressAsync(story.Jane);

        var attempt = await story.AskAsync(1234.56m);

        var call = story.Stripe.Calls.ShouldHaveSingleItem();
        (call.Path, call.OnceKey).ShouldBe(("/v1/checkout/sessions", attempt.Id.ToString("N")));
        var back = new Uri(story.App.Address, $"pay/back/{attempt.Id:N}").AbsoluteUri;
        call.Form.ShouldBe(new Dictionary<string, string>
        {
            ["mode"] = "payment",
            ["client_reference_id"] = attempt.Id.ToString("N"),
            ["success_url"] = back,
            ["cancel_url"] = back,
            ["expires_at"] = "1795251600",
            ["line_items[0][quantity]"] = "1",
            ["line_items[0][price_data][currency]"] = "kes",
            ["line_items[0][price_data][unit_amount]"] = "123456",
            ["line_items[0][price_data][product_data][name]"] = "Home 10 jane",
            ["metadata[attempt]"] = attempt.Id.ToString("N"),
            ["metadata[invoice]"] = "C-000001",
            ["payment_intent_data[metadata][attempt]"] = attempt.Id.ToString("N"),
            ["payment_intent_data[metadata][invoice]"] = "C-000001",
            ["payment_intent_data[metadata][way]"] = "page",
            ["customer_email"] = "jane@example.net",
        }, ignoreOrder: true);
    }

    [Theory]
    [InlineData(StripeTelling.Twice)]
    [InlineData(StripeTelling.Backwards)]
    [InlineData(StripeTelling.Never)]
    public async Task Messages_TwiceBackwardsOrNever_AreOnePayment(StripeTelling telling)
    {
        await using var story = await StripeStory.StartAsync();
        story.Stripe.Telling = telling;
        var attempt = await story.PayAsync();
        attempt.State.ShouldBe(telling == StripeTelling.Never ? AttemptState.Pending : AttemptState.Succeeded);

        (await story.ReturnAsync(attempt)).State.ShouldBe(AttemptState.Succeeded);
        await story.Stripe.TellAsync();

        (await story.PaymentsAsync()).ShouldHaveSingleItem();
        story.Stripe.Posted.ShouldAllBe(p => p.Status == 200);
        (await story.MessagesAsync()).ShouldAllBe(m => m.State == GatewayEventState.Done);
        (await story.App.WrongAsync()).ShouldBeEmpty();
    }

    [Theory]
    [EachDatabase]
    public async Task MessagesAndReturns_AllAtOnce_AreOnePayment(DatabaseProvider provider)
    {
        await using var story = await StripeStory.StartAsync(provider);
        story.Stripe.Telling = StripeTelling.Never;
        var attempt = await story.PayAsync();
        var events = story.Stripe.Events.ToList();

        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => Task.Run(() => story.Stripe.SendAsync(events[i % 2]))));
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => story.AskedAsync(attempt.Id))));

        answers.ShouldAllBe(status => status == 200);
        (await story.AttemptAsync(attempt.Id)).State.ShouldBe(AttemptState.Succeeded);
        (await story.PaymentsAsync()).ShouldHaveSingleItem().RenewedTo.ShouldNotBeNull();
        (await story.App.WrongAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Payer_PaysAndClosesTheBrowser_JanitorFindsItThoughNoMessageCame()
    {
        await using var story = await StripeStory.StartAsync();
        story.Stripe.Telling = StripeTelling.Never;
        var attempt = await story.AskAsync();
        await story.JanitorAsync(TimeSpan.FromSeconds(30));
        (await story.AttemptAsync(attempt.Id)).State.ShouldBe(AttemptState.Pending);

        await story.Stripe.PayAsync(attempt.ProviderId);
        await story.JanitorAsync(TimeSpan.FromMinutes(2));

        (await story.AttemptAsync(attempt.Id)).State.ShouldBe(AttemptState.Succeeded);
        (await story.PaymentsAsync()).ShouldHaveSingleItem().Note.ShouldBe("Visa ···· 4242");
    }

    [Fact]
    public async Task Return_OpenedByHand_BooksNothingWhateverItSays()
    {
        await using var story = await StripeStory.StartAsync();
        var attempt = await story.AskAsync();

        (await story.ReturnAsync(attempt, "status=success&payment_status=paid")).State.ShouldBe(AttemptState.Pending);

        (await story.PaymentsAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(StripeCard.NoMoney, "insufficient_funds", "There is not enough money on the card.")]
    [InlineData(StripeCard.Declined, "generic_decline", "The bank declined the card.")]
    public async Task Card_Declined_IsSaidAndAnotherMayBeTriedOnThePage(StripeCard card, string code, string words)
    {
        await using var story = await StripeStory.StartAsync();

        var attempt = await story.PayAsync(card);

        (attempt.State, attempt.Code, attempt.Words).ShouldBe((AttemptState.Pending, code, words));
        (await story.ReturnAsync(attempt)).ShouldSatisfyAllConditions(a => a.State.ShouldBe(AttemptState.Pending), a => a.Code.ShouldBe(code));
        using (var payer = new TestBrowser(story.App)) WebUtility.HtmlDecode(await payer.TextAsync($"/pay/request/{attempt.Id:N}")).ShouldContain(words);
        await story.Stripe.PayAsync(attempt.ProviderId);
        (await story.AttemptAsync(attempt.Id)).ShouldSatisfyAllConditions(a => a.State.ShouldBe(AttemptState.Succeeded), a => a.Code.ShouldBeNull(), a => a.NeedsPerson.ShouldBeFalse());
        (await story.PaymentsAsync()).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task BankDebit_IsWaitedForBeyondTheTimeOfThePage_AndCounts()
    {
        await using var story = await StripeStory.StartAsync();
        var attempt = await story.PayAsync(StripeCard.PaysLate);
        (attempt.State, attempt.Words).ShouldBe((AttemptState.Pending, "Stripe waits for the bank; that may take some days."));
        (await story.PaymentsAsync()).ShouldBeEmpty();

        await story.JanitorAsync(TimeSpan.FromDays(1.1));
        (await story.AttemptAsync(attempt.Id)).State.ShouldBe(AttemptState.Unknown);
        await story.Stripe.SettleAsync();

        (await story.AttemptAsync(attempt.Id)).State.ShouldBe(AttemptState.Succeeded);
        (await story.PaymentsAsync()).ShouldHaveSingleItem().RenewedTo.ShouldNotBeNull();
        (await story.App.WrongAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(StripeTelling.AtOnce)]
    [InlineData(StripeTelling.Never)]
    public async Task BankDebit_ThatTheBankDoesNotPay_Fails(StripeTelling telling)
    {
        await using var story = await StripeStory.StartAsync();
        story.Stripe.Telling = telling;
        var attempt = await story.PayAsync(StripeCard.NeverPays);

        await story.Stripe.SettleAsync();
        await story.ReturnAsync(attempt);

        (await story.AttemptAsync(attempt.Id)).ShouldSatisfyAllConditions(a => a.State.ShouldBe(AttemptState.Failed), a => a.OpenFor.ShouldBeNull());
        (await story.PaymentsAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(StripeTelling.AtOnce)]
    [InlineData(StripeTelling.Never)]
    public async Task Page_ThatNobodyPaid_IsOver(StripeTelling telling)
    {
        await using var story = await StripeStory.StartAsync();
        story.Stripe.Telling = telling;
        var attempt = await story.AskAsync();

        await story.Stripe.ExpireAsync(attempt.ProviderId);
        await story.ReturnAsync(attempt);

        (await story.AttemptAsync(attempt.Id)).ShouldSatisfyAllConditions(a => a.State.ShouldBe(AttemptState.Expired), a => a.Words.ShouldBe("Nobody paid in time."));
    }

    [Fact]
    public async Task Payer_PaysAfterAPersonStoppedWaiting_MoneyCounts()
    {
        await using var story = await StripeStory.StartAsync();
        var attempt = await story.AskAsync();
        (await story.App.With<AttemptService, Result>(s => s.CloseAsync(attempt.Id, CancellationToken.None))).Ok.ShouldBeTrue();

        await story.Stripe.PayAsync(attempt.ProviderId);

        (await story.AttemptAsync(attempt.Id)).State.ShouldBe(AttemptState.Succeeded);
        (await story.PaymentsAsync()).ShouldHaveSingleItem().RenewedTo.ShouldNotBeNull();
    }

    [Fact]
    public async Task Answer_Lost_IsAskedForOnceMoreAndThereIsOnePage()
    {
        await using var story = await StripeStory.StartAsync();
        story.Stripe.Faults.Enqueue(StripeFault.LosesAnswer);

        (await story.AskAsync()).State.ShouldBe(AttemptState.Pending);

        story.Stripe.Sessions.ShouldHaveSingleItem();
        story.Stripe.Calls.Select(c => c.OnceKey).Distinct().ShouldHaveSingleItem();
        story.Stripe.Calls.Count.ShouldBe(2);
    }

    [Theory]
    [InlineData(StripeFault.Breaks, "Stripe does not work now (500).")]
    [InlineData(StripeFault.TooMany, "Stripe is asked too often and did nothing. Try again in a minute.")]
    public async Task Request_NotDone_FailsAndMayBeMadeAgainAtOnce(StripeFault fault, string words)
    {
        await using var story = await StripeStory.StartAsync();
        story.Stripe.Faults.Enqueue(fault);
        (await story.AskAsync()).ShouldSatisfyAllConditions(a => a.State.ShouldBe(AttemptState.Failed), a => a.Words.ShouldBe(words), a => a.RedirectUrl.ShouldBeNull());

        (await story.PayAsync()).State.ShouldBe(AttemptState.Succeeded);
    }

    [Fact]
    public async Task Request_LostTwice_FailsAndStaysSoWhenAskedFor()
    {
        await using var story = await StripeStory.StartAsync();
        foreach (var fault in (StripeFault[])[StripeFault.LosesCall, StripeFault.LosesAnswer]) story.Stripe.Faults.Enqueue(fault);
        var lost = await story.AskAsync();
        (lost.State, lost.ProviderId).ShouldBe((AttemptState.Failed, null));

        (await story.ReturnAsync(lost)).State.ShouldBe(AttemptState.Failed);

        (await story.PayAsync()).State.ShouldBe(AttemptState.Succeeded);
    }

    [Fact]
    public async Task Amount_OtherThanAskedFor_IsBookedAsItCameAndShownToAPerson()
    {
        await using var story = await StripeStory.StartAsync();
        story.Stripe.OtherAmount = 149000;

        var paid = await story.PayAsync();

        (paid.State, paid.NeedsPerson, paid.Words).ShouldBe((AttemptState.Succeeded, true, "KES 1,490.00 came, KES 1,500.00 was asked for."));
        (await story.PaymentsAsync()).ShouldHaveSingleItem().Amount.ShouldBe(Bookkeeping.Kes(149000));
    }

    [Fact]
    public async Task Request_ForAnotherAccount_ClosesThePageFirst()
    {
        await using var story = await StripeStory.StartAsync();
        var first = await story.AskAsync();
        var other = Scenario.Value(await story.TryAddAsync("Other cards"));

        (await story.AskAsync(account: other)).State.ShouldBe(AttemptState.Pending);

        story.Stripe.Sessions[0].Status.ShouldBe("expired");
        (await story.AttemptAsync(first.Id)).State.ShouldBe(AttemptState.Expired);
        await story.Stripe.PayAsync(first.ProviderId);
        (await story.PaymentsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Page_PaidInTheMeantime_CannotBeClosed()
    {
        await using var story = await StripeStory.StartAsync();
        story.Stripe.Telling = StripeTelling.Never;
        var attempt = await story.PayAsync();

        (await story.ConnectAsync((g, c) => g.WithdrawAsync(c, attempt, CancellationToken.None))).ShouldBeFalse();
    }

    [Fact]
    public async Task Key_UsedForAnotherRequest_IsRefusedByStripe()
    {
        await using var story = await StripeStory.StartAsync();
        var attempt = await story.RecordAsync();
        var order = story.OrderOf(attempt);
        var first = await story.ConnectAsync((g, c) => g.StartAsync(c, order, CancellationToken.None));

        (await story.ConnectAsync((g, c) => g.StartAsync(c, order, CancellationToken.None))).ProviderId.ShouldBe(first.ProviderId);
        var other = await story.ConnectAsync((g, c) => g.StartAsync(c, order with { Text = "Something else" }, CancellationToken.None));

        (other.State, other.Code).ShouldBe((AttemptState.Failed, "idempotency_error"));
    }

    [Theory]
    [InlineData("KES", 149950, 149950L)]
    [InlineData("USD", 1, 1L)]
    [InlineData("RWF", 1500, 1500L)]
    [InlineData("XOF", 1500, 1500L)]
    [InlineData("JPY", 7, 7L)]
    [InlineData("KWD", 5124, 5130L)]
    [InlineData("KWD", 5120, 5120L)]
    [InlineData("KES", 99999999, 99999999L)]
    [InlineData("KES", 100000000, null)]
    [InlineData("UGX", 50000, null)]
    [InlineData("ISK", 500, null)]
    public void AskFor_EachCurrency_IsCountedAsStripeDoes(string currency, long due, long? asked) =>
        (StripeAmount.AskFor(new Money(due, currency)) is { Ok: true } taken ? taken.Value.Minor : (long?)null).ShouldBe(asked);

    [Fact]
    public async Task Log_OfWhatWasAsked_HoldsNoSecret()
    {
        await using var story = await StripeStory.StartAsync();
        story.Stripe.Telling = StripeTelling.Never;
        await story.ReturnAsync(await story.PayAsync());

        var asked = (await story.App.EventsAsync()).Where(e => e.IsAsked).ToList();
        asked.Select(e => e.Role).ShouldBe(["checkout session", "session query"], ignoreOrder: true);
        foreach (var kept in asked.Select(e => e.Headers + Encoding.UTF8.GetString(e.Body)))
        {
            kept.ShouldNotContain(story.Stripe.SecretKey);
            kept.ShouldNotContain("_secret_simulated");
        }
    }
}
