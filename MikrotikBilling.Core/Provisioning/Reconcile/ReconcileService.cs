using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Provisioning.Alarms;
using MikrotikBilling.Core.Routers;

namespace MikrotikBilling.Core.Provisioning.Reconcile;

/// <summary>Asks for comparisons and repairs; the lane of the router does them.</summary>
public sealed class ReconcileService(AppDbContext db, LaneSignals signals, AlarmService alarms, AuditLog audit, CurrentActor actor, TimeProvider clock)
{
    /// <summary>Compares a router now. With <paramref name="repair"/> what is found is put right, the brake holding; otherwise nothing is written to the router.</summary>
    public async Task<Result<ReconcileRun>> RequestAsync(Guid routerId, bool repair, ReconcileCause cause, CancellationToken cancellationToken)
    {
        if (await db.Set<Router>().AsNoTracking().SingleOrDefaultAsync(r => r.Id == routerId, cancellationToken) is not { } router) return Refusal.NotFound;
        if (!router.IsActive) return new Refusal("router.inactive", "This router is switched off here. Switch it on first.");
        if (await WaitingAsync(routerId, repair, cancellationToken) is { } waiting) return waiting;
        return await AddAsync(router, new ReconcileRun
        {
            RouterId = routerId,
            Cause = cause,
            Repairs = repair,
            ByName = actor.Id is null ? null : actor.Name,
            RequestedAt = clock.GetUtcNow(),
        }, repair ? "router.reconciled" : "router.compared", repair ? $"Had {router.Name} compared and put right." : $"Had {router.Name} compared.", cancellationToken);
    }

    /// <summary>Puts right what a run found, as somebody saw it; what drifted since is left for the next comparison.</summary>
    public async Task<Result<ReconcileRun>> RepairAsync(Guid runId, CancellationToken cancellationToken)
    {
        var run = await db.Set<ReconcileRun>().AsNoTracking().SingleOrDefaultAsync(r => r.Id == runId, cancellationToken);
        if (run is null || await db.Set<Router>().AsNoTracking().SingleOrDefaultAsync(r => r.Id == run.RouterId, cancellationToken) is not { } router) return Refusal.NotFound;
        if (run.State != ReconcileState.Done) return new Refusal("reconcile.not-done", "This comparison did not come to its end. Compare again.");
        if (run.Missing + run.Changed + run.Orphaned == 0) return new Refusal("reconcile.nothing", "There is nothing to put right.");
        if (!router.IsActive) return new Refusal("router.inactive", "This router is switched off here. Switch it on first.");
        if (await WaitingAsync(router.Id, repairs: true, cancellationToken) is { } waiting) return waiting;
        return await AddAsync(router, new ReconcileRun
        {
            RouterId = router.Id,
            Cause = ReconcileCause.OnDemand,
            Repairs = true,
            OfRunId = runId,
            ByName = actor.Id is null ? null : actor.Name,
            RequestedAt = clock.GetUtcNow(),
        }, "router.repaired", $"Had {router.Name} put right: {run.Missing} missing, {run.Changed} changed, {run.Orphaned} orphaned.", cancellationToken);
    }

    /// <summary>Lets those be cut off that the brake holds back. <paramref name="count"/> is how many the person saw; another number is refused.</summary>
    public async Task<Result<int>> ReleaseAsync(Guid routerId, int count, CancellationToken cancellationToken) =>
        await db.ChangeAsync<int>(async token =>
        {
            if (await db.Set<Router>().AsNoTracking().SingleOrDefaultAsync(r => r.Id == routerId, token) is not { } router) return Refusal.NotFound;
            var held = db.Set<RouterAccount>().Where(a => a.RouterId == routerId && a.HeldSince != null);
            var now = clock.GetUtcNow();
            var present = await held.CountAsync(token);
            if (present == 0) return new Refusal("brake.none", "Nobody is held back any more.");
            if (present != count) return new Refusal("brake.changed", $"There are {present} of them now, not {count}. Look at the list again.");
            await held.ExecuteUpdateAsync(set => set.SetProperty(a => a.HeldSince, (DateTimeOffset?)null).SetProperty(a => a.IsByPerson, true).SetProperty(a => a.NextAttemptAt, now), token);
            audit.Record("router.brake-released", "router", routerId, $"Let {present} customers of {router.Name} be cut off.");
            await alarms.ClearAsync(AlarmKinds.HeldBack, routerId, token);
            await db.SaveChangesAsync(token);
            db.AfterCommit(() => signals.Wake(routerId));
            return present;
        }, cancellationToken);

    private Task<ReconcileRun?> WaitingAsync(Guid routerId, bool repairs, CancellationToken cancellationToken) =>
        db.Set<ReconcileRun>().AsNoTracking().FirstOrDefaultAsync(r => r.RouterId == routerId && r.State == ReconcileState.Waiting && r.Repairs == repairs, cancellationToken);

    private async Task<Result<ReconcileRun>> AddAsync(Router router, ReconcileRun run, string action, string summary, CancellationToken cancellationToken)
    {
        await db.InTransactionAsync(async token =>
        {
            db.Add(run);
            audit.Record(action, "router", router.Id, summary);
            await db.SaveChangesAsync(token);
            db.AfterCommit(() => signals.Wake(router.Id));
        }, cancellationToken);
        return run;
    }
}
