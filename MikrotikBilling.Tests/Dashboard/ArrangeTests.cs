using System.Net;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Provisioning;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Staff;
using MikrotikBilling.Tests.Staff;
using MikrotikBilling.Tests.Support;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Tests.Dashboard;

/// <summary>Each person's own dashboard.</summary>
public sealed partial class ArrangeTests
{
    private const string Page = "/dashboard/arrange";
    private const int MostStatements = 8;

    [Theory, EachDatabase]
    public async Task Order_Moved_IsKeptForThatPersonAlone(DatabaseProvider provider)
    {
        await using var app = await (await TestApp.StartAsync(provider, new FakeClock())).ServeAsync();
        using var owner = await TestBrowser.SignedInAsync(app);
        await app.JoinAsync(new SaveStaff("Sue Support", "sue@test.example", null, StaffRole.Support, null));
        using var sue = await TestBrowser.SignedInAsync(app, "sue@test.example");
        await app.CustomerAsync(await app.RouterAsync(), await app.ProfileAsync());
        var usual = await TilesAsync(owner);
        var hers = await TilesAsync(sue);
        usual[..2].ShouldBe(["Active", "Expire in 3 days"]);
        // The day's takings are not for support to see.
        usual.Except(hers).ShouldBe(["Taken today"]);

        var shown = await ShownAsync(owner);
        using (var moved = await owner.PostAsync(Page, [.. shown.Select(k => ("show", k)), ("up", "expiring")])) moved.Headers.Location!.ToString().ShouldBe(Page);

        (await TilesAsync(owner))[..2].ShouldBe(["Expire in 3 days", "Active"]);
        (await TilesAsync(sue)).ShouldBe(hers);
        using (var back = await owner.PostAsync(Page, [], $"{Page}?handler=Usual")) back.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        (await TilesAsync(owner)).ShouldBe(usual);
        (await app.Db(db => db.Set<StaffPreference>().CountAsync())).ShouldBe(0);
    }

    [Theory, EachDatabase]
    public async Task Choice_Saved_ShowsWhatIsTickedAndNothingElse(DatabaseProvider provider)
    {
        await using var app = await (await TestApp.StartAsync(provider, new FakeClock())).ServeAsync();
        using var owner = await TestBrowser.SignedInAsync(app);
        await app.CustomerAsync(await app.RouterAsync(), await app.ProfileAsync());

        using (var saved = await owner.PostAsync(Page, [("show", "customers-all"), ("show", "vouchers-used"), ("show", "quick-actions")])) saved.Headers.Location!.ToString().ShouldBe("/");

        (await TilesAsync(owner)).ShouldBe(["All customers", "Vouchers used today"]);
        var page = await owner.TextAsync("/");
        page.ShouldContain("board-actions");
        page.ShouldNotContain("board-expiring");
        (await ShownAsync(owner)).ShouldBe(["customers-all", "vouchers-used", "quick-actions"]);
        using (var none = await owner.PostAsync(Page, [])) none.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        (await owner.TextAsync("/")).ShouldContain("Nothing to show");
    }

    [Fact]
    public async Task Roles_AreOfferedOnlyWhatTheyMaySee()
    {
        await using var app = await (await TestApp.StartAsync(clock: new FakeClock())).ServeAsync();
        await app.JoinAsync(new SaveStaff("Ann Accountant", "ann@test.example", null, StaffRole.Accountant, null));
        using var ann = await TestBrowser.SignedInAsync(app, "ann@test.example");

        var page = await ann.TextAsync(Page);

        page.ShouldContain("show-newest-payments");
        page.ShouldNotContain("show-routers-offline");
        page.ShouldNotContain("show-alarms");
        // What is not offered is not taken either.
        using (var saved = await ann.PostAsync(Page, [("show", "routers-offline"), ("show", "suspense")])) saved.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        (await app.Db(db => db.Set<StaffPreference>().SingleAsync())).Value.ShouldNotContain("routers-offline");
    }

