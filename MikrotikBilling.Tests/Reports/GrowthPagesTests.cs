using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Staff;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Reports;

/// <summary>Customers, recurring revenue and profiles on their pages, as files and as JSON.</summary>
public sealed class GrowthPagesTests : IAsyncLifetime
{
    private const int MostStatements = 8;
    private static readonly string[] Pages =
        ["/reports", "/reports/customers", "/reports/customers?by=state&period=year", "/reports/recurring", "/reports/recurring?by=profile&period=month", "/reports/profiles", "/reports/moves?of=service"];

    private readonly FakeClock _clock = new(new DateTimeOffset(2026, 2, 10, 8, 0, 0, TimeSpan.Zero));
    private TestApp _app = null!;
    private TestBrowser _owner = null!;

    public async Task InitializeAsync()
    {
        _app = await (await TestApp.StartAsync(clock: _clock)).ServeAsync();
        var (router, home, office) = (await _app.RouterAsync("Tower"), await _app.ProfileAsync("Home", ServiceKind.Pppoe), await _app.ProfileAsync("Office", ServiceKind.Pppoe, s => s with { Price = 2500 }));
        var jane = await _app.CustomerAsync(router, home);
        var omar = await _app.CustomerAsync(router, home, "Omar Ali");
        _clock.Advance(TimeSpan.FromDays(20));
        Scenario.Value(await _app.Contract(s => s.DisableAsync(jane.SubscriptionId, null, CancellationToken.None)));
        await _app.CustomerAsync(router, office, "Wanjiru Ltd");
        Scenario.Value(await _app.Setup(s => s.ChangeProfileAsync(omar.SubscriptionId, office.Id, null, CancellationToken.None)));
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
        foreach (var page in Pages)
        {
            await _owner.TextAsync(page);
            _app.Sql.Reset();
            await _owner.TextAsync(page);
            _app.Sql.Count.ShouldBeLessThanOrEqualTo(MostStatements, $"{page}:\n{string.Join('\n', _app.Sql.Statements)}");
        }
    }

    [Fact]
    public async Task Customers_TellWhoCameAndLeft_AndLeadToThem()
    {
        var page = await _owner.TextAsync("/reports/customers?period=month");

        page.ShouldContain("churn 50 % of those who paid");
        page.ShouldContain("/reports/moves?of=customer&amp;kind=left&amp;from=2026-03-01&amp;to=2026-03-02");
        var left = await _owner.TextAsync("/reports/moves?of=customer&kind=left&from=2026-03-01&to=2026-03-02");
        left.ShouldContain("Jane Doe");
        left.ShouldNotContain("Omar Ali");
        (await _owner.TextAsync("/reports/moves?of=service&kind=changed&from=2026-03-01&to=2026-03-02")).ShouldContain("Omar Ali");
        (await _owner.TextAsync("/reports/moves?from=2026-01-01&to=2026-01-31")).ShouldContain("Nobody moved");
        (await _owner.TextAsync("/reports/moves?from=2026-03-31&to=2026-03-01")).ShouldContain("Nobody moved");
        (await _owner.TextAsync("/reports/moves?from=0001-01-01&to=9999-12-31")).ShouldContain("Jane Doe");
    }

    [Fact]
    public async Task Recurring_IsWhatIsPaidNow()
    {
        var page = await _owner.TextAsync("/reports/recurring");

        page.ShouldContain("KES 5,000.00"); // two on Office
        page.ShouldContain("KES 2,500.00"); // each
        page.ShouldContain("Recurring revenue");
        (await _owner.TextAsync("/reports/profiles")).ShouldContain("Changed to it");
    }

