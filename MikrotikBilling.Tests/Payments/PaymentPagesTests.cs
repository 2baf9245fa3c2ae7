using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Payments;
using MikrotikBilling.Core.Staff;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Tests.Billing;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Payments;

/// <summary>Money on the customer's page, the form with its preview, the list, the page of one payment, JSON.</summary>
public sealed partial class PaymentPagesTests(ServedApp served) : IClassFixture<ServedApp>, IAsyncLifetime
{
    private readonly TestApp _app = served.App;
    private readonly TestBrowser _owner = served.Owner;
    private CreatedCustomer _jane = null!;

    private string Customer => $"/customers/{_jane.CustomerId}";

    private string Form => $"/payments/new?customerId={_jane.CustomerId}&subscriptionId={_jane.SubscriptionId}";

    public async Task InitializeAsync()
    {
        var number = Guid.NewGuid().ToString("N")[..6];
        _jane = await _app.CustomerAsync(await _app.RouterAsync($"Tower {number}", served.FreePort()), await _app.ProfileAsync($"Home {number}"), $"Jane {number}");
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Renew_OnePress_TakesTheCashAndShowsTheNewEnd()
    {
        var before = await _app.SubscriptionAsync(_jane.SubscriptionId);
        var page = await _owner.TextAsync($"{Customer}/money");
        page.ShouldContain("Renew, KES 1,500.00 cash");
        page.ShouldNotContain("was taken a moment ago");
        var press = HiddenOf(page, "/payments/renew");

        using var answer = await _owner.PostAsync($"{Customer}/money", press, to: "/payments/renew", htmx: true);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await _owner.TextAsync($"{Customer}/money")).ShouldContain("data-confirm=\"KES 1,500.00 was taken a moment ago, receipt RCP-");
        (await answer.Content.ReadAsStringAsync()).ShouldContain("taken, receipt RCP-");
        answer.Headers.GetValues("HX-Trigger").ShouldHaveSingleItem().ShouldContain("subscription:renewed");
        (await _owner.TextAsync(Customer)).ShouldContain("subscription:renewed from:body");
        (await _app.SubscriptionAsync(_jane.SubscriptionId)).ExpiresAt.ShouldBe(before.ExpiresAt.AddDays(30));
        using var again = await _owner.PostAsync($"{Customer}/money", press, to: "/payments/renew", htmx: true);
        again.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await _app.SubscriptionAsync(_jane.SubscriptionId)).ExpiresAt.ShouldBe(before.ExpiresAt.AddDays(30));
    }

    [Fact]
    public async Task Renew_WithEnoughCredit_TakesNoCash()
    {
        Scenario.Value(await _app.PayAsync(_jane, 1600, p => p with { SubscriptionId = null }));
        var page = await _owner.TextAsync($"{Customer}/money");
        page.ShouldContain("Renew from credit");

        using var answer = await _owner.PostAsync($"{Customer}/money", HiddenOf(page, "/payments/renew"), to: "/payments/renew", htmx: true);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await _app.BalanceAsync(_jane)).CreditMinor.ShouldBe(10000);
    }

    [Fact]
    public async Task Take_ThePreview_SaysWhatThePostingDoes()
    {
        using var preview = await _owner.GetFragmentAsync($"/payments/new?handler=Plan&Input.CustomerId={_jane.CustomerId}&Input.SubscriptionId={_jane.SubscriptionId}&Input.Amount=2000.50&Input.Periods=1");
        var text = await preview.Content.ReadAsStringAsync();
        text.ShouldContain("KES 500.50");
        var stamp = StampField().Match(text).Groups["stamp"].Value;

        using var answer = await PostAsync(("Input.Amount", "2000.50"), ("Input.Stamp", stamp), ("Shown", ShownField().Match(text).Groups["shown"].Value));

        answer.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        answer.Headers.Location!.ToString().ShouldStartWith("/payments/");
        (await _app.BalanceAsync(_jane)).CreditMinor.ShouldBe(50050);
        var details = await _owner.TextAsync(answer.Headers.Location.ToString());
        details.ShouldContain("KES 2,000.50");
        details.ShouldContain("INV-");
    }

    [Fact]
    public async Task Take_WithACommaForAPoint_IsRefusedAtItsField()
    {
        using var preview = await _owner.GetFragmentAsync($"/payments/new?handler=Plan&Input.CustomerId={_jane.CustomerId}&Input.Amount=1,5&Input.Periods=1");
        (await preview.Content.ReadAsStringAsync()).ShouldContain("Write 1.5, with a point.");

        using var answer = await PostAsync(("Input.Amount", "1,5"));

        answer.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("Write 1.5, with a point.");
    }

    [Fact]
    public async Task Take_WithAStaleStamp_IsRefusedWithTheFreshPreview()
    {
        using var preview = await _owner.GetFragmentAsync($"/payments/new?handler=Plan&Input.CustomerId={_jane.CustomerId}&Input.SubscriptionId={_jane.SubscriptionId}&Input.Amount=1500&Input.Periods=1");

        using var answer = await PostAsync(("Input.Stamp", "000000000000000000000000"), ("Shown", ShownField().Match(await preview.Content.ReadAsStringAsync()).Groups["shown"].Value));

        answer.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("Something changed since this was reckoned");
    }

    [Theory]
    [InlineData("Input.Amount", "1750")]
    [InlineData("Input.Periods", "2")]
    [InlineData("Input.SubscriptionId", "")]
    public async Task Take_TypedOnAfterThePreview_ShowsItAnewAndIsBookedByTheSecondPress(string field, string value)
    {
        (string, string)[] Sent(string page) => [(field, value), ("Input.Stamp", StampField().Match(page).Groups["stamp"].Value), ("Shown", ShownField().Match(page).Groups["shown"].Value)];

        using var first = await PostAsync(Sent(await _owner.TextAsync(Form)));
        var shown = await first.Content.ReadAsStringAsync();
        first.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        shown.ShouldContain("Nothing is booked yet.");
        shown.ShouldNotContain("Something changed");
        (await _owner.TextAsync($"{Customer}/money")).ShouldNotContain("Last payments");

        using var second = await PostAsync(Sent(shown));

        second.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        (await _owner.TextAsync($"{Customer}/money")).ShouldContain("Last payments");
    }

    [Fact]
    public async Task Take_ManyTimesWhatIsDue_AsksForATickAtTheField()
    {
        using var preview = await _owner.GetFragmentAsync($"/payments/new?handler=Plan&Input.CustomerId={_jane.CustomerId}&Input.SubscriptionId={_jane.SubscriptionId}&Input.Amount=52002500&Input.Periods=1");
        var text = await preview.Content.ReadAsStringAsync();
        text.ShouldContain("Yes, KES 52,002,500.00 was received");
        (string, string)[] sent = [("Input.Amount", "52002500"), ("Input.Stamp", StampField().Match(text).Groups["stamp"].Value), ("Shown", ShownField().Match(text).Groups["shown"].Value)];

        using var without = await PostAsync(sent);
        without.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        var said = await without.Content.ReadAsStringAsync();
        said.ShouldContain("id=\"Input_AmountConfirmed-error\"");
        said.ShouldContain("more than 10 times what is due");

        using var ticked = await PostAsync([.. sent, ("Input.AmountConfirmed", "true")]);
        ticked.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
    }

    [Theory]
    [InlineData("1000000000001", 1, "That is too much to be true.")]
    [InlineData("1500", 1000, "Between 1 and 24 periods.")]
    public async Task Preview_OfWhatCannotBe_SaysWhy(string amount, int periods, string why)
    {
        using var preview = await _owner.GetFragmentAsync(
            $"/payments/new?handler=Plan&Input.CustomerId={_jane.CustomerId}&Input.SubscriptionId={_jane.SubscriptionId}&Input.Amount={amount}&Input.Periods={periods}");

        (await preview.Content.ReadAsStringAsync()).ShouldContain(why);
    }

    [Fact]
    public async Task Page_OfAReversedPayment_SaysWhatWasTakenBack()
    {
        var taken = Scenario.Value(await _app.PayAsync(_jane, 1600));
        Scenario.Value(await _app.With<ReversalService, Result<Payment>>(s => s.ReverseAsync(taken.Payment.Id, "Bounced", null, CancellationToken.None)));

        var page = await _owner.TextAsync($"/payments/{taken.Payment.Id}");

        foreach (var said in (string[])["What it had paid", "open again since then", "Had renewed until", "stayed where it was", "KES 1,500.00", "KES 100.00"]) page.ShouldContain(said);
        page.ShouldNotContain("Nothing yet: it is credit.");
        page.ShouldNotContain(">Renewed until<");
    }

    [Fact]
    public async Task Page_OfAPaymentGivenBack_SaysWhereItWent()
    {
        var taken = Scenario.Value(await _app.PayAsync(_jane, 900, p => p with { SubscriptionId = null }));
        Scenario.Value(await _app.With<RefundService, Result<Money>>(s =>
            s.RefundAsync(taken.Payment.Id, new RefundPayment { Amount = 900, Reason = "Moved away" }, null, CancellationToken.None)));

        var page = await _owner.TextAsync($"/payments/{taken.Payment.Id}");

        foreach (var said in (string[])["Where it went", "Given back (cash)", "Moved away"]) page.ShouldContain(said);
        page.ShouldNotContain("Nothing yet: it is credit.");
    }

    [Theory]
    [InlineData("Input.Amount", "0", "More than nothing.")]
    [InlineData("Input.Amount", "-5", "More than nothing.")]
    [InlineData("Input.Amount", "1e30", "")]
    [InlineData("Input.Method", "Cheque", "The number of the receipt, cheque or transfer.")]
    [InlineData("Input.Periods", "99", "Between 1 and 24.")]
    public async Task Take_WhatCannotBe_IsSaidAtTheField(string field, string value, string message)
    {
        using var answer = await PostAsync((field, value));

        answer.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await answer.Content.ReadAsStringAsync()).ShouldContain(message);
    }

    [Fact]
    public async Task Reverse_NeedsAReasonAndTheRight()
    {
        var taken = Scenario.Value(await _app.PayAsync(_jane, 1500));
        var page = $"/payments/{taken.Payment.Id}";
        using var support = await _app.SignedInAsAsync(StaffRole.Support);
        using var forbidden = await support.PostAsync(page, [("reason", "Typed twice")], to: $"{page}?handler=Reverse");
        forbidden.StatusCode.ShouldBeOneOf(HttpStatusCode.Forbidden, HttpStatusCode.Found);

        using var without = await _owner.PostAsync(page, [("reason", " ")], to: $"{page}?handler=Reverse", htmx: true);
        without.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        using var done = await _owner.PostAsync(page, [("reason", "Typed twice")], to: $"{page}?handler=Reverse");
        done.StatusCode.ShouldBe(HttpStatusCode.SeeOther);

        (await _owner.TextAsync(page)).ShouldContain("Typed twice");
        (await _app.BalanceAsync(_jane)).OwedMinor.ShouldBe(150000);
    }

    [Fact]
    public async Task List_IsFoundByEitherNumber()
    {
        var taken = Scenario.Value(await _app.PayAsync(_jane, 1500, p => p with { Method = PaymentMethod.MobileMoney, Reference = $"QK{Guid.NewGuid():N}"[..12] }));

        (await _owner.TextAsync($"/payments?q={taken.Payment.Number.ToLower(CultureInfo.InvariantCulture)}")).ShouldContain(taken.Payment.Reference!);
        (await _owner.TextAsync($"/payments?q={taken.Payment.Reference}")).ShouldContain(taken.Payment.Number);
        (await _owner.TextAsync("/payments?q=NOBODYS1")).ShouldContain("No payment matches");
    }

    [Fact]
    public async Task Api_PreviewThenTake_AgreesAndRefusesASecondTime()
    {
        using var api = await TestBrowser.ApiAsync(_app);
        var body = new { Id = Guid.CreateVersion7(), _jane.CustomerId, _jane.SubscriptionId, Amount = 1500, Method = "Cash" };
        using var previewed = await api.PostAsJsonAsync("/api/billing/payments/preview", body);
        var preview = await previewed.Content.ReadFromJsonAsync<JsonElement>();
        preview.GetProperty("renewal").GetDecimal().ShouldBe(1500m);

        using var taken = await api.PostAsJsonAsync("/api/billing/payments", new { body.Id, body.CustomerId, body.SubscriptionId, body.Amount, body.Method, Stamp = preview.GetProperty("stamp").GetString() });
        taken.StatusCode.ShouldBe(HttpStatusCode.Created);
        (await taken.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("result").GetProperty("creditAfter").GetDecimal().ShouldBe(0m);
        using var again = await api.PostAsJsonAsync("/api/billing/payments", body);
        again.StatusCode.ShouldBe(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task Api_ManyTimesWhatIsDue_NeedsTheFieldThatSaysSo()
    {
        using var api = await TestBrowser.ApiAsync(_app);
        using var previewed = await api.PostAsJsonAsync("/api/billing/payments/preview", new { _jane.CustomerId, Amount = 99999, Method = "Cash" });
        (await previewed.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("isUnlikely").GetBoolean().ShouldBeTrue();

        using var without = await api.PostAsJsonAsync("/api/billing/payments", new { _jane.CustomerId, Amount = 99999, Method = "Cash" });
        without.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await without.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("field").GetString().ShouldBe("amountConfirmed");
        using var taken = await api.PostAsJsonAsync("/api/billing/payments", new { _jane.CustomerId, Amount = 99999, Method = "Cash", AmountConfirmed = true });
        taken.StatusCode.ShouldBe(HttpStatusCode.Created);
    }

    private Task<HttpResponseMessage> PostAsync(params (string Name, string Value)[] fields)
    {
        var form = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Input.Id"] = Guid.CreateVersion7().ToString(),
            ["Input.CustomerId"] = _jane.CustomerId.ToString(),
            ["Input.SubscriptionId"] = _jane.SubscriptionId.ToString(),
            ["Input.Amount"] = "1500",
            ["Input.Method"] = "Cash",
            ["Input.Periods"] = "1",
        };
        foreach (var (name, value) in fields) form[name] = value;
        return _owner.PostAsync(Form, form.Select(f => (f.Key, f.Value)), to: "/payments/new");
    }

    /// <summary>The hidden fields of the form with that action, but for its token.</summary>
    private static List<(string, string)> HiddenOf(string page, string action)
    {
        var start = page.IndexOf($"action=\"{action}\"", StringComparison.Ordinal);
        var form = page[start..page.IndexOf("</form>", start, StringComparison.Ordinal)];
        return [.. HiddenField().Matches(form).Select(m => (m.Groups["name"].Value, m.Groups["value"].Value)).Where(f => f.Item1.StartsWith("Input.", StringComparison.Ordinal))];
    }

    [GeneratedRegex("name=\"(?<name>[^\"]+)\" value=\"(?<value>[^\"]*)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex HiddenField();

    [GeneratedRegex("name=\"Shown\" value=\"(?<shown>[^\"]*)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ShownField();

    [GeneratedRegex("name=\"Input.Stamp\" value=\"(?<stamp>[0-9a-f]+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex StampField();
}