    [Fact]
    public async Task Move_WithScript_AnswersWithTheFormAndSaysThePlace()
    {
        await using var app = await (await TestApp.StartAsync(clock: new FakeClock())).ServeAsync();
        using var owner = await TestBrowser.SignedInAsync(app);

        using var moved = await owner.PostAsync(Page, [.. (await ShownAsync(owner)).Select(k => ("show", k)), ("down", "customers-active")], htmx: true);

        (await moved.Content.ReadAsStringAsync()).ShouldStartWith("<div class=\"stack page-narrow\" id=\"arrange\"");
        moved.Headers.GetValues("HX-Trigger").Single().ShouldContain("Active is now 2 of ");
    }

    [Fact]
    public async Task Dashboard_EverythingOn_SendsFewStatements()
    {
        await using var app = await (await TestApp.StartAsync(clock: new FakeClock())).ServeAsync();
        using var owner = await TestBrowser.SignedInAsync(app);
        var (router, profile) = (await app.RouterAsync(), await app.ProfileAsync(days: 2));
        for (var n = 0; n < 12; n++) await app.CustomerAsync(router, profile, $"Jane {n:D2}");
        await app.Db(db => db.Set<RouterStatus>().ExecuteUpdateAsync(set => set.SetProperty(s => s.State, RouterState.Offline)));
        await app.Db(db => db.Set<RouterAccount>().ExecuteUpdateAsync(set => set.SetProperty(a => a.IsConflict, true)));
        var all = await app.ScopeAsync(s => Task.FromResult(s.GetServices<IDashboardSource>().SelectMany(p => p.Parts).Select(p => p.Key).ToList()));
        all.Distinct(StringComparer.Ordinal).Count().ShouldBe(all.Count);
        using (var saved = await owner.PostAsync(Page, all.Select(k => ("show", k)))) saved.StatusCode.ShouldBe(HttpStatusCode.SeeOther);

        foreach (var url in (string[])["/", "/?handler=Board"])
        {
            await owner.TextAsync(url);
            app.Sql.Reset();
            var page = await owner.TextAsync(url);
            page.ShouldContain("board-conflicts");
            page.ShouldContain("board-offline");
            page.ShouldContain("board-payments");
            app.Sql.Count.ShouldBeLessThanOrEqualTo(MostStatements, string.Join("\n", app.Sql.Statements));
        }
    }

    [Fact]
    public async Task Tiles_Each_LeadsToItsList()
    {
        await using var app = await (await TestApp.StartAsync(clock: new FakeClock())).ServeAsync();
        using var owner = await TestBrowser.SignedInAsync(app);
        await app.CustomerAsync(await app.RouterAsync(), await app.ProfileAsync());
        var all = await app.ScopeAsync(s => Task.FromResult(s.GetServices<IDashboardSource>().SelectMany(p => p.Parts).Select(p => p.Key).ToList()));
        using (var saved = await owner.PostAsync(Page, all.Select(k => ("show", k)))) saved.StatusCode.ShouldBe(HttpStatusCode.SeeOther);

        var page = await owner.TextAsync("/");
        var links = LinkedTile().Matches(page).Select(m => WebUtility.HtmlDecode(m.Groups["url"].Value)).ToList();
        links.Count.ShouldBe((await TilesAsync(owner)).Count);
        foreach (var link in links)
        {
            using var answer = await owner.GetAsync(link);
            answer.StatusCode.ShouldBe(HttpStatusCode.OK, link);
        }
    }

    private static async Task<List<string>> TilesAsync(TestBrowser browser) => [.. Label().Matches(await browser.TextAsync("/")).Select(m => m.Groups["label"].Value.Trim())];

    private static async Task<List<string>> ShownAsync(TestBrowser browser) => [.. Ticked().Matches(await browser.TextAsync(Page)).Select(m => m.Groups["key"].Value)];

    [GeneratedRegex("<span class=\"stat-label\">(<svg.*?</svg>)?(?<label>[^<]*)</span>", RegexOptions.ExplicitCapture | RegexOptions.Singleline, 1000)]
    private static partial Regex Label();

    [GeneratedRegex("<a class=\"stat [^\"]*\" href=\"(?<url>[^\"]+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex LinkedTile();

    [GeneratedRegex("name=\"show\" value=\"(?<key>[^\"]+)\" checked", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Ticked();
}
