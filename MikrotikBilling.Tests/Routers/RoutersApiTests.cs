using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Routers.Simulation;
using MikrotikBilling.Core.Staff;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Routers;

public sealed class RoutersApiTests : IAsyncLifetime
{
    private TestApp _app = null!;
    private HttpClient _api = null!;

    public async Task InitializeAsync()
    {
        _app = await (await TestApp.StartAsync()).ServeAsync();
        _api = await TestBrowser.ApiAsync(_app);
    }

    public async Task DisposeAsync()
    {
        _api.Dispose();
        await _app.DisposeAsync();
    }

    private static Uri Url(string path) => new($"/api/network/routers{path}", UriKind.Relative);

    private static async Task<JsonElement> Body(HttpResponseMessage answer) => await answer.Content.ReadFromJsonAsync<JsonElement>();

    private async Task<JsonElement> Get(string path) => await _api.GetFromJsonAsync<JsonElement>(Url(path));

    private static object Tower(string name = "Tower", string? password = "router secret", int? version = null, int port = 8728) =>
        new { name, host = "127.0.0.1", port, userName = "billing", password, version };

    [Fact]
    public async Task Router_MadeReadChangedDeleted_RoundTripsWithoutItsPassword()
    {
        using var made = await _api.PostAsJsonAsync(Url(""), Tower());
        made.StatusCode.ShouldBe(HttpStatusCode.Created);
        var router = await Body(made);
        var id = router.GetProperty("id").GetGuid();
        made.Headers.Location!.ToString().ShouldBe($"/api/network/routers/{id}");

        using var changed = await _api.PutAsJsonAsync(Url($"/{id}"), Tower("Mast", null, router.GetProperty("version").GetInt32()));
        changed.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await Body(changed)).GetProperty("version").GetInt32().ShouldBe(1);

        var all = await _api.GetStringAsync(Url(""));
        all.ShouldContain("Mast");
        all.ShouldNotContain("password", Case.Insensitive);
        (await _api.GetStringAsync(Url($"/{id}"))).ShouldNotContain("password", Case.Insensitive);

        (await _api.DeleteAsync(Url($"/{id}"))).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await _api.GetAsync(Url($"/{id}"))).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Put_Stale_AnswersConflictOfItsType()
    {
        var router = await _app.RouterAsync("Tower", 8728);
        (await _api.PutAsJsonAsync(Url($"/{router.Id}"), Tower("First", null, 0))).StatusCode.ShouldBe(HttpStatusCode.OK);

        using var late = await _api.PutAsJsonAsync(Url($"/{router.Id}"), Tower("Late", null, 0));

        late.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await Body(late)).GetProperty("type").GetString().ShouldBe("stale");
        (await _api.PutAsJsonAsync(Url($"/{router.Id}"), Tower("NoVersion"))).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task Post_WrongValues_NamesTheFields()
    {
        using var answer = await _api.PostAsJsonAsync(Url(""), new { name = "", host = "a b", port = 99999 });

        answer.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        var errors = (await Body(answer)).GetProperty("errors");
        errors.EnumerateObject().Select(e => e.Name).ShouldBe(["name", "host", "port", "userName"], ignoreOrder: true);
    }

    [Fact]
    public async Task TestConnection_OfUnsavedValues_SaysWhatToDo()
    {
        using var answer = await _api.PostAsJsonAsync(Url("/test-connection"), new { host = "127.0.0.1", port = 1, userName = "billing", password = "x" });

        var test = await Body(answer);
        test.GetProperty("ok").GetBoolean().ShouldBeFalse();
        test.GetProperty("errorKind").GetString().ShouldBe("Refused");
        test.GetProperty("whatToDo").GetArrayLength().ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task Router_OnTheWire_TellsSessionsUsersAndLog()
    {
        await using var simulator = await RouterSimulator.StartAsync(new RouterSimulatorOptions { Secrets = 2, AutoDial = AutoDial.All }, CancellationToken.None);
        await simulator.WaitForAsync(s => s.PppSessions.Count == 2, CancellationToken.None);
        var router = await _app.RouterAsync(simulator);

        using var tested = await _api.PostAsync(Url($"/{router.Id}/test-connection"), null);
        (await Body(tested)).GetProperty("ok").GetBoolean().ShouldBeTrue();
        (await Get($"/{router.Id}/sessions")).GetProperty("items").GetArrayLength().ShouldBe(2);
        (await Get($"/{router.Id}/pppoe-users?prefix=customer00002")).GetProperty("items").GetArrayLength().ShouldBe(1);
        using var ended = await _api.DeleteAsync(Url($"/{router.Id}/sessions/customer00001"));
        (await Body(ended)).GetProperty("count").GetInt32().ShouldBe(1);
        await ((Core.Routers.RouterLogWriter)_app.Services.GetService(typeof(Core.Routers.RouterLogWriter))!).FlushAsync(CancellationToken.None);
        (await Get($"/{router.Id}/log")).GetProperty("items").EnumerateArray().Select(e => e.GetProperty("command").GetString()!)
            .ShouldContain(c => c.StartsWith("/ppp/active/remove", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Sessions_RouterAway_AnswersUnavailable()
    {
        var router = await _app.RouterAsync();

        (await _api.GetAsync(Url($"/{router.Id}/sessions"))).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
    }

    [Fact]
    public async Task Unknown_Id_IsNotFoundEverywhere()
    {
        var id = Guid.CreateVersion7();
        foreach (var path in new[] { $"/{id}", $"/{id}/sessions", $"/{id}/pppoe-users", $"/{id}/log" })
            (await _api.GetAsync(Url(path))).StatusCode.ShouldBe(HttpStatusCode.NotFound, path);
        (await _api.PutAsJsonAsync(Url($"/{id}"), Tower(version: 0))).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await _api.PostAsync(Url($"/{id}/test-connection"), null)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await _api.DeleteAsync(Url($"/{id}"))).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await _api.DeleteAsync(Url($"/{id}/sessions/jane"))).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Support_MayEndSessionsButNotManage()
    {
        var router = await _app.RouterAsync();
        await _app.Db(db => db.Set<StaffMember>().ExecuteUpdateAsync(s => s.SetProperty(m => m.Role, StaffRole.Support)));

        (await _api.PostAsJsonAsync(Url(""), Tower())).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await _api.DeleteAsync(Url($"/{router.Id}"))).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await _api.PostAsJsonAsync(Url("/test-connection"), Tower())).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await _api.DeleteAsync(Url($"/{router.Id}/sessions/jane"))).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
    }

    [Fact]
    public async Task Nobody_WithoutToken_IsLetIn()
    {
        using var stranger = new HttpClient { BaseAddress = _app.Address };

        (await stranger.GetAsync(Url(""))).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }
}
