using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using MikrotikBilling.Core.Reports.Expenses;
using MikrotikBilling.Core.Staff;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Tests.Billing;
using MikrotikBilling.Tests.Billing.Invoices;
using MikrotikBilling.Tests.Support;
using MikrotikBilling.Tests.Vouchers;

namespace MikrotikBilling.Tests.Reports;

/// <summary>Reports, drawer and expenses on their pages, as files and as JSON.</summary>
public sealed class ReportPagesTests : IAsyncLifetime
{
    private const int MostStatements = 8;
    private static readonly string[] Pages = ["/reports", "/reports/revenue", "/reports/takings?by=staff", "/reports/profit", "/reports/receivables", "/reports/drawer", "/expenses", "/expenses/new"];

    private readonly FakeClock _clock = new(new DateTimeOffset(2026, 3, 10, 8, 0, 0, TimeSpan.Zero));
    private TestApp _app = null!;
    private TestBrowser _owner = null!;
    private CreatedCustomer _jane = null!;

    public async Task InitializeAsync()
    {
        _app = await (await TestApp.StartAsync(clock: _clock)).ServeAsync();
        _owner = await TestBrowser.SignedInAsync(_app);
        _jane = await _app.CustomerAsync(await _app.RouterAsync("Tower"), await _app.ProfileAsync("Home 10"));
    }

