using System.Net.Http.Json;
using System.Text.Json;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Routers.RouterOs;
using MikrotikBilling.Tests.Support;
using MikrotikBilling.Web.Features.Routers;

namespace MikrotikBilling.Tests.Routers;

public class RouterLogPagesTests
{
    [Theory, EachDatabase]
    public async Task List_EachFilter_FindsItsEntriesAndNoOthers(DatabaseProvider provider)
    {
        var clock = new FakeClock();
        await using var app = await TestApp.StartAsync(provider, clock);
        var (a, b) = (await app.RouterAsync("A", 1), await app.RouterAsync("B", 2));
        var now = clock.GetUtcNow();
        await app.Db(async db =>
        {
            db.Add(Entry(a, now.AddDays(1), "/ppp/secret/add =name=x", null));
            db.Add(Entry(a, now.AddDays(2), "connect", RouterOsErrorKind.Refused));
            db.Add(Entry(b, now.AddDays(3), "/ppp/secret/print", null));
            db.Add(Entry(b, now.AddDays(4), "/ppp/active/remove", RouterOsErrorKind.NoPermission));
            return await db.SaveChangesAsync();
        });

        (await FindAsync(app, new RouterLogFilter(a.Id))).ShouldBe(["connect", "/ppp/secret/add =name=x"]);
        (await FindAsync(app, new RouterLogFilter(Result: RouterLogResult.Failed))).ShouldBe(["/ppp/active/remove", "connect"]);
        (await FindAsync(app, new RouterLogFilter(Result: RouterLogResult.Done))).ShouldBe(["/ppp/secret/print", "/ppp/secret/add =name=x"]);
        (await FindAsync(app, new RouterLogFilter(Kind: RouterOsErrorKind.Refused))).ShouldBe(["connect"]);
        (await FindAsync(app, new RouterLogFilter(Command: "/ppp/secret"))).ShouldBe(["/ppp/secret/print", "/ppp/secret/add =name=x"]);
        (await FindAsync(app, new RouterLogFilter(From: now.AddDays(2), Before: now.AddDays(4)))).ShouldBe(["/ppp/secret/print", "connect"]);
    }

    [Fact]
    public async Task Page_OfAllRouters_SaysCommandsInWordsAndLinksTheRouter()
    {
        await using var app = await (await TestApp.StartAsync()).ServeAsync();
        using var owner = await TestBrowser.SignedInAsync(app);
        var tower = await app.RouterAsync("Tower North");
        await app.Db(async db =>
        {
            db.Add(Entry(tower, app.Clock.GetUtcNow(), "/ppp/secret/add =name=x =password=***", null));
            db.Add(Entry(tower, app.Clock.GetUtcNow(), "/ppp/active/remove", RouterOsErrorKind.NoPermission));
            return await db.SaveChangesAsync();
        });

        var page = await owner.TextAsync("/routers/log");
        page.ShouldContain("Added a PPPoE user");
        page.ShouldContain("Ended a session");
        page.ShouldContain("No permission");
        page.ShouldContain($"href=\"/routers/{tower.Id}\">Tower North</a>");
        (await owner.TextAsync("/routers/log?show=failures")).ShouldNotContain("Added a PPPoE user");
        (await owner.TextAsync("/routers/log?command=%2Fppp%2Fsecret&from=2020-01-01")).ShouldNotContain("Ended a session");
        (await owner.TextAsync("/routers/log?router=nonsense&from=yesterday&show=17")).ShouldContain("Ended a session"); // what cannot be read is left out
        (await owner.TextAsync($"/routers/{tower.Id}/log")).ShouldContain("Ended a session");
        using var api = await TestBrowser.ApiAsync(app);
        var items = (await api.GetFromJsonAsync<JsonElement>(new Uri("/api/network/routers/log?show=failures", UriKind.Relative))).GetProperty("items");
        items.EnumerateArray().ShouldHaveSingleItem().GetProperty("routerId").GetGuid().ShouldBe(tower.Id);
    }

    [Theory]
    [InlineData("/ppp/secret/set =.id=*1", "Changed a PPPoE user")]
    [InlineData("/ppp/active/print", "Read sessions")]
    [InlineData("/ip/firewall/address-list/add", "Added an address list entry")]
    [InlineData("/interface/listen", "Listened to interfaces")]
    [InlineData("/system/reboot", "Reboot system")]
    [InlineData("connect", "Connecting")]
    [InlineData("test connection", "Test connection")]
    [InlineData("", "Command")]
    [InlineData("/", "Command")]
    [InlineData("// x", "Command")]
    public void Command_IsSaidInWords(string command, string words) => CommandWords.Of(command).InEnglish.ShouldBe(words);

    private static RouterLogEntry Entry(Router router, DateTimeOffset at, string command, RouterOsErrorKind? error) =>
        new() { RouterId = router.Id, At = at, Command = command, ErrorKind = error, Error = error is null ? null : "no" };

    private static async Task<List<string>> FindAsync(TestApp app, RouterLogFilter filter) =>
        [.. (await app.With<RouterLogQueries, Page<RouterLogEntry>>(q => q.ListAsync(filter, CancellationToken.None))).Items.Select(e => e.Command)];
}
