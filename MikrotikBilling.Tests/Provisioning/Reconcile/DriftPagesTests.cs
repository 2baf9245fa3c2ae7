using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Core.Provisioning.Reconcile;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Routers.Simulation;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Provisioning.Reconcile;

/// <summary>Drift as a person and a program see it, without script.</summary>
public sealed class DriftPagesTests(ServedApp served) : IClassFixture<ServedApp>
{
    private const string Marker = "<b>x</b>\"'";
    private readonly TestApp _app = served.App;
    private readonly TestBrowser _owner = served.Owner;

    [Fact]
    public async Task Compare_ThenRepair_OnThePage_PutsTheRouterRightAndShowsStrangersAsText()
    {
        await using var simulator = await RouterSimulator.StartAsync(new RouterSimulatorOptions(), CancellationToken.None);
        var (router, name) = await MadeAsync(simulator);
        simulator.Set("/ppp/secret", name, ("disabled", "yes"));
        simulator.Add("/ppp/secret", ("name", "stranger"), ("password", "x"), ("comment", Marker));
        var page = $"/routers/{router.Id}/drift";

        using var asked = await _owner.PostAsync(page, [], to: $"{page}?handler=Compare");
        asked.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        await WorkAsync(router);
        var found = await _owner.TextAsync(page);
        found.ShouldContain("disabled: yes, should be no");
        simulator.Row("/ppp/secret", name)!["disabled"].ShouldBe("true");
        var run = await _app.Db(db => db.Set<RouterDrift>().Where(d => d.RouterId == router.Id).Select(d => d.LastRunId!.Value).SingleAsync());
        var foreign = await _owner.TextAsync($"{page}?run={run}&kind=foreign");
        foreign.ShouldContain("stranger");
        foreign.ShouldNotContain(Marker);

        using var repaired = await _owner.PostAsync(page, [("of", run.ToString())], to: $"{page}?handler=Repair");
        repaired.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        await WorkAsync(router);

        simulator.Row("/ppp/secret", name)!["disabled"].ShouldBe("false");
        (await _owner.TextAsync(repaired.Headers.Location!.ToString())).ShouldContain("Put right");
        (await _owner.TextAsync("/drift")).ShouldContain(router.Name);
        using var again = await _owner.PostAsync(page, [("of", Guid.NewGuid().ToString())], to: $"{page}?handler=Repair");
        again.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Api_Reconcile_IsFollowedToItsLines()
    {
        await using var simulator = await RouterSimulator.StartAsync(new RouterSimulatorOptions(), CancellationToken.None);
        var (router, name) = await MadeAsync(simulator);
        simulator.Remove("/ppp/secret", name);
        using var api = await TestBrowser.ApiAsync(_app);

        using var asked = await api.PostAsJsonAsync(new Uri($"/api/network/routers/{router.Id}/reconcile", UriKind.Relative), new { repair = false });
        asked.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        await WorkAsync(router);
        var run = await api.GetFromJsonAsync<JsonElement>(asked.Headers.Location);
        (run.GetProperty("state").GetString(), run.GetProperty("missing").GetInt32(), run.GetProperty("repaired").GetInt32()).ShouldBe(("Done", 1, 0));
        var lines = await api.GetFromJsonAsync<JsonElement>(new Uri($"{asked.Headers.Location}/lines", UriKind.Relative));
        var line = lines.GetProperty("items").EnumerateArray().Single(l => l.GetProperty("name").GetString() == name);
        line.GetProperty("commands").GetString()!.ShouldNotContain("=password=x", Case.Sensitive);
        using var nothing = await api.PostAsJsonAsync(new Uri($"/api/network/routers/{Guid.NewGuid()}/reconcile", UriKind.Relative), new { repair = true });
        nothing.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await api.GetFromJsonAsync<JsonElement>(new Uri("/api/network/drift", UriKind.Relative))).GetProperty("items").GetArrayLength().ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task Impact_OfAProfileForm_IsToldWithoutSaving()
    {
        await using var simulator = await RouterSimulator.StartAsync(new RouterSimulatorOptions(), CancellationToken.None);
        var (router, name) = await MadeAsync(simulator);
        var service = await _app.Db(db => db.Set<Core.Subscriptions.Subscription>().AsNoTracking().Include(s => s.Profile).SingleAsync(s => s.UserName == name));

        using var shown = await _owner.PostAsync($"/profiles/{service.ProfileId}/edit", [
            ("Input.Name", service.Profile!.Name), ("Input.Download", "77M"), ("Input.Upload", "7M"), ("Input.Price", "1500"), ("Input.DurationCount", "30"), ("Input.DurationUnit", "Days"), ("Input.Cycle", "Other"),
        ], to: $"/impact/profiles/{service.ProfileId}", htmx: true);

        shown.StatusCode.ShouldBe(HttpStatusCode.OK);
        var text = await shown.Content.ReadAsStringAsync();
        text.ShouldContain(name);
        text.ShouldContain("7M/77M");
        (await _app.Db(db => db.Set<Core.Profiles.Profile>().Where(p => p.Id == service.ProfileId).Select(p => p.Download).SingleAsync())).ShouldBe(10_000_000);
        text.ShouldContain(router.Name);
    }

    private async Task<(Router Router, string UserName)> MadeAsync(RouterSimulator simulator)
    {
        var word = $"d{Guid.NewGuid().ToString("N")[..8]}";
        var router = await _app.RouterAsync(simulator, $"Mast {word}");
        var made = await _app.CustomerAsync(router, await _app.ProfileAsync($"Home {word}"), userName: word);
        await _app.SettleAsync(router);
        return (router, made.UserName);
    }

    private async Task WorkAsync(Router router)
    {
        await _app.Services.GetRequiredService<ReconcilePass>().RunAsync(router.Id, CancellationToken.None);
        await _app.SettleAsync(router);
    }
}
