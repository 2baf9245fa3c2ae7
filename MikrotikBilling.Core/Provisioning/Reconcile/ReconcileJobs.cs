using System.ComponentModel;
using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Data.Jobs;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Settings;

namespace MikrotikBilling.Core.Provisioning.Reconcile;

/// <summary>Nightly: every router, with a record of the comparison also where nothing was found.</summary>
[Description("Asks for a comparison of every router with the books; the routers' lanes do them one after the other.")]
public sealed class ReconcileRoutersJob(AppDbContext db, LaneSignals signals) : IAppJob
{
    public const string Key = "reconcile-routers";

    public async Task<string> RunAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var due = db.Set<RouterDrift>().IgnoreQueryFilters(QueryFilters.AllTenants);
        var count = await due.ExecuteUpdateAsync(set => set.SetProperty(d => d.NextAt, now).SetProperty(d => d.NextCause, ReconcileCause.Nightly), cancellationToken);
        foreach (var id in await db.Set<Router>().IgnoreQueryFilters(QueryFilters.AllTenants).Where(r => r.IsActive).Select(r => r.Id).ToListAsync(cancellationToken)) signals.Wake(id);
        return $"{count} router(s) asked for.";
    }
}

/// <summary>Deletes old comparisons; how the routers stand stays.</summary>
[Description("Deletes comparisons of routers that are older than the settings keep the router log.")]
public sealed class PurgeReconcileRunsJob(AppDbContext db, SettingsQueries settings) : IAppJob
{
    public const string Key = "purge-reconcile-runs";

    public async Task<string> RunAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var kept = await settings.AllAsync(cancellationToken);
        var deleted = 0;
        foreach (var tenant in await db.Set<ReconcileRun>().IgnoreQueryFilters(QueryFilters.AllTenants).Select(r => r.TenantId).Distinct().ToListAsync(cancellationToken))
        {
            var before = now.AddDays(-(kept.GetValueOrDefault(tenant) ?? new SystemSettings()).RouterLogDays);
            var old = db.Set<ReconcileRun>().IgnoreQueryFilters(QueryFilters.AllTenants).Where(r => r.TenantId == tenant && r.RequestedAt < before
                && !db.Set<RouterDrift>().IgnoreQueryFilters(QueryFilters.AllTenants).Any(d => d.LastRunId == r.Id));
            deleted += await old.ExecuteDeleteAsync(cancellationToken);
        }
        return $"{deleted} comparison(s) deleted.";
    }
}
