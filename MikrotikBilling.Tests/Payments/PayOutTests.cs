using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Payments;
using MikrotikBilling.Core.Staff;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Tests.Billing;
using MikrotikBilling.Tests.Support;
using static MikrotikBilling.Tests.Billing.Bookkeeping;

namespace MikrotikBilling.Tests.Payments;

/// <summary>Credit that is handed back: from the customer's page, with a preview, once.</summary>
public sealed partial class PayOutTests(ServedApp served) : IClassFixture<ServedApp>, IAsyncLifetime
{
    private readonly TestApp _app = served.App;
    private readonly TestBrowser _owner = served.Owner;
    private CreatedCustomer _jane = null!;

    private string Form => $"/payments/payout?customerId={_jane.CustomerId}";

    public async Task InitializeAsync()
    {
        var number = Guid.NewGuid().ToString("N")[..6];
        _jane = await _app.CustomerAsync(await _app.RouterAsync($"Tower {number}", served.FreePort()), await _app.ProfileAsync($"Home {number}"), $"Jane {number}");
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task PayOut_APart_TakesWhatCameLastAndLeavesTheRest()
    {
        var first = await CreditAsync(100.50m);
        var second = await CreditAsync(33.33m);
        (await _owner.TextAsync($"/customers/{_jane.CustomerId}/money")).ShouldContain(Form);
        var page = await _owner.TextAsync(Form);
        page.ShouldContain("value=\"133.83\"");
        page.ShouldContain(second.Number);

        using var paid = await PostAsync(await StampAsync("50"), ("Input.Reference", "TRX-9"));

        paid.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        (await _app.BalanceAsync(_jane)).CreditMinor.ShouldBe(8383);
        var refunds = await _app.Db(db => db.Set<Refund>().Where(r => r.CustomerId == _jane.CustomerId).ToListAsync());
        refunds.Select(r => (r.PaymentId, r.Amount)).ShouldBe([(second.Id, Kes(3333)), (first.Id, Kes(1667))], ignoreOrder: true);
        refunds.ShouldAllBe(r => r.Reason == "Moved away (TRX-9)" && r.Method == PaymentMethod.Cash);
        (await _owner.TextAsync($"/payments/{first.Id}")).ShouldContain("Moved away (TRX-9)");
        (await _app.WrongAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task PayOut_PressedTwice_IsPaidOnce()
    {
        await CreditAsync(500);
        var form = await StampAsync("100");

        using var first = await PostAsync(form);
        using var second = await PostAsync(form);
        using var afresh = await PostAsync([.. form.Where(f => f.Name != "Input.Id"), ("Input.Id", Guid.CreateVersion7().ToString())]);

        (first.StatusCode, second.StatusCode, afresh.StatusCode).ShouldBe((HttpStatusCode.SeeOther, HttpStatusCode.SeeOther, HttpStatusCode.Conflict));
        (await afresh.Content.ReadAsStringAsync()).ShouldContain("Something changed since this was reckoned");
        (await _app.BalanceAsync(_jane)).CreditMinor.ShouldBe(40000);
    }

    [Theory]
    [InlineData("Input.Amount", "0", "More than nothing.", HttpStatusCode.UnprocessableEntity)]
    [InlineData("Input.Reason", "", "Why is it paid out?", HttpStatusCode.UnprocessableEntity)]
    [InlineData("Input.Amount", "500.01", "There is KES 500.00 of credit.", HttpStatusCode.Conflict)]
    [InlineData("Input.Amount", "1.001", "decimal digits", HttpStatusCode.Conflict)]
    public async Task PayOut_WhatCannotBe_IsSaidAtTheField(string field, string value, string message, HttpStatusCode status)
    {
        await CreditAsync(500);

        using var answer = await PostAsync([("Input.Id", Guid.CreateVersion7().ToString()), ("Input.Amount", "100"), ("Input.Reason", "Moved"), (field, value)], htmx: true);

        answer.StatusCode.ShouldBe(status);
        (await answer.Content.ReadAsStringAsync()).ShouldContain(message);
        (await _app.BalanceAsync(_jane)).CreditMinor.ShouldBe(50000);
    }

    [Fact]
    public async Task PayOut_WithoutCreditOrCustomerOrRight_IsNotOffered()
    {
        (await _owner.TextAsync(Form)).ShouldContain("There is no credit to pay out");
        using var nobody = await _owner.GetAsync($"/payments/payout?customerId={Guid.NewGuid()}");
        nobody.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        await CreditAsync(10);
        using var support = await _app.SignedInAsAsync(StaffRole.Support);
        (await support.TextAsync($"/customers/{_jane.CustomerId}/money")).ShouldNotContain("/payments/payout");
        using var forbidden = await support.GetAsync(Form);
        forbidden.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Api_PreviewThenPayOut_Agrees()
    {
        await CreditAsync(70);
        using var api = await TestBrowser.ApiAsync(_app);
        var body = new { Id = Guid.CreateVersion7(), _jane.CustomerId, Amount = 20.5m, Method = "BankTransfer", Reason = "Moved away" };
        using var previewed = await api.PostAsJsonAsync("/api/billing/payments/payout/preview", body);
        var preview = await previewed.Content.ReadFromJsonAsync<JsonElement>();
        preview.GetProperty("creditAfter").GetDecimal().ShouldBe(49.5m);

        using var paid = await api.PostAsJsonAsync("/api/billing/payments/payout", new { body.Id, body.CustomerId, body.Amount, body.Method, body.Reason, Stamp = preview.GetProperty("stamp").GetString() });
        using var again = await api.PostAsJsonAsync("/api/billing/payments/payout", body);

        paid.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await paid.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("parts").GetArrayLength().ShouldBe(1);
        again.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await _app.BalanceAsync(_jane)).CreditMinor.ShouldBe(4950);
    }

    private async Task<Payment> CreditAsync(decimal amount) => Scenario.Value(await _app.PayAsync(_jane, amount, p => p with { SubscriptionId = null })).Payment;

    /// <summary>What the form sends after its preview was looked at.</summary>
    private async Task<(string Name, string Value)[]> StampAsync(string amount)
    {
        using var preview = await _owner.GetFragmentAsync($"/payments/payout?handler=Plan&Input.CustomerId={_jane.CustomerId}&Input.Amount={amount}");
        var stamp = StampField().Match(await preview.Content.ReadAsStringAsync()).Groups["stamp"].Value;
        return [("Input.Id", Guid.CreateVersion7().ToString()), ("Input.Amount", amount), ("Input.Stamp", stamp), ("Input.Reason", "Moved away")];
    }

    private Task<HttpResponseMessage> PostAsync((string Name, string Value)[] fields, params (string Name, string Value)[] more) => PostAsync([.. fields, .. more], htmx: false);

    private Task<HttpResponseMessage> PostAsync((string Name, string Value)[] fields, bool htmx)
    {
        var form = new Dictionary<string, string>(StringComparer.Ordinal) { ["Input.CustomerId"] = _jane.CustomerId.ToString(), ["Input.Method"] = "Cash" };
        foreach (var (name, value) in fields) form[name] = value;
        return _owner.PostAsync(Form, form.Select(f => (f.Key, f.Value)), to: "/payments/payout", htmx: htmx);
    }

    [GeneratedRegex("name=\"Input.Stamp\" value=\"(?<stamp>[0-9a-f]+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex StampField();
}
