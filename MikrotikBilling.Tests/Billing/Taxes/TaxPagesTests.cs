using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Billing;
using MikrotikBilling.Core.Billing.Customers;
using MikrotikBilling.Core.Billing.Taxes;
using MikrotikBilling.Core.Staff;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Billing.Taxes;

public sealed class TaxPagesTests : IAsyncLifetime
{
    private TestApp _app = null!;
    private TestBrowser _owner = null!;

    public async Task InitializeAsync()
    {
        _app = await (await TestApp.StartAsync()).ServeAsync();
        _owner = await TestBrowser.SignedInAsync(_app);
    }

    public async Task DisposeAsync()
    {
        _owner.Dispose();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task Settings_Saved_AreKeptAndInTheHistory()
    {
        (await _owner.TextAsync("/settings/billing")).ShouldContain("INV-");

        using var saved = await _owner.PostAsync("/settings/billing", Settings(("Input.InvoicePrefix", "fac"), ("Input.PricesIncludeTax", "true"), ("Input.Rounding", "PerInvoice")));

        saved.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        var kept = await _app.Db(db => db.Set<BillingSettings>().AsNoTracking().SingleAsync());
        (kept.InvoicePrefix, kept.PricesIncludeTax, kept.EmailsInvoices).ShouldBe(("FAC", true, false));
        (await _app.Db(db => db.Set<AuditEntry>().SingleAsync(e => e.Action == "settings.billing-edited"))).Changes.ShouldNotBeNull().ShouldContain("FAC");
    }

    [Fact]
    public async Task Settings_TwoKindsWithOnePrefix_Is422AndStalePage409()
    {
        using var same = await _owner.PostAsync("/settings/billing", Settings(("Input.CreditNotePrefix", "inv")), htmx: true);
        ((int)same.StatusCode).ShouldBe(422);
        (await same.Content.ReadAsStringAsync()).ShouldContain("a prefix of its own");

        using var first = await _owner.PostAsync("/settings/billing", Settings());
        using var stale = await _owner.PostAsync("/settings/billing", Settings(), htmx: true);
        stale.StatusCode.ShouldBe(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task Rate_AddedFollowedAndEnded_OnItsPages()
    {
        (await _owner.TextAsync("/settings/taxes")).ShouldContain("Add the first rate");
        using var added = await _owner.PostAsync("/settings/taxes/new",
            [("Input.Name", "VAT"), ("Input.Percent", "16"), ("Input.Country", "KE"), ("Input.ValidFrom", "2026-01-01"), ("Input.ReplacesCountry", "false")]);
        added.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        var rate = await _app.Db(db => db.Set<TaxRate>().AsNoTracking().SingleAsync());
        (await _owner.TextAsync("/settings/taxes")).ShouldContain("16 %");

        using var overlap = await _owner.PostAsync("/settings/taxes/new",
            [("Input.Name", "vat"), ("Input.Percent", "18"), ("Input.Country", "KE"), ("Input.ValidFrom", "2026-02-01"), ("Input.ReplacesCountry", "false")], htmx: true);
        overlap.StatusCode.ShouldBe(HttpStatusCode.Conflict);

        using var followed = await _owner.PostAsync($"/settings/taxes/{rate.Id}", [("Follow.Percent", "18"), ("Follow.From", "2099-01-01"), ("Version", "0")], $"/settings/taxes/{rate.Id}?handler=Follow");
        followed.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        (await _owner.TextAsync("/settings/taxes")).ShouldContain("To come");

        using var early = await _owner.PostAsync($"/settings/taxes/{rate.Id}", [("End.LastDay", "2025-01-01"), ("Version", "1")], $"/settings/taxes/{rate.Id}?handler=End", htmx: true);
        early.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await early.Content.ReadAsStringAsync()).ShouldContain("Delete it when it was never meant");
        using var empty = await _owner.PostAsync($"/settings/taxes/{rate.Id}", [("End.LastDay", ""), ("Version", "1")], $"/settings/taxes/{rate.Id}?handler=End", htmx: true);
        ((int)empty.StatusCode).ShouldBe(422);
    }

    [Fact]
    public async Task Report_OfAnEmptyMonthAndOfWrongDays_SaysSo()
    {
        (await _owner.TextAsync("/taxes/report")).ShouldContain("Nothing issued");
        (await _owner.TextAsync("/taxes/report?from=2026-05-01&to=2026-04-01")).ShouldContain("before the first");
        (await _owner.TextAsync("/taxes/report?from=0001-01-01&to=9999-12-31")).ShouldContain("between 2000 and 2100");
    }

    [Fact]
    public async Task Terms_Saved_ShowOnTheCustomersCard()
    {
        await _app.RateAsync();
        var customer = await _app.CustomerAsync(await _app.RouterAsync(), await _app.ProfileAsync());
        var url = $"/customers/{customer.CustomerId}/billing";
        (await _owner.TextAsync($"{url}/card")).ShouldContain("VAT 16 %");

        using var invalid = await _owner.PostAsync(url, [("Input.DunningExcludedUntil", "2099-01-01"), ("Version", "0")], htmx: true);
        ((int)invalid.StatusCode).ShouldBe(422);
        using var saved = await _owner.PostAsync(url, [("Input.TaxExemptNumber", "EX-77"), ("Input.PaymentTermsDays", "30"), ("Version", "0")]);
        saved.StatusCode.ShouldBe(HttpStatusCode.SeeOther);

        var card = await _owner.TextAsync($"{url}/card");
        card.ShouldContain("EX-77");
        card.ShouldContain("30 days, his own terms");
        using var stale = await _owner.PostAsync(url, [("Input.PaymentTermsDays", "5"), ("Version", "0")], htmx: true);
        stale.StatusCode.ShouldBe(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task Terms_ForSupport_AreSeenNotChanged()
    {
        var customer = await _app.CustomerAsync(await _app.RouterAsync(), await _app.ProfileAsync());
        using var support = await _app.SignedInAsAsync(StaffRole.Support);

        (await support.TextAsync($"/customers/{customer.CustomerId}/billing/card")).ShouldNotContain("/billing\"");
        using var form = await support.GetAsync($"/customers/{customer.CustomerId}/billing");
        form.IsSuccessStatusCode.ShouldBeFalse();
    }

    [Fact]
    public async Task Api_RatesTermsAndReport()
    {
        var customer = await _app.CustomerAsync(await _app.RouterAsync(), await _app.ProfileAsync());
        using var api = await TestBrowser.ApiAsync(_app);
        using var added = await api.PostAsJsonAsync(Url("/api/billing/taxes"), new { name = "VAT", percent = 16, country = "KE", validFrom = "2026-01-01" });
        added.StatusCode.ShouldBe(HttpStatusCode.Created);
        using var wrong = await api.PostAsJsonAsync(Url("/api/billing/taxes"), new { name = "VAT", percent = 160, country = "XX", replacesCountry = true });
        ((int)wrong.StatusCode).ShouldBe(422);
        using var terms = await api.PutAsJsonAsync(Url($"/api/customers/{customer.CustomerId}/billing"), new { paymentTermsDays = 14 });
        (await terms.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("paymentTermsDays").GetInt32().ShouldBe(14);
        (await _app.Db(db => db.Set<CustomerBilling>().SingleAsync())).PaymentTermsDays.ShouldBe(14);
        var report = await api.GetFromJsonAsync<JsonElement>(Url("/api/billing/taxes/report?from=2026-11-01&to=2026-11-30"));
        report.GetProperty("tax").GetDecimal().ShouldBe(0);
        (await api.GetFromJsonAsync<JsonElement>(Url("/api/billing/taxes"))).GetProperty("items").GetArrayLength().ShouldBe(1);
    }

    [Fact]
    public async Task Customer_RegionTyped_IsKeptShownAndInJson()
    {
        var customer = await _app.NewAsync(await _app.RouterAsync(), await _app.ProfileAsync(), c => c with { Country = "UG", Region = "Gulu" });

        (await _owner.TextAsync($"/customers/{customer.CustomerId}")).ShouldContain("Gulu, Uganda");
        (await _owner.TextAsync($"/customers/{customer.CustomerId}/edit")).ShouldContain("value=\"Gulu\"");
        using var api = await TestBrowser.ApiAsync(_app);
        (await api.GetFromJsonAsync<JsonElement>(Url($"/api/customers/{customer.CustomerId}"))).GetProperty("region").GetString().ShouldBe("Gulu");
    }

    private static Uri Url(string path) => new(path, UriKind.Relative);

    private static (string, string)[] Settings(params (string Name, string Value)[] with)
    {
        (string Name, string Value)[] plain =
        [
            ("Input.PricesIncludeTax", "false"), ("Input.Rounding", "PerLine"), ("Input.InvoicePrefix", "INV"), ("Input.CreditNotePrefix", "CN"), ("Input.ReceiptPrefix", "RCP"),
            ("Input.NumbersRestartYearly", "true"), ("Input.NumberDigits", "6"), ("Input.PaymentTermsDays", "7"), ("Input.ReceiptWidth", "80"), ("Version", "0"),
        ];
        return [.. plain.Where(p => !with.Any(w => w.Name == p.Name)), .. with];
    }
}
