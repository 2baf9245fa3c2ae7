using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Billing.Ledger;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Payments;
using MikrotikBilling.Core.Staff;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Tests.Billing.Invoices;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Billing.Ledger;

/// <summary>The books on their pages, as a file and as JSON.</summary>
public sealed class LedgerPagesTests : IAsyncLifetime
{
    private readonly FakeClock _clock = new(new DateTimeOffset(2026, 4, 1, 9, 0, 0, TimeSpan.Zero));
    private TestApp _app = null!;
    private TestBrowser _owner = null!;
    private CreatedCustomer _jane = null!;

    public async Task InitializeAsync()
    {
        _app = await (await TestApp.StartAsync(clock: _clock)).ServeAsync();
        _owner = await TestBrowser.SignedInAsync(_app);
        _jane = await _app.CustomerAsync(await _app.RouterAsync(), await _app.ProfileAsync());
    }

    public async Task DisposeAsync()
    {
        _owner.Dispose();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task Empty_SaysSo()
    {
        (await _owner.TextAsync("/ledger")).ShouldContain("Nothing is booked yet");
        (await _owner.TextAsync("/ledger/trial-balance")).ShouldContain("Nothing was booked until then");
        (await _owner.TextAsync("/payments/methods")).ShouldContain("No money moved");
        using var gone = await _owner.GetAsync($"/ledger/{Guid.NewGuid()}");
        gone.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Reversal_AndWhatItUndoes_ShowEachOther()
    {
        var payment = await PayAsync(400);
        Scenario.Value(await _app.With<ReversalService, Result<Payment>>(s => s.ReverseAsync(payment.Id, "Bounced", null, CancellationToken.None)));
        var (booked, undone) = (await TransactionAsync(LedgerKind.Payment), await TransactionAsync(LedgerKind.Reversal));

        var first = await _owner.TextAsync($"/ledger/{booked.Id}");
        var second = await _owner.TextAsync($"/ledger/{undone.Id}");

        first.ShouldContain($"/ledger/{undone.Id}");
        first.ShouldContain("Undone");
        first.ShouldContain($"/payments/{payment.Id}");
        first.ShouldContain("Credit of customers");
        second.ShouldContain($"/ledger/{booked.Id}");
        second.ShouldContain("Counter-entry");
    }

    [Fact]
    public async Task VoidAndRefund_LeadToWhatTheyBook()
    {
        var invoice = await _app.InvoiceAsync(_jane);
        Scenario.Value(await _app.With<Core.Billing.Invoices.CreditNotes, Result<Core.Billing.Invoices.Invoice>>(s => s.VoidAsync(invoice.Id, "Wrong", null, CancellationToken.None)));
        var payment = await PayAsync(10);
        Scenario.Value(await _app.With<RefundService, Result<Money>>(s => s.RefundAsync(payment.Id, new RefundPayment { Amount = 10, Reason = "Moved" }, null, CancellationToken.None)));

        (await _owner.TextAsync($"/ledger/{(await TransactionAsync(LedgerKind.Invoice)).Id}")).ShouldContain($"/ledger/{(await TransactionAsync(LedgerKind.Void)).Id}");
        (await _owner.TextAsync($"/ledger/{(await TransactionAsync(LedgerKind.Refund)).Id}")).ShouldContain($"/payments/{payment.Id}");
    }

    [Fact]
    public async Task List_Filters_FindWhatTheySay()
    {
        await _app.InvoiceAsync(_jane, 33333);
        _clock.Advance(TimeSpan.FromDays(3));
        var payment = await PayAsync(100);
        var other = await _app.CustomerAsync(await _app.RouterAsync("Second", 2), await _app.ProfileAsync("Home 20"), "John Roe", "john");
        Scenario.Value(await _app.PayAsync(other, 7, p => p with { SubscriptionId = null, Method = PaymentMethod.Cheque, Reference = "CH-7" }));

        (await TextsAsync("?kind=invoice")).ShouldHaveSingleItem().ShouldStartWith("Invoice INV-");
        (await TextsAsync("?account=cash")).Count.ShouldBe(2);
        (await TextsAsync("?account=cash&detail=Cheque")).ShouldHaveSingleItem().ShouldEndWith("cheque");
        (await TextsAsync("?account=revenue&detail=-&currency=kes&from=2026-04-01&to=2026-04-30")).ShouldHaveSingleItem();
        (await TextsAsync("?from=2026-04-04&to=2026-04-04")).Count.ShouldBe(3, "both payments and the settlement");
        (await TextsAsync("?to=2026-04-03")).ShouldHaveSingleItem().ShouldStartWith("Invoice");
        (await TextsAsync($"?customerId={other.CustomerId}")).ShouldHaveSingleItem();
        (await TextsAsync("?account=fees")).ShouldBeEmpty();
        var page = await _owner.TextAsync($"/ledger?customerId={_jane.CustomerId}");
        page.ShouldContain("What was booked for Jane Doe.");
        page.ShouldContain(payment.Number);
        page.ShouldNotContain("John Roe");
        (await _owner.TextAsync("/ledger?account=fees")).ShouldContain("Nothing was booked like that");
    }

    [Theory]
    [InlineData("")]
    [InlineData("from=2026-04-01")]
    [InlineData("from=2026-04-01&to=2026-12-31&account=cash")]
    public async Task List_PagedToTheEndAndBack_MissesAndRepeatsNothing(string filter)
    {
        for (var n = 1; n <= 60; n++)
        {
            await PayAsync(n);
            if (n % 20 == 0) _clock.Advance(TimeSpan.FromDays(1));
        }
        var query = new LedgerFilter(filter.Length > 0 ? new DateOnly(2026, 4, 1) : null, filter.Contains("to=", StringComparison.Ordinal) ? new DateOnly(2026, 12, 31) : null, Account: filter.Contains("cash", StringComparison.Ordinal) ? LedgerAccount.Cash : null);
        var seen = new List<Guid>();
        string? cursor = null, before;
        var pages = new List<List<Guid>>();
        do
        {
            var page = await _app.With<LedgerQueries, Page<LedgerLine>>(q => q.ListAsync(query with { Cursor = cursor }, CancellationToken.None));
            pages.Add([.. page.Items.Select(l => l.Id)]);
            seen.AddRange(pages[^1]);
            (cursor, before) = (page.Next, page.Previous);
        } while (cursor is not null);

        seen.Count.ShouldBe(60);
        seen.Distinct().Count().ShouldBe(60);
        pages.Count.ShouldBe(3);
        var back = await _app.With<LedgerQueries, Page<LedgerLine>>(q => q.ListAsync(query with { Cursor = before }, CancellationToken.None));
        back.Items.Select(l => l.Id).ShouldBe(pages[1], ignoreOrder: true);
        (await _owner.TextAsync($"/ledger?{filter}")).ShouldContain("pager-after");
    }

    [Fact]
    public async Task Export_OfOneAccount_HoldsItsEntriesGuarded()
    {
        var sly = await _app.CustomerAsync(await _app.RouterAsync("Second", 2), await _app.ProfileAsync("Home 20"), "=SUM(A1)", "sly");
        Scenario.Value(await _app.PayAsync(sly, 12.30m, p => p with { SubscriptionId = null }));
        await PayAsync(1);

        var file = await _owner.TextAsync($"/ledger/export.csv?account=cash&customerId={sly.CustomerId}");

        var rows = file.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        rows.Length.ShouldBe(2);
        rows[0].ShouldEndWith("Day,Booked,Transaction,Kind,Text,Customer number,Customer,Account,Detail,Currency,Debit,Credit,By,Reverses");
        rows[1].ShouldContain(",'=SUM(A1),Cash,Cash,KES,12.30,,");
        rows[1].ShouldStartWith("2026-04-01,");
        (await _owner.TextAsync("/ledger/export.csv")).Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(5);
        (await _app.Db(db => db.Set<Core.Audit.AuditEntry>().CountAsync(e => e.Action == "ledger.exported"))).ShouldBe(2);
    }

    [Fact]
    public async Task TrialBalance_Line_LeadsToWhatIsBehindIt()
    {
        await _app.InvoiceAsync(_jane, 33333, taxed: true);
        await PayAsync(500);

        var page = await _owner.TextAsync("/ledger/trial-balance");

        page.ShouldContain("KES balances");
        page.ShouldContain("account=Tax&amp;detail=VAT&amp;currency=KES&amp;from=2026-04-01&amp;to=2026-04-30");
        (await _owner.TextAsync("/ledger?account=Tax&detail=VAT&currency=KES&from=2026-04-01&to=2026-04-30")).ShouldContain("Invoice INV-");
        (await _owner.TextAsync("/ledger/trial-balance?from=2026-05-01&to=2026-04-01")).ShouldContain("before the first");
        (await _owner.TextAsync("/ledger/trial-balance?from=0001-01-01&to=9999-12-31")).ShouldContain("between 2000 and 2100");
        (await _owner.TextAsync("/ledger/trial-balance?from=9999-12-31")).ShouldContain("between 2000 and 2100");
        (await _owner.TextAsync("/ledger/trial-balance?from=yesterday&currency=xxx")).ShouldContain("Nothing was booked until then");
    }

    [Fact]
    public async Task Methods_Page_ComparesAndLeadsToThePayments()
    {
        await PayAsync(100);
        _clock.Advance(TimeSpan.FromDays(31));
        await PayAsync(150);
        using var owner = await TestBrowser.SignedInAsync(_app); // the other session has ended by now

        var page = await owner.TextAsync("/payments/methods");

        page.ShouldContain("May 2026");
        WebUtility.HtmlDecode(page).ShouldContain("+50 %");
        page.ShouldContain("Agrees with the ledger");
        page.ShouldContain("/payments?method=Cash&amp;from=2026-05-01&amp;to=2026-05-31&amp;by=booked");
        (await owner.TextAsync("/payments?method=Cash&from=2026-05-01&to=2026-05-31&by=booked")).ShouldContain("KES 150.00");
        var file = await owner.TextAsync("/payments/methods?from=2026-05-01&to=2026-05-31&handler=Csv");
        file.ShouldContain("2026-05-01,2026-05-31,cash,KES,1,150.00,0.00,0.00,150.00,100.0,100.00,150.00");
        (await owner.TextAsync("/payments/methods?from=2026-05-02&to=2026-05-01")).ShouldContain("before the first");
    }

    [Fact]
    public async Task Pages_AskAtMostEightStatements()
    {
        for (var n = 1; n <= 30; n++) await PayAsync(n);
        var reversed = await PayAsync(5);
        Scenario.Value(await _app.With<ReversalService, Result<Payment>>(s => s.ReverseAsync(reversed.Id, "Bounced", null, CancellationToken.None)));
        var undone = await TransactionAsync(LedgerKind.Reversal);

        string[] pages = ["/ledger", $"/ledger?account=cash&from=2026-04-01&to=2026-04-30&customerId={_jane.CustomerId}", $"/ledger/{undone.Id}", $"/ledger/{undone.ReversesId}", "/ledger/trial-balance", "/payments/methods", $"/payments/payout?customerId={_jane.CustomerId}"];
        foreach (var page in pages)
        {
            await _owner.TextAsync(page);
            _app.Sql.Reset();
            await _owner.TextAsync(page);
            _app.Sql.Count.ShouldBeLessThanOrEqualTo(8, page);
        }
    }

    [Fact]
    public async Task Support_SeesNoBooks_AndAccountantsDo()
    {
        using var support = await _app.SignedInAsAsync(StaffRole.Support);
        using var accountant = await _app.SignedInAsAsync(StaffRole.Accountant);
        foreach (var url in (string[])["/ledger", "/ledger/trial-balance", "/ledger/export.csv"])
        {
            using var forbidden = await support.GetAsync(url);
            using var seen = await accountant.GetAsync(url);
            (forbidden.StatusCode, seen.StatusCode).ShouldBe((HttpStatusCode.Forbidden, HttpStatusCode.OK), url);
        }
        (await support.TextAsync("/payments")).ShouldNotContain("href=\"/ledger\"");
    }

    [Fact]
    public async Task Api_TransactionsBalanceAndStats_SayWhatThePagesSay()
    {
        var payment = await PayAsync(250.50m);
        await _app.InvoiceAsync(_jane, 10000);
        using var api = await TestBrowser.ApiAsync(_app);

        var list = await Json(api, "/api/billing/transactions?kind=payment");
        var first = list.GetProperty("items")[0];
        (first.GetProperty("sourceId").GetGuid(), first.GetProperty("entries").EnumerateArray().Sum(e => e.GetProperty("amount").GetDecimal())).ShouldBe((payment.Id, 0m));
        (await Json(api, $"/api/billing/transactions/{first.GetProperty("id").GetGuid()}")).GetProperty("reversedBy").ValueKind.ShouldBe(JsonValueKind.Null);
        var sheet = (await Json(api, "/api/billing/trial-balance?from=2026-04-01&to=2026-04-30")).GetProperty("currencies")[0];
        sheet.GetProperty("balances").GetBoolean().ShouldBeTrue();
        sheet.GetProperty("lines").EnumerateArray().Sum(l => l.GetProperty("closing").GetDecimal()).ShouldBe(0);
        var stats = await Json(api, "/api/billing/payments/stats");
        (stats.GetProperty("net").GetDecimal(), stats.GetProperty("agrees").GetBoolean(), stats.GetProperty("count").GetInt32()).ShouldBe((250.50m, true, 1));

        foreach (var (url, status) in ((string, int)[])[("/api/billing/transactions?account=gold", 400), ("/api/billing/trial-balance?from=2026-05-01&to=2026-04-01", 422), ("/api/billing/payments/stats?from=2026-05-01&to=2026-04-01", 422), ($"/api/billing/transactions/{Guid.NewGuid()}", 404), ("/api/billing/payments?by=luck", 400)])
        {
            using var answer = await api.GetAsync(new Uri(url, UriKind.Relative));
            ((int)answer.StatusCode).ShouldBe(status, url);
        }
    }

    private static Task<JsonElement> Json(HttpClient api, string url) => api.GetFromJsonAsync<JsonElement>(new Uri(url, UriKind.Relative));

    private async Task<List<string>> TextsAsync(string query)
    {
        using var api = await TestBrowser.ApiAsync(_app);
        return [.. (await Json(api, $"/api/billing/transactions{query}")).GetProperty("items").EnumerateArray().Select(i => i.GetProperty("text").GetString()!)];
    }

    private async Task<Payment> PayAsync(decimal amount) => Scenario.Value(await _app.PayAsync(_jane, amount, p => p with { SubscriptionId = null })).Payment;

    private Task<LedgerTransaction> TransactionAsync(LedgerKind kind) => _app.Db(db => db.Set<LedgerTransaction>().AsNoTracking().SingleAsync(t => t.Kind == kind && t.CustomerId == _jane.CustomerId));
}
