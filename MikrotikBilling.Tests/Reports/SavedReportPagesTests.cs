using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Reports;
using MikrotikBilling.Core.Reports.Saved;
using MikrotikBilling.Core.Staff;
using MikrotikBilling.Tests.Billing;
using MikrotikBilling.Tests.Staff;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Reports;

/// <summary>Saved and stored reports on their pages and as JSON.</summary>
public sealed class SavedReportPagesTests : IAsyncLifetime
{
    private const int MostStatements = 8;
    private const string Of = "/reports/takings?period=month&by=Staff";

    private readonly FakeClock _clock = new(new DateTimeOffset(2026, 3, 10, 8, 0, 0, TimeSpan.Zero));
    private TestApp _app = null!;
    private TestBrowser _owner = null!;

    public async Task InitializeAsync()
    {
        _app = await (await TestApp.StartAsync(clock: _clock)).ServeAsync();
        _owner = await TestBrowser.SignedInAsync(_app);
    }

    public async Task DisposeAsync()
    {
        _owner.Dispose();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task Report_IsSavedFromItsPage_AndOpenedRenamedAndDeleted()
    {
        var link = Found(await _owner.TextAsync(Of), "href=\"(?<it>/reports/saved/new\\?of=[^\"]+)\"");
        var of = Found(await _owner.TextAsync(link), "name=\"Input.Of\" value=\"(?<it>[^\"]+)\"");
        using var nameless = await _owner.PostAsync(link, [("Input.Of", of), ("Input.Name", "")], to: "/reports/saved/new", htmx: true);
        nameless.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        using var saved = await _owner.PostAsync(link, [("Input.Of", of), ("Input.Name", "Cash by person"), ("Input.IsShared", "false")], to: "/reports/saved/new");
        saved.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        using var again = await _owner.PostAsync(link, [("Input.Of", of), ("Input.Name", "Cash by person")], to: "/reports/saved/new", htmx: true);
        again.StatusCode.ShouldBe(HttpStatusCode.Conflict);

        var overview = await _owner.TextAsync("/reports");
        overview.ShouldContain("Cash by person");
        var opened = await _owner.TextAsync(Found(overview, "href=\"(?<it>/reports/takings\\?[^\"]+)\">Cash by person"));
        opened.ShouldContain("Who booked it");
        var edit = Found(overview, "href=\"(?<it>/reports/saved/[0-9a-f-]{36}/edit)\"");
        using var renamed = await _owner.PostAsync(edit, [("version", Found(await _owner.TextAsync(edit), "name=\"version\" value=\"(?<it>\\d+)\"")), ("Input.Name", "Cash this month"), ("Input.IsShared", "true")]);
        renamed.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        (await _owner.TextAsync("/reports")).ShouldContain("Cash this month");
        using var deleted = await _owner.PostAsync(edit, [], to: $"{edit}?handler=Delete");
        deleted.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        (await _owner.TextAsync("/reports")).ShouldContain("None saved yet");
        (await _app.Db(db => db.Set<AuditEntry>().Where(a => a.Subject == "saved-report").OrderBy(a => a.At).Select(a => a.Action).ToListAsync())).ShouldBe(["saved-report.added", "saved-report.edited", "saved-report.deleted"], ignoreOrder: true);
    }

    [Fact]
    public async Task Own_IsSeenByNobodyElse_AndShared_ByWhoMaySeeTheReport()
    {
        await SaveAsync("Mine alone", Of, shared: false);
        await SaveAsync("For all", Of, shared: true);
        using var accountant = await _app.SignedInAsAsync(StaffRole.Accountant);
        using var support = await _app.SignedInAsAsync(StaffRole.Support);

        var seen = await accountant.TextAsync("/reports");

        seen.ShouldContain("For all");
        seen.ShouldNotContain("Mine alone");
        seen.ShouldNotContain("/edit\"");
        var mine = await _app.Db(db => db.Set<SavedReport>().Where(r => r.Name == "For all").Select(r => r.Id).SingleAsync());
        using var refused = await accountant.GetAsync($"/reports/saved/{mine}/edit");
        refused.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        foreach (var page in new[] { "/reports", "/reports/saved", "/reports/saved/new", $"/reports/saved/{mine}", $"/reports/saved/{mine}/edit", "/settings/reports" })
        {
            using var forbidden = await support.GetAsync(page);
            forbidden.StatusCode.ShouldBe(HttpStatusCode.Forbidden, page);
        }
    }

    /// <summary>The report asks for more than the overview does.</summary>
    [Fact]
    public async Task Shared_OfAReportThatThePersonMayNotSee_IsNotShown()
    {
        await SaveAsync("Rent", "/expenses?category=Rent", shared: true);
        await SaveAsync("Taken", Of, shared: true);

        var shown = await _app.With<SavedReportQueries, IReadOnlyList<SavedReport>>(q => q.CustomAsync(Guid.CreateVersion7(), p => p != ReportsPermissions.ViewExpenses, CancellationToken.None));

        shown.Select(r => r.Name).ShouldBe(["Taken"]);
    }

    [Theory]
    [InlineData("/customers?state=active")]
    [InlineData("https://example.net/anywhere")]
    [InlineData("//example.net/reports/takings")]
    [InlineData("/reports/takings?by=\"><script>")]
    [InlineData("")]
    public async Task Address_ThatIsNoReport_IsRefused(string of)
    {
        using var answer = await _owner.PostAsync("/reports/saved/new", [("Input.Of", of), ("Input.Name", "Some")], htmx: true);
        answer.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await _app.Db(db => db.Set<SavedReport>().CountAsync())).ShouldBe(0);
    }