    public async Task DisposeAsync()
    {
        _owner.Dispose();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task Empty_EachSaysSo()
    {
        foreach (var page in new[] { "/reports/revenue", "/reports/takings", "/reports/profit" }) (await _owner.TextAsync(page)).ShouldContain("Nothing was booked");
        (await _owner.TextAsync("/reports/receivables")).ShouldContain("Nobody owes anything");
        (await _owner.TextAsync("/reports/drawer")).ShouldContain("Never closed yet");
        (await _owner.TextAsync("/expenses")).ShouldContain("No expenses yet");
        (await _owner.TextAsync("/reports")).ShouldContain("KES 0.00");
    }

    [Fact]
    public async Task Pages_SendFewStatements()
    {
        await FillAsync();
        foreach (var page in Pages)
        {
            await _owner.TextAsync(page);
            _app.Sql.Reset();
            await _owner.TextAsync(page);
            _app.Sql.Count.ShouldBeLessThanOrEqualTo(MostStatements, $"{page}:\n{string.Join('\n', _app.Sql.Statements)}");
        }
    }

    [Fact]
    public async Task Revenue_ShowsItsRows_AndEachLeadsToTheOnesBehindIt()
    {
        await FillAsync();

        var page = await _owner.TextAsync("/reports/revenue?period=month");

        page.ShouldContain("KES 1,500.00");
        page.ShouldContain("Home 10");
        page.ShouldContain("data-chart-report");
        var behind = Found(page, "href=\"(?<it>/ledger\\?account=Revenue[^\"]*profileId=[0-9a-f-]{36})\"");
        var rows = await _owner.TextAsync(behind);
        rows.ShouldContain("Invoice INV-2026-000001");
        rows.ShouldContain("The rows behind a figure of a report");
        (await _owner.TextAsync(behind.Replace("profileId=", "routerId=", StringComparison.Ordinal))).ShouldNotContain("INV-2026-000001");
        (await _owner.TextAsync("/reports/revenue?handler=Ledger")).ShouldContain("The ledger has the same");
    }

    [Fact]
    public async Task Takings_OfADay_LeadToRowsThatComeToTheSame()
    {
        await FillAsync();
        Scenario.Value(await _app.SellAsync((await _app.BatchAsync(3, b => b with { SalesPrice = 60, Price = 60 })).Id, 2));
        var page = await _owner.TextAsync("/reports/takings?period=today");
        var behind = Found(page, "href=\"(?<it>/ledger\\?account=Cash,GatewayClearing[^\"]*)\"");

        var rows = await _owner.TextAsync(behind);

        page.ShouldContain("KES 1,620.00");
        page.ShouldContain("Vouchers sold for cash");
        rows.ShouldContain("<b class=\"number\">KES 1,620.00</b> debit");
        rows.ShouldContain("in 2 entries");
        rows.ShouldNotContain("Expense: Fuel");
    }

    [Fact]
    public async Task Takings_ByMethod_LeadToTheirEntries_WithoutExpenses()
    {
        await FillAsync();
        var page = await _owner.TextAsync("/reports/takings?period=today");
        var behind = Found(page, "href=\"(?<it>/ledger\\?account=Cash[^\"]*detail=Cash)\"");

        var rows = await _owner.TextAsync(behind);

        rows.ShouldContain("Payment RCP-2026-000001");
        rows.ShouldNotContain("Expense: Fuel");
        (await _owner.TextAsync("/reports/takings?handler=Ledger")).ShouldContain("The ledger has the same");
    }

    [Fact]
    public async Task Receivables_LeadToTheInvoicesOfTheirAge()
    {
        await _app.InvoiceAsync(_jane, 250_00);
        var page = await _owner.TextAsync("/reports/receivables");

        page.ShouldContain("KES 250.00");
        page.ShouldContain("The ledger has the same");
        (await _owner.TextAsync("/invoices?dueFrom=2026-03-10")).ShouldContain("INV-2026-000001");
        (await _owner.TextAsync("/invoices?dueTo=2026-03-09")).ShouldNotContain("INV-2026-000001");
        (await _owner.TextAsync("/reports/receivables?handler=Csv")).ShouldContain("Jane Doe");
    }

    [Fact]
    public async Task Csv_HasDaysAndRows_AndNoFormula()
    {
        await FillAsync();
        Scenario.Value(await _app.SpendAsync(5, "=1+1"));

        var revenue = await _owner.TextAsync("/reports/revenue?period=month&handler=Csv");
        var expenses = await _owner.TextAsync("/expenses/export.csv");
        var profit = await _owner.TextAsync("/reports/profit?handler=Csv");

        revenue.ShouldContain("Profile,2026-03-01,2026-03-10,Home 10,KES,1,1500.00,2026-02-01,2026-02-10,0.00,1500.00,");
        revenue.ShouldContain("Day,2026-03-10,2026-03-10,,KES,,1500.00");
        expenses.ShouldNotContain(",=1+1,");
        expenses.ShouldContain("Fuel");
        profit.ShouldContain("Expenses: Fuel");
    }

    [Theory]
    [InlineData("/reports/revenue?from=2026-03-12&to=2026-03-01", "The last day is before the first.")]
    [InlineData("/reports/revenue?from=0001-01-01&to=9999-12-31", "Days between 2000 and 2100.")]
    public async Task Days_ThatMakeNoPeriod_AreRefused(string url, string words)
    {
        (await _owner.TextAsync(url)).ShouldContain(words);
        using var csv = await _owner.GetAsync($"{url}&handler=Csv");
        csv.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Drawer_IsClosedOnItsPage()
    {
        await FillAsync();
        var page = await _owner.TextAsync("/reports/drawer");
        page.ShouldContain("KES 1,490.00"); // 1,500 taken, 10 spent on fuel from it

        using var missing = await _owner.PostAsync("/reports/drawer", [("Input.Id", Guid.NewGuid().ToString()), ("Input.Stamp", Stamp(page)), ("Input.Counted", "1480"), ("Input.Left", "100")], htmx: true);
        missing.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await missing.Content.ReadAsStringAsync()).ShouldContain("KES 10.00 is missing");
        using var closed = await _owner.PostAsync("/reports/drawer", [("Input.Id", Guid.NewGuid().ToString()), ("Input.Stamp", Stamp(page)), ("Input.Counted", "1480"), ("Input.Left", "100"), ("Input.Reason", "Lost")]);

        closed.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        var close = await _owner.TextAsync(closed.Headers.Location!.OriginalString);
        close.ShouldContain("KES 10.00 missing");
        close.ShouldContain("KES 1,380.00");
        (await _owner.TextAsync("/reports/drawer")).ShouldContain("Lost");
    }

    [Fact]
    public async Task Expense_IsEnteredAndTakenBackOnItsPages()
    {
        using var wrong = await _owner.PostAsync("/expenses/new", [("Input.Amount", ""), ("Input.Category", "")], htmx: true);
        wrong.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        using var saved = await _owner.PostAsync("/expenses/new", [("Input.Id", Guid.NewGuid().ToString()), ("Input.Amount", "12.50"), ("Input.Category", "Rent"), ("Input.Way", "BankTransfer"), ("Input.Supplier", "Landlord")]);
        saved.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        var list = await _owner.TextAsync("/expenses");
        list.ShouldContain("Landlord");
        var address = Found(list, "(?<it>/expenses/[0-9a-f-]{36})");

        using var back = await _owner.PostAsync(address, [("Input.Reason", "Paid by the landlord")], to: $"{address}?handler=Reverse");

        back.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        (await _owner.TextAsync(address)).ShouldContain("Taken back");
        (await _owner.TextAsync("/ledger?account=Expenses")).ShouldContain("Expense taken back: Rent");
    }

    [Fact]
    public async Task Json_SaysTheSame_AndRefusesWhatItDoesNotKnow()
    {
        await FillAsync();
        using var api = await TestBrowser.ApiAsync(_app);

        var revenue = await api.GetFromJsonAsync<JsonElement>("/api/reports/revenue?period=month&by=router");
        var takings = await api.GetFromJsonAsync<JsonElement>("/api/reports/takings?from=2026-03-10&to=2026-03-10");
        var profit = await api.GetFromJsonAsync<JsonElement>("/api/reports/profit?period=month");
        var owed = await api.GetFromJsonAsync<JsonElement>("/api/reports/receivables");
        var drawer = await api.GetFromJsonAsync<JsonElement>("/api/reports/drawer");
        using var unknown = await api.GetAsync(new Uri("/api/reports/revenue?when=now", UriKind.Relative));
        using var unreadable = await api.GetAsync(new Uri("/api/reports/revenue?period=epoch", UriKind.Relative));
        using var backwards = await api.GetAsync(new Uri("/api/reports/revenue?from=2026-03-12&to=2026-03-01", UriKind.Relative));

        (revenue.GetProperty("sum").GetDecimal(), revenue.GetProperty("rows")[0].GetProperty("name").GetString()).ShouldBe((1500m, "Tower"));
        takings.GetProperty("sum").GetDecimal().ShouldBe(1500m);
        profit.GetProperty("sum").GetDecimal().ShouldBe(1490m);
        owed.GetProperty("agrees").GetBoolean().ShouldBeTrue();
        drawer.GetProperty("expected").GetDecimal().ShouldBe(1490m);
        (unknown.StatusCode, unreadable.StatusCode, backwards.StatusCode).ShouldBe((HttpStatusCode.BadRequest, HttpStatusCode.BadRequest, HttpStatusCode.UnprocessableEntity));
        using var closed = await api.PostAsJsonAsync("/api/reports/drawer/closes", new { counted = 1490, left = 90, stamp = drawer.GetProperty("stamp").GetString() });
        closed.StatusCode.ShouldBe(HttpStatusCode.Created);
        using var spent = await api.PostAsJsonAsync("/api/expenses", new { category = "Rent", amount = 5, way = "BankTransfer" });
        spent.StatusCode.ShouldBe(HttpStatusCode.Created);
        (await api.GetFromJsonAsync<JsonElement>("/api/expenses?category=Rent")).GetProperty("items").GetArrayLength().ShouldBe(1);
    }

    [Fact]
    public async Task Support_CountsTheDrawer_AndSeesNoReport()
    {
        using var support = await _app.SignedInAsAsync(StaffRole.Support);
        (await support.TextAsync("/reports/drawer")).ShouldNotContain("href=\"/reports\"");
        foreach (var page in new[] { "/reports", "/reports/revenue", "/expenses" })
        {
            using var refused = await support.GetAsync(page);
            refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden, page);
        }
    }

    private async Task FillAsync()
    {
        Scenario.Value(await _app.PayAsync(_jane, 1500));
        Scenario.Value(await _app.SpendAsync(10, "Fuel", ExpenseWay.Drawer));
    }

    private static string Stamp(string page) => Found(page, "name=\"Input.Stamp\" value=\"(?<it>[^\"]*)\"");

    private static string Found(string page, string pattern) =>
        Regex.Match(page, pattern, RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)).Groups["it"].Value.Replace("&amp;", "&", StringComparison.Ordinal);
}
