using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Provisioning.Reconcile;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Settings;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Provisioning.Reconcile;

/// <summary>Sentences for tests of drift.</summary>
internal static class Reconciling
{
    private static CancellationToken None => CancellationToken.None;

    /// <summary>Compares the router now; with <paramref name="repair"/> the lane then works until nothing is due.</summary>
    public static async Task<ReconcileRun> CompareAsync(this TestApp app, Router router, bool repair = false)
    {
        var asked = Scenario.Value(await app.With<ReconcileService, Result<ReconcileRun>>(s => s.RequestAsync(router.Id, repair, ReconcileCause.OnDemand, None)));
        return await app.ReconcileAsync(router, asked.Id);
    }

    /// <summary>One pass of the comparison, then passes of the lane until it has nothing more to do.</summary>
    public static async Task<ReconcileRun> ReconcileAsync(this TestApp app, Router router, Guid runId)
    {
        await app.Services.GetRequiredService<ReconcilePass>().RunAsync(router.Id, None);
        await app.SettleAsync(router);
        return await app.Db(db => db.Set<ReconcileRun>().AsNoTracking().SingleAsync(r => r.Id == runId));
    }

    public static async Task SettleAsync(this TestApp app, Router router)
    {
        for (var i = 0; i < 20 && (await app.PassAsync(router)).Taken > 0; i++)
        {
            // until nothing is due
        }
    }

    public static Task<List<DriftLine>> LinesAsync(this TestApp app, ReconcileRun run) =>
        app.Db(db => db.Set<DriftLine>().AsNoTracking().Where(l => l.RunId == run.Id).OrderBy(l => l.Id).ToListAsync());

    public static Task SettingsAsync(this TestApp app, Action<SystemSettings> change) => app.ScopeAsync(async services =>
    {
        var db = services.GetRequiredService<AppDbContext>();
        var settings = await db.Set<SystemSettings>().SingleOrDefaultAsync();
        if (settings is null) db.Add(settings = new SystemSettings());
        change(settings);
        await db.SaveChangesAsync();
        services.GetRequiredService<SettingsCache>().Forget(settings.TenantId);
    });

    /// <summary>So many customers on a router, written there, named user00 and so on.</summary>
    public static async Task<List<Guid>> CustomersAsync(this TestApp app, Router router, Core.Profiles.Profile profile, int count)
    {
        var made = new List<Guid>();
        for (var i = 0; i < count; i++) made.Add((await app.CustomerAsync(router, profile, $"Customer {i:00}", userName: $"user{i:00}")).SubscriptionId);
        await app.SettleAsync(router);
        return made;
    }
}