    [Fact]
    public async Task Address_AsItIsCopiedFromTheBrowser_IsSavedWithoutServerAndPlace()
    {
        using var answer = await _owner.PostAsync("/reports/saved/new", [("Input.Of", "https://isp.example/payments/methods?from=2026-03-01&to=2026-03-10&cursor=abc&handler=Csv"), ("Input.Name", "Methods")]);
        answer.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        (await _app.Db(db => db.Set<SavedReport>().SingleAsync())).Address.ShouldBe("/payments/methods?from=2026-03-01&to=2026-03-10");
    }

    [Fact]
    public async Task Stored_IsListedOpenedAndJson()
    {
        var jane = await _app.CustomerAsync(await _app.RouterAsync(), await _app.ProfileAsync());
        Scenario.Value(await _app.PayAsync(jane, 1500));
        (await _owner.TextAsync("/reports/saved")).ShouldContain("None yet");
        _clock.Advance(TimeSpan.FromDays(2));
        using var owner = await TestBrowser.SignedInAsync(_app);
        await _app.With<ReportMaker, (int, int)>(m => m.MakeDueAsync(new DateTimeOffset(2026, 3, 10, 21, 0, 0, TimeSpan.Zero), CancellationToken.None));
        await _app.With<ReportMaker, (int, int)>(m => m.MakeDueAsync(_clock.GetUtcNow(), CancellationToken.None));

        var list = await owner.TextAsync("/reports/saved?rhythm=daily");
        list.ShouldContain("Made later");
        (await owner.TextAsync("/reports")).ShouldContain("Daily report, 10 Mar 2026");
        (await owner.TextAsync("/reports/saved?rhythm=monthly")).ShouldContain("None yet");
        var page = await owner.TextAsync(Found(list, "href=\"(?<it>/reports/saved/[0-9a-f-]{36})\">Daily report, 10 Mar 2026"));
        page.ShouldContain("KES 1,500.00");
        page.ShouldContain("The drawer was not closed.");
        page.ShouldContain("Made 11 Mar 2026, 00:00, with the figures as they were then.");
        using var missing = await owner.GetAsync($"/reports/saved/{Guid.NewGuid()}");
        missing.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        using var api = await TestBrowser.ApiAsync(_app);
        var items = (await api.GetFromJsonAsync<JsonElement>("/api/reports/saved?rhythm=daily")).GetProperty("items");
        (items.GetArrayLength(), items[0].GetProperty("madeLater").GetBoolean()).ShouldBe((2, true));
        var stored = await api.GetFromJsonAsync<JsonElement>($"/api/reports/saved/{items[1].GetProperty("id").GetString()}");
        stored.GetProperty("figures")[0].GetProperty("value").GetDecimal().ShouldBe(1500m);
        using var wrong = await api.GetAsync(new Uri("/api/reports/saved?rhythm=hourly", UriKind.Relative));
        wrong.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Pages_SendFewStatements()
    {
        await SaveAsync("For all", Of, shared: true);
        await _app.With<ReportMaker, (int, int)>(m => m.MakeDueAsync(new DateTimeOffset(2026, 3, 10, 21, 0, 0, TimeSpan.Zero), CancellationToken.None));
        var stored = await _app.Db(db => db.Set<GeneratedReport>().Select(r => r.Id).SingleAsync());
        var custom = await _app.Db(db => db.Set<SavedReport>().Select(r => r.Id).SingleAsync());
        foreach (var page in new[] { "/reports", "/reports/saved", $"/reports/saved/{stored}", "/reports/saved/new", $"/reports/saved/{custom}/edit", "/settings/reports" })
        {
            await _owner.TextAsync(page);
            _app.Sql.Reset();
            await _owner.TextAsync(page);
            _app.Sql.Count.ShouldBeLessThanOrEqualTo(MostStatements, $"{page}:\n{string.Join('\n', _app.Sql.Statements)}");
        }
    }

    [Fact]
    public async Task Settings_AreSaved_AndNameOnlyWhoMaySeeReports()
    {
        var books = (await _app.JoinAsync(new SaveStaff("Ada Books", "ada@test.example", null, StaffRole.Accountant, null))).StaffId;
        var desk = (await _app.JoinAsync(new SaveStaff("Sam Desk", "sam@test.example", null, StaffRole.Support, null))).StaffId;
        var page = await _owner.TextAsync("/settings/reports");
        page.ShouldContain("Ada Books");
        page.ShouldNotContain("Sam Desk");
        page.ShouldContain("value=\"23:55\"");

        using var saved = await _owner.PostAsync("/settings/reports", [("Version", Found(page, "name=\"Version\" value=\"(?<it>\\d+)\"")), ("Input.Time", "21:30"), ("Input.Daily", "true"), ("Input.Weekly", "false"), ("Input.Monthly", "true"), ("Input.DailyTo", books.ToString())]);
        using var refused = await _owner.PostAsync("/settings/reports", [("Version", "99"), ("Input.Time", "21:30"), ("Input.DailyTo", desk.ToString())], htmx: true);
        using var timeless = await _owner.PostAsync("/settings/reports", [("Version", "99"), ("Input.Time", "")], htmx: true);

        (saved.StatusCode, refused.StatusCode, timeless.StatusCode).ShouldBe((HttpStatusCode.SeeOther, HttpStatusCode.Conflict, HttpStatusCode.UnprocessableEntity));
        var stored = await _app.With<ReportScheduleService, ReportSchedule>(s => s.FindAsync(CancellationToken.None));
        (stored.Time, stored.Daily, stored.Weekly, stored.Monthly).ShouldBe((new TimeOnly(21, 30), true, false, true));
        stored.DailyTo.ShouldBe([books]);
        using var accountant = await _app.SignedInAsAsync(StaffRole.Accountant);
        using var forbidden = await accountant.GetAsync("/settings/reports");
        forbidden.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await accountant.TextAsync("/reports")).ShouldNotContain("/settings/reports");
    }

    private async Task SaveAsync(string name, string of, bool shared)
    {
        var owner = await _app.Db(db => db.Set<StaffMember>().Where(s => s.Email == TestApp.OwnerEmail).Select(s => s.Id).SingleAsync());
        Scenario.Value(await _app.As(owner, s => ((SavedReportService)s.GetService(typeof(SavedReportService))!).SaveAsync(new SaveReport { Name = name, Of = of, IsShared = shared }, CancellationToken.None)));
    }

    private static string Found(string page, string pattern) =>
        WebUtility.HtmlDecode(Regex.Match(page, pattern, RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)).Groups["it"].Value);
}
