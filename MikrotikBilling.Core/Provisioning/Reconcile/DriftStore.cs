using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Provisioning.Alarms;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Settings;

namespace MikrotikBilling.Core.Provisioning.Reconcile;

/// <summary>
/// What comparisons leave behind. The regular ones keep only how the router stands; a run with its lines is kept when somebody asked for it,
/// or when what was found is not what was found before.
/// </summary>
public sealed class DriftStore(IServiceScopeFactory scopes, IOptions<ProvisioningOptions> options, TimeProvider clock)
{
    /// <summary>Lines kept of one category of one run; the counts tell of all.</summary>
    public const int MostLines = 1000;

    private const int MostByHand = 10;

    private static readonly TimeSpan AfterFailure = TimeSpan.FromMinutes(1);

    /// <summary>What is to be done on this router now; null when nothing is.</summary>
    internal async Task<ReconcileRun?> BeginAsync(Guid routerId, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AppDbContext>();
        var asked = await db.Set<ReconcileRun>().IgnoreQueryFilters(QueryFilters.AllTenants).AsNoTracking()
            .Where(r => r.RouterId == routerId && (r.State == ReconcileState.Waiting || r.State == ReconcileState.Running)).OrderBy(r => r.RequestedAt).FirstOrDefaultAsync(cancellationToken);
        if (asked is not null)
        {
            await db.Set<ReconcileRun>().IgnoreQueryFilters(QueryFilters.AllTenants).Where(r => r.Id == asked.Id)
                .ExecuteUpdateAsync(set => set.SetProperty(r => r.State, ReconcileState.Running), cancellationToken);
            return asked;
        }
        var now = clock.GetUtcNow();
        var tenantId = await db.Set<Router>().IgnoreQueryFilters(QueryFilters.AllTenants).Where(r => r.Id == routerId && r.IsActive).Select(r => (Guid?)r.TenantId).SingleOrDefaultAsync(cancellationToken);
        if (tenantId is not { } tenant) return null;
        var drift = await db.Set<RouterDrift>().IgnoreQueryFilters(QueryFilters.AllTenants).AsNoTracking().SingleOrDefaultAsync(d => d.RouterId == routerId, cancellationToken);
        if (drift?.NextAt > now) return null;
        scope.ServiceProvider.GetRequiredService<CurrentTenant>().Use(tenant);
        var settings = await scope.ServiceProvider.GetRequiredService<SettingsQueries>().CurrentAsync(cancellationToken);
        return new ReconcileRun { TenantId = tenant, RouterId = routerId, Cause = drift?.NextCause ?? ReconcileCause.Return, Repairs = settings.RepairsDrift, RequestedAt = now };
    }

    internal async Task FinishAsync(ReconcileRun run, int rows, IReadOnlyList<Drift> drifts, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        run.RowsRead = rows;
        (run.Missing, run.Changed) = (Count(DriftCategory.Missing), Count(DriftCategory.Changed));
        (run.Orphaned, run.Conflicting, run.Foreign) = (Count(DriftCategory.Orphaned), Count(DriftCategory.Conflicting), Count(DriftCategory.Foreign));
        (run.State, run.FinishedAt) = (ReconcileState.Done, now);
        await WriteAsync(run, (drift, keep) =>
        {
            if (keep) drift.LastRunId = run.Id;
            // What was repaired is on its way; what is left is what the router still differs in.
            (drift.Missing, drift.Changed, drift.Orphaned) = (run.Missing, run.Changed, run.Orphaned);
            (drift.Conflicting, drift.Foreign, drift.IsBraked) = (run.Conflicting, run.Foreign, run.IsBraked);
            (drift.ComparedAt, drift.Error, drift.Failures) = (now, null, 0);
            // Looked at once more soon after a repair, to see that it took.
            drift.NextAt = run.Repaired > 0 ? now + options.Value.AfterRepair : now + Spread(options.Value.CompareInterval);
            drift.NextCause = ReconcileCause.Schedule;
        }, drifts, cancellationToken);

        int Count(DriftCategory category) => drifts.Count(d => d.Category == category);
    }

    internal Task FailAsync(ReconcileRun run, string error, CancellationToken cancellationToken)
    {
        (run.State, run.FinishedAt, run.Error) = (ReconcileState.Failed, clock.GetUtcNow(), error.Length <= 500 ? error : error[..500]);
        return WriteAsync(run, (drift, _) =>
        {
            (drift.Error, drift.Failures) = (run.Error, drift.Failures + 1);
            drift.NextAt = clock.GetUtcNow() + BackOff.After(drift.Failures, options.Value.CompareInterval) + AfterFailure;
        }, [], cancellationToken);
    }

