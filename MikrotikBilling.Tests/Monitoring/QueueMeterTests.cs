using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Provisioning;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Routers.RouterOs;
using MikrotikBilling.Core.Routers.Simulation;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Monitoring;

/// <summary>Static services have no sessions; their queues count.</summary>
public class QueueMeterTests
{
    private static CancellationToken None => CancellationToken.None;

    [Theory, EachDatabase]
    public async Task Static_WithItsQueue_IsCountedAndHeldToItsCap(DatabaseProvider provider)
    {
        var clock = new FakeClock();
        await using var simulator = await RouterSimulator.StartAsync(new RouterSimulatorOptions { Clock = clock }, None);
        await using var app = await TestApp.StartAsync(provider, clock);
        var router = await app.RouterAsync(simulator);
        var made = await app.NewAsync(router, await app.CappedAsync(CapAction.Cut, ServiceKind.Static, 0.01m), c => c with { UserName = "shop", FixedAddress = "10.9.0.7" });
        (await app.PassAsync(router)).Applied.ShouldBe(1);
        await ReadAsync(app, router);
        var before = (await app.UsageAsync(made.SubscriptionId))!.Today.TotalBytes;

        clock.Advance(TimeSpan.FromMinutes(6));
        await ReadAsync(app, router);

        // A tenth to seven tenths of 10 Mbit/s down and 2 up, for six minutes.
        var usage = (await app.UsageAsync(made.SubscriptionId))!;
        (usage.Today.TotalBytes - before).ShouldBeInRange(50_000_000, 400_000_000);
        (await app.SamplesAsync()).Sum(s => s.DownloadBytes + s.UploadBytes).ShouldBe(usage.Today.TotalBytes);
        usage.Cap!.ReachedAt.ShouldNotBeNull();
        await app.PassAsync(router);
        simulator.Rows("/ip/firewall/address-list").ShouldContain(r => r["address"] == "10.9.0.7");
    }

    [Fact]
    public async Task Static_QueueResetByHand_CountsFromItsNewBeginning()
    {
        var clock = new FakeClock();
        await using var simulator = await RouterSimulator.StartAsync(new RouterSimulatorOptions { Clock = clock }, None);
        await using var app = await TestApp.StartAsync(clock: clock);
        var router = await app.RouterAsync(simulator);
        var made = await app.NewAsync(router, await app.ProfileAsync("Fixed", ServiceKind.Static), c => c with { UserName = "shop", FixedAddress = "10.9.0.7" });
        await app.PassAsync(router);
        clock.Advance(TimeSpan.FromMinutes(1));
        await ReadAsync(app, router);
        var counted = (await app.UsageAsync(made.SubscriptionId))!.Today.TotalBytes;
        var connection = await Get<RouterLink>(app).OpenAsync(router.Id, RouterUse.Bulk, None);
        var queue = simulator.Row("/queue/simple", "shop")![".id"];
        await connection.RunAsync(RouterOsCommand.Of("/queue/simple/reset-counters").With(".id", queue), None);
        clock.Advance(TimeSpan.FromSeconds(2));

        await ReadAsync(app, router);

        var now = (await app.UsageAsync(made.SubscriptionId))!.Today.TotalBytes;
        (now - counted).ShouldBeInRange(1, 4_000_000);
    }

    private static async Task ReadAsync(TestApp app, Core.Routers.Router router)
    {
        var connection = await Get<RouterLink>(app).OpenAsync(router.Id, RouterUse.Bulk, None);
        var reading = await Get<SessionRecorder>(app).RecordAsync(router.Id, await SessionSnapshot.AllAsync(connection, None), None);
        foreach (var follower in Get<IEnumerable<IReadingFollower>>(app)) await follower.FollowAsync(connection, reading!, None);
    }

    private static T Get<T>(TestApp app) => (T)app.Services.GetService(typeof(T))!;
}
