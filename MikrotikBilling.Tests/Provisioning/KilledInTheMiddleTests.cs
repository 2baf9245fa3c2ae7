using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Provisioning;
using MikrotikBilling.Core.Routers.Simulation;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Provisioning;

/// <summary>The program as a process of its own, killed without warning while a lane works; after the restart the router holds what the books say.</summary>
public class KilledInTheMiddleTests
{
    private const int Customers = 150;

    [Theory, EachDatabase]
    public async Task Kill_AtAnyMoment_TheLaneConvergesAfterRestart(DatabaseProvider provider)
    {
        await using var simulator = await RouterSimulator.StartAsync(new RouterSimulatorOptions { Latency = TimeSpan.FromMilliseconds(5) }, CancellationToken.None);
        await using var app = await TestApp.StartAsync(provider);
        var (router, profile) = (await app.RouterAsync(simulator), await app.ProfileAsync());
        for (var i = 0; i < Customers; i++) await app.CustomerAsync(router, profile, $"Customer {i}", $"user{i:D3}");
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(5));

        foreach (var adds in new[] { 1, 20, 75, 140 })
        {
            await using var run = ProgramRun.Start(["serve", "--urls=http://127.0.0.1:0", "--Provisioning:LeaseLength=00:00:02", .. app.SameInstallation]);
            await simulator.WaitForAsync(s => s.CommandCount("/ppp/secret/add") >= adds, patience.Token);
            await run.KillAsync();
        }
        await using (ProgramRun.Start(["serve", "--urls=http://127.0.0.1:0", "--Provisioning:LeaseLength=00:00:02", .. app.SameInstallation]))
        {
            while (await app.Db(db => db.Set<RouterAccount>().AnyAsync(a => a.StaleSince != null, patience.Token))) await Task.Delay(50, patience.Token);
        }

        var names = simulator.Rows("/ppp/secret").Select(r => r["name"]).Where(n => n.StartsWith("user", StringComparison.Ordinal)).ToList();
        names.Count.ShouldBe(Customers);
        names.Distinct(StringComparer.Ordinal).Count().ShouldBe(Customers);
        (await app.Db(db => db.Set<RouterAccount>().CountAsync(a => a.AppliedVersion == a.DesiredVersion && a.Error == null))).ShouldBe(Customers);
    }
}