    /// <summary>What an earlier run found.</summary>
    internal async Task<HashSet<(DriftCategory, string, string)>> KeysAsync(Guid runId, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var lines = await scope.ServiceProvider.GetRequiredService<AppDbContext>().Set<DriftLine>().IgnoreQueryFilters(QueryFilters.AllTenants)
            .Where(l => l.RunId == runId).Select(l => new { l.Category, l.Menu, l.Name }).ToListAsync(cancellationToken);
        return [.. lines.Select(l => (l.Category, l.Menu, l.Name))];
    }

    private async Task WriteAsync(ReconcileRun run, Action<RouterDrift, bool> stand, IReadOnlyList<Drift> drifts, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AppDbContext>();
        scope.ServiceProvider.GetRequiredService<CurrentTenant>().Use(run.TenantId);
        await db.InTransactionAsync(async token =>
        {
            db.ChangeTracker.Clear();
            var drift = await db.Set<RouterDrift>().SingleOrDefaultAsync(d => d.RouterId == run.RouterId, token);
            var keep = run.Cause is not (ReconcileCause.Schedule or ReconcileCause.Return) || run.Repaired > 0 || run.IsBraked || !Same(drift, run);
            if (drift is null) db.Add(drift = new RouterDrift { RouterId = run.RouterId, TenantId = run.TenantId });
            stand(drift, keep);
            if (keep) await KeepAsync(db, run, drifts, token);
            if (run.State == ReconcileState.Done) await TellOfConflictsAsync(scope.ServiceProvider, db, run, drifts, token);
            // Renewed or moved meanwhile: nobody waits any more.
            if (run is { State: ReconcileState.Done, IsBraked: false } && !await db.Set<RouterAccount>().AnyAsync(a => a.RouterId == run.RouterId && a.HeldSince != null, token))
                await scope.ServiceProvider.GetRequiredService<AlarmService>().ClearAsync(AlarmKinds.HeldBack, run.RouterId, token);
            await db.SaveChangesAsync(token);
        }, cancellationToken);
    }

    /// <summary>One or two rows in the way are somebody's hand; many are a router that was restored without our marks, and out of control.</summary>
    private static async Task TellOfConflictsAsync(IServiceProvider services, AppDbContext db, ReconcileRun run, IReadOnlyList<Drift> drifts, CancellationToken cancellationToken)
    {
        var alarms = services.GetRequiredService<AlarmService>();
        var customers = drifts.Count(d => d is { Category: DriftCategory.Conflicting, Account: not null });
        if (customers < MostByHand)
        {
            await alarms.ClearAsync(AlarmKinds.Conflicts, run.RouterId, cancellationToken);
            return;
        }
        var name = await db.Set<Router>().Where(r => r.Id == run.RouterId).Select(r => r.Name).SingleOrDefaultAsync(cancellationToken);
        await alarms.RaiseAsync(AlarmKinds.Conflicts, run.RouterId, $"{name} has rows that do not carry our mark in the place of customers'. Nothing is written for these until they are taken over", run.RouterId, customers, cancellationToken);
    }

    private static async Task KeepAsync(AppDbContext db, ReconcileRun run, IReadOnlyList<Drift> drifts, CancellationToken cancellationToken)
    {
        if (await db.Set<ReconcileRun>().AnyAsync(r => r.Id == run.Id, cancellationToken)) db.Update(run);
        else db.Add(run);
        await db.SaveChangesAsync(cancellationToken);
        await db.Set<DriftLine>().Where(l => l.RunId == run.Id).ExecuteDeleteAsync(cancellationToken);
        await db.BulkInsertAsync([.. drifts.GroupBy(d => d.Category).SelectMany(g => g.Take(MostLines)).Select(d => Line(run, d))], cancellationToken);
    }

    private static DriftLine Line(ReconcileRun run, Drift drift) => new()
    {
        TenantId = run.TenantId,
        RunId = run.Id,
        Category = drift.Category,
        Menu = drift.Menu,
        Name = Clip(drift.Name, 128)!,
        SubscriptionId = drift.Account?.SubscriptionId,
        Detail = Clip(drift.Detail, 1000),
        Commands = drift.Commands.Count == 0 ? null : Clip(string.Join('\n', drift.Commands), 2000),
        EndsSession = drift.EndsSession,
    };

    private static bool Same(RouterDrift? before, ReconcileRun run) => run.State == ReconcileState.Failed
        ? before is { Failures: > 0 }
        : before is null ? run.Differences == 0
        : (before.Missing, before.Changed, before.Orphaned, before.Conflicting) == (run.Missing, run.Changed, run.Orphaned, run.Conflicting);

    /// <summary>A tenth more or less, so that routers that came together do not stay together.</summary>
    private static TimeSpan Spread(TimeSpan interval) => interval * (0.9 + (Random.Shared.NextDouble() * 0.2));

    private static string? Clip(string? text, int length) => text is { } t && t.Length > length ? t[..length] : text;
}
