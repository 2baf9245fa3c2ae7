using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Core.Monitoring;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Provisioning;
using MikrotikBilling.Core.Routers.Simulation;
using MikrotikBilling.Core.Staff;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Monitoring;

/// <summary>Usage, past sessions, locks and live events over HTTP.</summary>
public sealed class MonitoringPagesTests : IAsyncLifetime
{
    private TestApp _app = null!;
    private TestBrowser _owner = null!;
    private Core.Routers.Router _router = null!;
    private CreatedCustomer _made = null!;

    private static CancellationToken None => CancellationToken.None;

    public async Task InitializeAsync()
    {
        _app = await (await TestApp.StartAsync()).ServeAsync();
        (_router, _made) = await _app.OnlineAsync(await _app.CappedAsync(CapAction.Slower));
        _owner = await TestBrowser.SignedInAsync(_app);
    }

    public async Task DisposeAsync()
    {
        _owner.Dispose();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task Usage_Page_ShowsChartTableAndCap()
    {
        await AddSampleAsync(3_000_000);

        var page = await _owner.TextAsync($"/customers/{_made.CustomerId}/usage");

        page.ShouldContain("data-chart=");
        page.ShouldContain("3 MB");
        page.ShouldContain("Data cap");
        page.ShouldContain("1 Mbps down and 512 kbps up");
        page.ShouldContain($"data-live=\"/api/customers/{_made.CustomerId}/live\"");
    }

    [Fact]
    public async Task Usage_ForHtmx_IsThePartOfTheCustomersPage()
    {
        (await _owner.TextAsync($"/customers/{_made.CustomerId}")).ShouldContain($"hx-get=\"/customers/{_made.CustomerId}/usage\"");

        using var answer = await _owner.GetFragmentAsync($"/customers/{_made.CustomerId}/usage");

        (await answer.Content.ReadAsStringAsync()).TrimStart().ShouldStartWith("<div class=\"stack\" id=\"customer-usage\"");
    }

    [Theory]
    [InlineData("day", 24)]
    [InlineData("month", 30)]
    [InlineData("year", 12)]
    public async Task Usage_Json_HasThePointsOfItsRange(string range, int points)
    {
        await AddSampleAsync(5000);
        using var api = await TestBrowser.ApiAsync(_app);

        var usage = await api.GetFromJsonAsync<JsonElement>($"/api/subscriptions/{_made.SubscriptionId}/usage?range={range}");

        usage.GetProperty("points").GetArrayLength().ShouldBe(points);
        usage.GetProperty("points")[points - 1].GetProperty("downloadBytes").GetInt64().ShouldBe(5000);
        usage.GetProperty("cap").GetProperty("action").GetString().ShouldBe("Slower");
        (await api.GetAsync(new Uri($"/api/subscriptions/{_made.SubscriptionId}/usage?range=week", UriKind.Relative))).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task PastSessions_OfCustomerAndRouter_TellWhyTheyEnded()
    {
        await AddSessionAsync("48:8F:5A:00:00:01");

        (await _owner.TextAsync($"/customers/{_made.CustomerId}/sessions")).ShouldContain("The line was lost");
        (await _owner.TextAsync($"/routers/{_router.Id}/past-sessions")).ShouldContain("Jane Doe");
        (await _owner.TextAsync($"/customers/{_made.CustomerId}/sessions?from=2001-01-01&to=2001-01-02")).ShouldContain("None in these days");
        using var api = await TestBrowser.ApiAsync(_app);
        var items = (await api.GetFromJsonAsync<JsonElement>($"/api/network/routers/{_router.Id}/past-sessions")).GetProperty("items");
        items[0].GetProperty("end").GetString().ShouldBe("LineLost");
        (await _owner.GetAsync($"/customers/{Guid.NewGuid()}/sessions")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task DeviceLock_OfASession_BindsTheServiceToItsMacAndLetsGoAgain()
    {
        var session = await AddSessionAsync("48:8f:5a:00:00:01");
        var url = $"/customers/{_made.CustomerId}/sessions";

        using var locked = await _owner.PostAsync(url, [("session", session.ToString(System.Globalization.CultureInfo.InvariantCulture))], $"/subscriptions/{_made.SubscriptionId}/device-lock");
        locked.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        (await _app.SubscriptionAsync(_made.SubscriptionId)).MacAddress.ShouldBe("48:8F:5A:00:00:01");
        (await _owner.TextAsync(url)).ShouldContain("Unlock");

        using var free = await _owner.PostAsync(url, [], $"/subscriptions/{_made.SubscriptionId}/device-lock?handler=unlock");
        (await _app.SubscriptionAsync(_made.SubscriptionId)).MacAddress.ShouldBeNull();
    }

    [Fact]
    public async Task DeviceLock_SessionOfSomebodyElseOrWithoutADevice_IsRefused()
    {
        var nameless = await AddSessionAsync(null);
        var url = $"/customers/{_made.CustomerId}/sessions";
        var to = $"/subscriptions/{_made.SubscriptionId}/device-lock";

        using var refused = await _owner.PostAsync(url, [("session", nameless.ToString(System.Globalization.CultureInfo.InvariantCulture))], to);
        using var missing = await _owner.PostAsync(url, [("session", "999999")], to);
        using var accountant = await _app.SignedInAsAsync(StaffRole.Accountant);
        using var forbidden = await accountant.PostAsync("/account", [("session", "1")], to);

        refused.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        missing.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        forbidden.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Live_Events_TellTheServiceAndEndWhenTheSessionOfThePersonDoes()
    {
        await using var simulator = await RouterSimulator.StartAsync(new RouterSimulatorOptions { AutoDial = AutoDial.All, RedialDelay = TimeSpan.Zero }, None);
        await using var app = await (await TestApp.StartAsync()).ServeAsync();
        var router = await app.RouterAsync(simulator);
        var made = await app.CustomerAsync(router, await app.ProfileAsync());
        await app.PassAsync(router);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(40));
        await simulator.WaitForAsync(s => s.PppSessions.Count == 1, limit.Token);
        using var owner = await TestBrowser.SignedInAsync(app);

        using var answer = await owner.Http.GetAsync(new Uri($"/api/customers/{made.CustomerId}/live", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, limit.Token);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(limit.Token));
        var item = default(JsonElement);
        while (item.ValueKind == JsonValueKind.Undefined || item.GetProperty("state").GetString() != "live")
        {
            var line = await reader.ReadLineAsync(limit.Token) ?? throw new InvalidOperationException("The stream ended.");
            if (line.StartsWith("data: ", StringComparison.Ordinal) && JsonDocument.Parse(line[6..]).RootElement.GetProperty("items") is { } items && items.GetArrayLength() == 1) item = items[0];
        }
        item.GetProperty("key").GetString().ShouldBe(made.SubscriptionId.ToString());
        item.GetProperty("down").GetInt64().ShouldBeGreaterThan(0);

        var now = app.Clock.GetUtcNow();
        await app.Db(db => db.Set<StaffSession>().ExecuteUpdateAsync(set => set.SetProperty(s => s.EndedAt, now)));
        while (await reader.ReadLineAsync(limit.Token) is not null)
        {
            // the next beat ends it
        }
        using var gone = await owner.GetAsync($"/api/customers/{made.CustomerId}/live");
        gone.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        var traffic = app.Services.GetRequiredService<LiveTraffic>();
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (traffic.Busy > 0) await tick.WaitForNextTickAsync(limit.Token);
    }

    [Fact]
    public async Task Cookie_AtOtherAddressesOfTheApi_IsNothing()
    {
        using var answer = await _owner.GetAsync($"/api/subscriptions/{_made.SubscriptionId}/usage");

        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Profile_SlowerWithoutSpeeds_Is422()
    {
        using var answer = await _owner.PostAsync("/profiles/new", [
            ("Input.Name", "Odd"), ("Input.Download", "10M"), ("Input.Upload", "2M"), ("Input.Price", "1"), ("Input.Cycle", "Monthly"), ("Input.DataCapGb", "5"),
            ("Input.CapAction", "Slower"), ("Input.CapDownload", "20M")]);

        answer.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("at most the speed itself");
    }

    private Task<int> AddSampleAsync(long bytes) => _app.Db(async db =>
    {
        db.Add(new UsageSample { TenantId = _app.TenantId, SubscriptionId = _made.SubscriptionId, At = _app.Clock.GetUtcNow().AddSeconds(-1), DownloadBytes = bytes });
        return await db.SaveChangesAsync();
    });

    private Task<long> AddSessionAsync(string? mac) => _app.Db(async db =>
    {
        var now = _app.Clock.GetUtcNow();
        var session = new CustomerSession
        {
            TenantId = _app.TenantId,
            RouterId = _router.Id,
            SubscriptionId = _made.SubscriptionId,
            CustomerId = _made.CustomerId,
            UserName = _made.UserName,
            CallerId = mac,
            StartedAt = now.AddHours(-2),
            SeenAt = now.AddHours(-1),
            EndedAt = now.AddHours(-1),
            End = SessionEnd.LineLost,
            EndWords = "keepalive-timeout",
        };
        db.Add(session);
        await db.SaveChangesAsync();
        return session.Id;
    });
}
