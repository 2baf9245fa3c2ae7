using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Hotspots;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Staff;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Hotspots;

/// <summary>Staff set a hotspot's page up, by page and by JSON.</summary>
public sealed class RouterHotspotPagesTests : IAsyncLifetime
{
    private HotspotTown _town = null!;
    private TestBrowser _owner = null!;

    private string Url => $"/routers/{_town.Router.Id}/hotspot";

    public async Task InitializeAsync()
    {
        _town = await HotspotTown.BuildAsync("http-pap,https", lanes: false);
        _owner = await TestBrowser.SignedInAsync(_town.App);
    }

    public async Task DisposeAsync()
    {
        _owner.Dispose();
        await _town.DisposeAsync();
    }

    [Fact]
    public async Task Page_ShowsTheAddress_AsksTheRouter_AndGivesTheFiles()
    {
        _town.Simulator.Set("/ip/hotspot/profile", "default", ("dns-name", "Login.Wifi"));

        using var asked = await _owner.PostAsync(Url, [], $"{Url}?handler=Read");
        using var files = await _owner.GetAsync($"{Url}?handler=Files");
        using var zip = new ZipArchive(await files.Content.ReadAsStreamAsync());
        var text = await asked.Content.ReadAsStringAsync();

        (await _owner.TextAsync(Url)).ShouldContain(_town.Portal.Url);
        text.ShouldContain("hotspot1");
        text.ShouldContain("login.wifi");
        var portal = await PortalAsync();
        portal.LoginHosts.ShouldBe(["login.wifi", "127.0.0.1", $"127.0.0.1:{_town.Simulator.HotspotPort}"]);
        (portal.UsesChap, portal.UsesHttps).ShouldBe((false, true));
        files.Content.Headers.ContentType!.MediaType.ShouldBe("application/zip");
        zip.GetEntry("hotspot/login.html").ShouldNotBeNull();
    }

    [Fact]
    public async Task Page_OfARouterThatIsAway_SaysSo_AndKeepsWhatItKnew()
    {
        _town.Simulator.Faults.RefuseConnections = true;
        _town.Simulator.Faults.DropConnections();

        using var asked = await _owner.PostAsync(Url, [], $"{Url}?handler=Read");

        (await asked.Content.ReadAsStringAsync()).ShouldContain("alert");
        (await PortalAsync()).RouterHosts.ShouldBe("127.0.0.1");
    }

    [Fact]
    public async Task Form_IsSaved_AndRefusesWhatIsNoHostOrAddress()
    {
        using var saved = await SaveAsync(("Input.WifiName", "Café"), ("Input.Address", "https://guests.example/"), ("Input.FirstLanguage", "sw"), ("Input.Languages", "en"));
        var portal = await PortalAsync();
        using var noHost = await SaveAsync(("Input.ExtraHosts", "http://evil/"), ("Input.Address", "https://guests.example"), ("Input.Languages", "en"));
        using var noAddress = await SaveAsync(("Input.Address", "https://guests.example/path?x=1"), ("Input.Languages", "en"));
        using var noLanguage = await SaveAsync(("Input.Address", "https://guests.example"));

        saved.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        (portal.WifiName, portal.Address, portal.Languages, portal.IsOn).ShouldBe(("Café", "https://guests.example", "sw,en", false));
        foreach (var refused in new[] { noHost, noAddress, noLanguage }) refused.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task Page_SwitchedOn_WithNowhereToSendALogIn_IsRefused()
    {
        var other = await _town.App.RouterAsync("Second", 2);
        var url = $"/routers/{other.Id}/hotspot";

        using var refused = await _owner.PostAsync(url, [("Input.IsOn", "true"), ("Input.Address", "https://guests.example"), ("Input.Languages", "en")]);

        refused.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await refused.Content.ReadAsStringAsync()).ShouldContain("Nothing is known yet that a log-in may be sent to");
    }

    [Fact]
    public async Task Page_OfSomebodyWhoSavedLater_IsStale()
    {
        var version = (await PortalAsync()).Version;
        using var first = await SaveAsync(("version", $"{version}"), ("Input.Address", "https://guests.example"), ("Input.Languages", "en"));
        using var second = await SaveAsync(("version", $"{version}"), ("Input.Address", "https://other.example"), ("Input.Languages", "en"));

        second.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await PortalAsync()).Address.ShouldBe("https://guests.example");
    }

    [Fact]
    public async Task Support_MayNotSetItUp()
    {
        using var support = await _town.App.SignedInAsAsync(StaffRole.Support);
        (await support.GetAsync(Url)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await support.GetAsync($"{Url}?handler=Files")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Json_ReadsAndSaves()
    {
        using var api = await TestBrowser.ApiAsync(_town.App);
        var url = new Uri($"/api/network/routers/{_town.Router.Id}/hotspot", UriKind.Relative);
        var before = await api.GetFromJsonAsync<JsonElement>(url);

        using var saved = await api.PutAsJsonAsync(url, new { isOn = true, address = "https://guests.example", extraHosts = "login.wifi", usesChap = true, wifiName = "Air", offersPackages = false, languages = new[] { "es", "bn" }, firstLanguage = "bn" });
        using var wrong = await api.PutAsJsonAsync(url, new { isOn = true, address = "nowhere", languages = new[] { "xx" } });
        var after = await api.GetFromJsonAsync<JsonElement>(url);
        using var read = await api.PostAsync(new Uri($"{url}/read", UriKind.Relative), null);
        using var missing = await api.GetAsync(new Uri($"/api/network/routers/{Guid.NewGuid()}/hotspot", UriKind.Relative));

        before.GetProperty("url").GetString().ShouldBe(_town.Portal.Url);
        saved.StatusCode.ShouldBe(HttpStatusCode.OK);
        wrong.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        after.GetProperty("languages").EnumerateArray().Select(l => l.GetString()).ShouldBe(["bn", "es"]);
        after.GetProperty("loginHosts").EnumerateArray().Select(l => l.GetString()).ShouldBe(["127.0.0.1", "login.wifi"]);
        read.StatusCode.ShouldBe(HttpStatusCode.OK);
        missing.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Router_ThatIsDeleted_TakesItsPortalAlong()
    {
        var other = await _town.App.RouterAsync("Second", 2);
        (await _owner.GetAsync($"/routers/{other.Id}/hotspot")).StatusCode.ShouldBe(HttpStatusCode.OK);

        (await _town.App.With<RouterService, Core.Kernel.Result>(s => s.DeleteAsync(other.Id, CancellationToken.None))).Ok.ShouldBeTrue();

        (await _town.App.Db(db => db.Set<HotspotPortal>().CountAsync())).ShouldBe(1);
    }

    private Task<HotspotPortal> PortalAsync() => _town.App.Db(db => db.Set<HotspotPortal>().AsNoTracking().SingleAsync(p => p.RouterId == _town.Router.Id));

    private Task<HttpResponseMessage> SaveAsync(params (string Name, string Value)[] fields) => _owner.PostAsync(Url, fields);
}
