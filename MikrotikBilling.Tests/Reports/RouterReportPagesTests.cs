using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using MikrotikBilling.Core.Staff;
using MikrotikBilling.Tests.Billing;
using MikrotikBilling.Tests.Routers;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Reports;

/// <summary>Routers and their outages on pages, as a file and as JSON; who paid most.</summary>
public sealed class RouterReportPagesTests : IAsyncLifetime
{
    private const int MostStatements = 8;

    // Noon of 2 March in Nairobi.
    private readonly FakeClock _clock = new(new DateTimeOffset(2026, 3, 2, 9, 0, 0, TimeSpan.Zero));
    private TestApp _app = null!;
    private TestBrowser _owner = null!;
    private Guid _tower;

    public async Task InitializeAsync()
    {
        _app = await (await TestApp.StartAsync(clock: _clock)).ServeAsync();
        var tower = await _app.RouterAsync();
        _tower = tower.Id;
        await _app.SeenAsync(tower);
        var jane = await _app.CustomerAsync(tower, await _app.ProfileAsync());
        Scenario.Value(await _app.PayAsync(jane, 1500));
        _clock.Advance(TimeSpan.FromHours(12));
        await _app.AwayAsync(tower, "No <b>answer</b>.");
        _clock.Advance(TimeSpan.FromHours(3));
        await _app.SeenAsync(tower);
        _clock.Advance(TimeSpan.FromHours(9));
        _owner = await TestBrowser.SignedInAsync(_app);
    }

    public async Task DisposeAsync()
    {
        _owner.Dispose();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task Pages_SendFewStatements()
    {
        foreach (var page in new[] { "/reports/routers", "/reports/routers?period=year", "/reports/outages", $"/reports/outages?router={_tower}", "/reports/takings", "/reports/takings?handler=Payers" })
        {
            await _owner.TextAsync(page);
            _app.Sql.Reset();
            await _owner.TextAsync(page);
            _app.Sql.Count.ShouldBeLessThanOrEqualTo(MostStatements, $"{page}:\n{string.Join('\n', _app.Sql.Statements)}");
        }
    }

    [Fact]
    public async Task Routers_TellHowLongTheyWereThere_AndLeadToTheOutages()
    {
        var page = await _owner.TextAsync("/reports/routers?period=month");

        page.ShouldContain("87.5 %"); // three of twenty-four hours
        page.ShouldContain("Counted since 2 Mar 2026");
        page.ShouldContain("3 h");
        page.ShouldContain($"/reports/outages?from=2026-03-01&amp;to=2026-03-03&amp;router={_tower}");
        var outages = await _owner.TextAsync($"/reports/outages?from=2026-03-01&to=2026-03-03&router={_tower}");
        outages.ShouldContain("Tower");
        outages.ShouldContain("No &lt;b&gt;answer&lt;/b&gt;.");
        (await _owner.TextAsync("/reports/outages?from=2026-02-01&to=2026-03-01")).ShouldContain("No router was away");
        (await _owner.TextAsync("/reports/outages?from=0001-01-01&to=9999-12-31")).ShouldContain("No &lt;b&gt;answer&lt;/b&gt;.");
        (await _owner.TextAsync("/reports")).ShouldContain("/reports/routers");
        (await _owner.TextAsync("/reports/outages?from=2026-03-01&to=2026-03-03&handler=Csv")).ShouldContain("Tower,2026-03-03 00:00:00,2026-03-03 03:00:00,10800,");
    }

    [Fact]
    public async Task Csv_HasEachRouter()
    {
        var file = await _owner.TextAsync("/reports/routers?from=2026-03-02&to=2026-03-03&handler=Csv");

        file.ShouldContain("Router,2026-03-02,2026-03-03,Tower,,1,10800,");
        file.ShouldContain("Tower,87.50,,1,10800,10800,0,");
    }

    [Fact]
    public async Task Json_SaysTheSame()
    {
        using var api = await TestBrowser.ApiAsync(_app);
        var routers = await api.GetFromJsonAsync<JsonElement>("/api/reports/routers?from=2026-03-02&to=2026-03-03");
        var payers = await api.GetFromJsonAsync<JsonElement>("/api/reports/takings/customers?period=month");
        using var backwards = await api.GetAsync(new Uri("/api/reports/routers?from=2026-03-12&to=2026-03-01", UriKind.Relative));

        (routers.GetProperty("availabilityPercent").GetDecimal(), routers.GetProperty("outages").GetInt32(), routers.GetProperty("awaySeconds").GetInt64(), routers.GetProperty("countedSince").GetString()).ShouldBe((87.5m, 1, 10_800, "2026-03-02"));
        routers.GetProperty("steps").EnumerateArray().Select(s => s.GetProperty("awaySeconds").GetInt64()).ShouldBe([0, 10_800]);
        routers.GetProperty("routers")[0].GetProperty("countedSeconds").GetInt64().ShouldBe(86_400);
        payers.GetProperty("customers")[0].GetProperty("sum").GetDecimal().ShouldBe(1500m);
        backwards.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task Takings_ShowWhoPaidMost_OnThePageAndInTheFile()
    {
        (await _owner.TextAsync("/reports/takings?period=month")).ShouldContain("handler=Payers");
        (await _owner.TextAsync("/reports/takings?period=month&handler=Payers")).ShouldContain("Jane Doe");
        (await _owner.TextAsync("/reports/takings?period=month&handler=Csv")).ShouldContain("Jane Doe,");
    }

    [Fact]
    public async Task Accountant_WhoMaySeeNoRouters_GetsNoLinksToThem()
    {
        using var accountant = await _app.SignedInAsAsync(StaffRole.Accountant);
        var may = (await accountant.GetAsync("/routers")).StatusCode == HttpStatusCode.OK;
        var page = await accountant.TextAsync("/reports/routers?period=month");
        using var outages = await accountant.GetAsync("/reports/outages");

        page.ShouldContain("Tower");
        page.Contains("/reports/outages", StringComparison.Ordinal).ShouldBe(may);
        outages.StatusCode.ShouldBe(may ? HttpStatusCode.OK : HttpStatusCode.Forbidden);
    }
}
