using System.Diagnostics;
using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Routers.RouterOs;
using MikrotikBilling.Core.Routers.Simulation;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Routers;

public class RouterHealthServiceTests
{
    private static RouterHealthService Health(TestApp app) => app.Services.GetRequiredService<RouterHealthService>();

    private static Task<RouterStatus> Status(TestApp app, Guid id) => app.Db(db => db.Set<RouterStatus>().AsNoTracking().SingleAsync(s => s.RouterId == id));

    private static Task<RouterSimulator> Simulator(string identity = "kibera") =>
        RouterSimulator.StartAsync(new RouterSimulatorOptions { Identity = identity }, CancellationToken.None);

    [Theory, EachDatabase]
    public async Task Check_HealthyRouter_IsOnlineWithWhatItTold(DatabaseProvider provider)
    {
        var clock = new FakeClock();
        await using var app = await TestApp.StartAsync(provider, clock);
        await using var simulator = await Simulator();
        var router = await app.RouterAsync(simulator);

        (await Health(app).CheckAsync(router.Id, CancellationToken.None))!.Error.ShouldBeNull();

        var status = await Status(app, router.Id);
        status.State.ShouldBe(RouterState.Online);
        status.Since.ShouldBe(clock.GetUtcNow());
        status.Identity.ShouldBe("kibera");
        status.OsVersion.ShouldBe("7.24 (stable)");
        status.TotalMemoryBytes.ShouldBe(1L << 30);
    }

    [Fact]
    public async Task Check_AgainAndAgain_KeepsTheInstantOfTheChange()
    {
        var clock = new FakeClock();
        await using var app = await TestApp.StartAsync(clock: clock);
        await using var simulator = await Simulator();
        var router = await app.RouterAsync(simulator);
        var start = clock.GetUtcNow();
        await Health(app).CheckAllAsync(CancellationToken.None);
        clock.Advance(TimeSpan.FromMinutes(5));
        await Health(app).CheckAllAsync(CancellationToken.None);
        (await Status(app, router.Id)).Since.ShouldBe(start);

        simulator.Faults.RefuseConnections = true;
        simulator.Faults.DropConnections();
        await Health(app).CheckAllAsync(CancellationToken.None);

        var status = await Status(app, router.Id);
        status.State.ShouldBe(RouterState.Offline);
        status.Since.ShouldBe(clock.GetUtcNow());
        status.SeenAt.ShouldBe(clock.GetUtcNow());
        status.ErrorKind.ShouldNotBeNull();
        status.Identity.ShouldBe("kibera");
    }

    [Fact]
    public async Task CheckOffline_Return_IsNoticedAndOnlineOnesAreLeftAlone()
    {
        await using var app = await TestApp.StartAsync();
        await using var up = await Simulator("up");
        await using var down = await Simulator("down");
        var online = await app.RouterAsync(up, "Up");
        var offline = await app.RouterAsync(down, "Down");
        down.Faults.RefuseConnections = true;
        (await Health(app).CheckAllAsync(CancellationToken.None)).ShouldBe(new RouterCheckTally(2, 1));
        down.Faults.RefuseConnections = false;
        up.ResetCommandCounts();

        (await Health(app).CheckOfflineAsync(CancellationToken.None)).ShouldBe(new RouterCheckTally(1, 1));

        (await Status(app, offline.Id)).State.ShouldBe(RouterState.Online);
        (await Status(app, online.Id)).State.ShouldBe(RouterState.Online);
        up.CommandCounts.ShouldBeEmpty();
    }

    [Fact]
    public async Task Check_InactiveRouter_IsLeftAlone()
    {
        await using var app = await TestApp.StartAsync();
        await using var simulator = await Simulator();
        var router = await app.RouterAsync(simulator);
        await app.Db(db => db.Set<Router>().ExecuteUpdateAsync(s => s.SetProperty(r => r.IsActive, false)));

        (await Health(app).CheckAsync(router.Id, CancellationToken.None)).ShouldBeNull();
        (await Health(app).CheckAllAsync(CancellationToken.None)).Checked.ShouldBe(0);
        simulator.ConnectionsOpened.ShouldBe(0);
    }

    [Fact]
    public async Task Check_PasswordLostWithItsKeys_SaysToEnterItAgain()
    {
        await using var app = await TestApp.StartAsync();
        var router = await app.RouterAsync();
        await app.Db(db => db.Set<Router>().ExecuteUpdateAsync(s => s.SetProperty(r => r.ProtectedPassword, "not ours")));

        await Health(app).CheckAllAsync(CancellationToken.None);

        (await Status(app, router.Id)).Error!.ShouldContain("Enter the password again");
    }

    [Fact]
    public async Task CheckAll_ThousandRoutersATenthOfThemDead_TakesSecondsAndFewTransactions()
    {
        await using var app = await TestApp.StartAsync(settings: new Dictionary<string, string?> { ["RouterOs:LoginDeadline"] = "00:00:02" });
        await using var alive = await RouterSimulator.StartAsync(
            new RouterSimulatorOptions { BindAddress = IPAddress.Any, MaxSessions = 5000, Password = "x" }, CancellationToken.None);
        await using var dead = await RouterSimulator.StartAsync(
            new RouterSimulatorOptions { BindAddress = IPAddress.Any, MaxSessions = 5000, Password = "x" }, CancellationToken.None);
        dead.Faults.Silent = true;
        await app.ScopeAsync(async services =>
        {
            var db = services.GetRequiredService<AppDbContext>();
            var password = services.GetRequiredService<SecretBox>().Protect("x");
            for (var i = 0; i < 1000; i++)
            {
                // Every address of 127/8 leads here, so each router has one of its own.
                var router = new Router
                {
                    Name = $"R{i}",
                    Host = $"127.1.{i / 250}.{(i % 250) + 1}",
                    Port = i % 10 == 0 ? dead.Port : alive.Port,
                    UserName = "admin",
                    ProtectedPassword = password,
                };
                router.Status = new RouterStatus { RouterId = router.Id };
                db.Add(router);
            }
            await db.SaveChangesAsync();
        });
        app.Sql.Reset();
        var watch = Stopwatch.StartNew();

        var tally = await Health(app).CheckAllAsync(CancellationToken.None);

        tally.ShouldBe(new RouterCheckTally(1000, 900));
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(15));
        alive.ConnectionsOpened.ShouldBe(900);
        (await app.Db(db => db.Set<RouterStatus>().CountAsync(s => s.State == RouterState.Offline && s.ErrorKind == RouterOsErrorKind.TimedOut))).ShouldBe(100);
    }

    [Fact]
    public async Task Worker_ConnectionBreaks_ShowsItWithoutWaitingForARound()
    {
        await using var app = await TestApp.StartAsync(configure: services => services.RunRoutersInBackground());
        await using var simulator = await Simulator();
        await app.ServeAsync();
        var router = await app.RouterAsync(simulator);
        await simulator.WaitForAsync(s => s.CommandCount("/system/resource/print") == 1, CancellationToken.None);

        simulator.Faults.RefuseConnections = true;
        simulator.Faults.DropConnections();

        var deadline = Stopwatch.StartNew();
        while ((await Status(app, router.Id)).State != RouterState.Offline)
        {
            deadline.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(10));
            await Task.Yield();
        }
    }
}
