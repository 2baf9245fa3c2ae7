using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Core.Provisioning;
using MikrotikBilling.Core.Provisioning.Reconcile;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Routers.Simulation;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Provisioning;

public class LaneSupervisorTests
{
    [Fact]
    public async Task Router_BackWithEmptyConfiguration_HoldsItsCustomersAgain()
    {
        await using var simulator = await RouterSimulator.StartAsync(new RouterSimulatorOptions(), CancellationToken.None);
        await using var app = await (await TestApp.StartAsync(lanes: true)).ServeAsync();
        var router = await app.RouterAsync(simulator);
        var made = await app.CustomerAsync(router, await app.ProfileAsync());
        using var soon = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await simulator.WaitForAsync(s => s.Row("/ppp/secret", made.UserName) is not null, soon.Token);
        await CheckAsync(app, router);
        await AppliedAsync(app, soon.Token);

        simulator.Faults.RefuseConnections = true;
        simulator.Faults.EmptyConfiguration();
        simulator.Faults.DropConnections();
        await CheckAsync(app, router);
        simulator.Row("/ppp/secret", made.UserName).ShouldBeNull();
        simulator.Faults.RefuseConnections = false;
        await CheckAsync(app, router);

        await simulator.WaitForAsync(s => s.Row("/ppp/secret", made.UserName) is not null, soon.Token);
    }

    [Fact]
    public async Task Router_BackUnchanged_GetsNoWrite()
    {
        await using var simulator = await RouterSimulator.StartAsync(new RouterSimulatorOptions(), CancellationToken.None);
        await using var app = await (await TestApp.StartAsync(lanes: true)).ServeAsync();
        var router = await app.RouterAsync(simulator);
        var made = await app.CustomerAsync(router, await app.ProfileAsync());
        using var soon = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await simulator.WaitForAsync(s => s.Row("/ppp/secret", made.UserName) is not null, soon.Token);
        await CheckAsync(app, router);
        await AppliedAsync(app, soon.Token);
        while (await app.Db(db => db.Set<RouterDrift>().AsNoTracking().SingleOrDefaultAsync()) is null) await Task.Delay(20, soon.Token);
        var (writes, version, compared) = (simulator.WriteCount, (await app.AccountAsync(made.SubscriptionId)).DesiredVersion, await ComparedAsync(app));

        simulator.Faults.RefuseConnections = true;
        simulator.Faults.DropConnections();
        await CheckAsync(app, router);
        simulator.Faults.RefuseConnections = false;
        await CheckAsync(app, router);
        while (await ComparedAsync(app) <= compared) await Task.Delay(20, soon.Token);

        simulator.WriteCount.ShouldBe(writes);
        (await app.AccountAsync(made.SubscriptionId)).DesiredVersion.ShouldBe(version);
    }

    private static Task<DateTimeOffset?> ComparedAsync(TestApp app) => app.Db(db => db.Set<RouterDrift>().Select(d => d.ComparedAt).SingleAsync());

    private static Task<RouterContact?> CheckAsync(TestApp app, Router router) =>
        app.Services.GetRequiredService<RouterHealthService>().CheckAsync(router.Id, CancellationToken.None);

    private static async Task AppliedAsync(TestApp app, CancellationToken cancellationToken)
    {
        while (await app.Db(db => db.Set<RouterAccount>().AnyAsync(a => a.StaleSince != null, cancellationToken))) await Task.Delay(20, cancellationToken);
    }
}