    [Fact]
    public async Task Moves_SayHowMany_AndGoOutAsAFile()
    {
        var recurring = await _owner.TextAsync("/reports/recurring?period=month");
        recurring.ShouldContain("/reports/moves?of=service&amp;kind=larger&amp;from=2026-03-01&amp;to=2026-03-02");
        var larger = await _owner.TextAsync("/reports/moves?of=service&kind=larger&from=2026-03-01&to=2026-03-02");
        larger.ShouldContain("Services: changed to a larger profile");
        larger.ShouldContain("<b>1 move</b>");
        larger.ShouldContain("Omar Ali");
        (await _owner.TextAsync("/reports/moves?of=service&kind=smaller&from=2026-03-01&to=2026-03-02")).ShouldContain("Nobody moved");

        var file = await _owner.TextAsync("/reports/moves?of=service&kind=larger&from=2026-03-01&to=2026-03-02&handler=Csv");

        file.ShouldStartWith("When,What,Number,Customer");
        file.TrimEnd().ShouldEndWith("Omar Ali,Active,Home,Active,Office");
        (await _owner.TextAsync("/audit")).ShouldContain("Exported 1 moves of customers and services.");
    }

    [Fact]
    public async Task Csv_HasTheTablesToo()
    {
        var customers = await _owner.TextAsync("/reports/customers?from=2026-02-01&to=2026-03-02&step=month&handler=Csv");
        var recurring = await _owner.TextAsync("/reports/recurring?from=2026-02-01&to=2026-03-02&step=month&handler=Csv");

        customers.ShouldContain("What moved,2026-02-01,2026-03-02,New,,3,3,");
        customers.ShouldContain("Until,Paying,Active,Suspended,New,Came back,Left,Churn");
        customers.ShouldContain("February 2026,2,2,0,2,0,0,");
        recurring.ShouldContain("Until,Recurring revenue,Change,Services,Customers,Per customer");
        recurring.ShouldContain("February 2026,3000.00,3000.00,2,2,1500.00");
    }

    [Fact]
    public async Task Json_SaysTheSame()
    {
        using var api = await TestBrowser.ApiAsync(_app);
        var customers = await api.GetFromJsonAsync<JsonElement>("/api/reports/customers?period=month");
        var recurring = await api.GetFromJsonAsync<JsonElement>("/api/reports/recurring?from=2026-02-01&to=2026-03-02&step=month");
        var profiles = await api.GetFromJsonAsync<JsonElement>("/api/reports/profiles?period=month");
        using var backwards = await api.GetAsync(new Uri("/api/reports/recurring?from=2026-03-12&to=2026-03-01", UriKind.Relative));

        (customers.GetProperty("payingBefore").GetInt32(), customers.GetProperty("paying").GetInt32(), customers.GetProperty("left").GetInt32(), customers.GetProperty("new").GetInt32()).ShouldBe((2, 2, 1, 1));
        customers.GetProperty("countedSince").GetString().ShouldBe("2026-02-10");
        recurring.GetProperty("monthly").GetDecimal().ShouldBe(5000m);
        var march = recurring.GetProperty("steps")[1].GetProperty("moves");
        (march.GetProperty("New").GetDecimal(), march.GetProperty("Expansion").GetDecimal(), march.GetProperty("Churn").GetDecimal()).ShouldBe((2500m, 1000m, -1500m));
        profiles.GetProperty("profiles").EnumerateArray().Single(p => p.GetProperty("name").GetString() == "Office").GetProperty("changedTo").GetInt32().ShouldBe(1);
        backwards.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task Stats_ShowWhatThePersonMaySee()
    {
        using var owner = await TestBrowser.ApiAsync(_app);
        var all = await owner.GetFromJsonAsync<JsonElement>("/api/stats");
        (all.GetProperty("customers").GetProperty("total").GetInt32(), all.GetProperty("customers").GetProperty("paying").GetInt32()).ShouldBe((3, 2));
        all.GetProperty("routers").GetProperty("total").GetInt32().ShouldBe(1);
        all.GetProperty("money").GetProperty("currency").GetString().ShouldBe("KES");
        all.GetProperty("vouchers").ValueKind.ShouldBe(JsonValueKind.Object);

        using var page = await _app.SignedInAsAsync(StaffRole.Support);
        using var refused = await page.GetAsync("/reports/customers");
        refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        var email = await _app.Db(db => db.Set<StaffMember>().Where(s => s.Role == StaffRole.Support).Select(s => s.Email!).SingleAsync());
        using var support = await TestBrowser.ApiAsync(_app, email);
        (await support.GetFromJsonAsync<JsonElement>("/api/stats")).GetProperty("money").ValueKind.ShouldBe(JsonValueKind.Null);
    }
}
