using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Core.Provisioning;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Routers.Simulation;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Provisioning.Reconcile;

/// <summary>Run when nothing else is: what they measure is as slow as the machine is busy.</summary>
[CollectionDefinition(nameof(Undisturbed), DisableParallelization = true)]
public sealed class Undisturbed;

[Collection(nameof(Undisturbed))]
public class RouterReturnTests
{
    private const int Customers = 125;

    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(25);

    private static CancellationToken None => CancellationToken.None;

    /// <summary>Five hundred changes while it was dead for a day: its return voids every waiting time.</summary>
    [Fact]
    public async Task Router_BackAfterADayWithFiveHundredChanges_HoldsThemAllWithinAMinute()
    {
        var clock = new FakeClock();
        await using var simulator = await RouterSimulator.StartAsync(new RouterSimulatorOptions { Clock = clock }, None);
        await using var app = await (await TestApp.StartAsync(clock: clock, lanes: true)).ServeAsync();
        using var soon = new CancellationTokenSource(TimeSpan.FromMinutes(4));
        var router = await app.RouterAsync(simulator);
        var (home, fast) = (await app.ProfileAsync(days: 300), await app.ProfileAsync("Fast", "50M", "10M", days: 300));
        var ids = new List<Guid>();
        for (var i = 0; i < Customers; i++) ids.Add((await app.CustomerAsync(router, home, $"Customer {i}", userName: $"user{i:000}")).SubscriptionId);
        await CheckAsync(app, router);
        await AppliedAsync(app, clock, soon.Token);

        simulator.Faults.RefuseConnections = true;
        simulator.Faults.DropConnections();
        await CheckAsync(app, router);
        for (var i = 0; i < Customers; i++)
        {
            Scenario.Value(await app.Setup(s => s.ChangeProfileAsync(ids[i], fast.Id, null, None)));
            Scenario.Value(await app.Setup(s => s.RenameAsync(ids[i], $"new{i:000}", null, None)));
            Scenario.Value(await app.Contract(s => s.DisableAsync(ids[i], null, None)));
            if (i >= 6) Scenario.Value(await app.Contract(s => s.EnableAsync(ids[i], null, None)));
            else Scenario.Value(await app.Setup(s => s.ChangeProfileAsync(ids[i], home.Id, null, None)));
        }
        for (var hour = 0; hour < 24; hour++) clock.Advance(TimeSpan.FromHours(1));
        simulator.Faults.RefuseConnections = false;
        await CheckAsync(app, router);
        (await AppliedAsync(app, clock, soon.Token)).ShouldBeLessThan(TimeSpan.FromSeconds(60));

        var rows = simulator.Rows("/ppp/secret").OrderBy(r => r["name"], StringComparer.Ordinal).ToList();
        rows.Select(r => r["name"]).ShouldBe(Enumerable.Range(0, Customers).Select(i => $"new{i:000}"));
        rows.Select(r => r["disabled"]).ShouldBe(Enumerable.Range(0, Customers).Select(i => i < 6 ? "true" : "false"));
        rows.Select(r => r["profile"]).ShouldBe(Enumerable.Range(0, Customers).Select(i => i < 6 ? "home-10" : "fast"));
    }

    private static Task<RouterContact?> CheckAsync(TestApp app, Router router) => app.Services.GetRequiredService<RouterHealthService>().CheckAsync(router.Id, None);

    /// <summary>How far the clock had to go on until nothing was waiting. It never goes faster than the machine's, so that a slow one waits for no more.</summary>
    private static async Task<TimeSpan> AppliedAsync(TestApp app, FakeClock clock, CancellationToken cancellationToken)
    {
        var started = clock.GetUtcNow();
        while (await app.Db(db => db.Set<RouterAccount>().AnyAsync(a => a.StaleSince != null, cancellationToken)))
        {
            clock.Advance(Step);
            await Task.Delay(Step, cancellationToken);
        }
        return clock.GetUtcNow() - started;
    }
}
