using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Subscriptions.Runs;

namespace MikrotikBilling.Core.Subscriptions.Bulk;

/// <summary>Starts, stops and takes back runs. The work itself is done by <see cref="BulkWorker"/>.</summary>
public sealed class BulkService(AppDbContext db, AuditLog audit, CurrentActor actor, BulkSignal signal, BulkTargets bulkTargets, TimeProvider clock)
{
    public async Task<Result<BulkRun>> StartAsync(BulkRequest request, CancellationToken cancellationToken)
    {
        var id = request.Id ?? Guid.CreateVersion7();
        if (request.Id is not null && await db.Set<BulkRun>().AsNoTracking().SingleOrDefaultAsync(r => r.Id == id, cancellationToken) is { } same) return same;
        if (request.Action == BulkAction.ChangeProfile && !await db.Set<Profile>().AnyAsync(p => p.Id == request.ProfileId && p.IsActive, cancellationToken))
            return new Refusal("profile.unknown", "Choose a profile that is on sale.", nameof(request.ProfileId));
        if (request.Action == BulkAction.Move && !await db.Set<Router>().AnyAsync(r => r.Id == request.RouterId && r.IsActive, cancellationToken))
            return new Refusal("router.unknown", "Choose a router that is switched on here.", nameof(request.RouterId));

        return await SaveAsync(new BulkRun
        {
            Id = id,
            Action = request.Action,
            Days = request.Action == BulkAction.Extend ? request.Days : null,
            ProfileId = request.Action == BulkAction.ChangeProfile ? request.ProfileId : null,
            RouterId = request.Action == BulkAction.Move ? request.RouterId : null,
            Filter = request.Filter is { } filter ? JsonSerializer.Serialize(filter) : null,
            ActorKind = actor.Kind,
            ActorId = actor.Id,
            ActorName = actor.Name,
            From = actor.From,
            CreatedAt = clock.GetUtcNow(),
        }, request.Filter is null ? request.CustomerIds : [], cancellationToken);
    }

    /// <summary>Takes a run back, row by row, where nothing else was changed since. A run is taken back once.</summary>
    public async Task<Result<BulkRun>> UndoAsync(Guid id, CancellationToken cancellationToken)
    {
        var run = await db.Set<BulkRun>().AsNoTracking().SingleOrDefaultAsync(r => r.Id == id, cancellationToken);
        if (run is null) return Refusal.NotFound;
        if (!run.IsOver) return new Refusal("bulk.running", "It is still at work; stop it first.");
        if (run.Action == BulkAction.Undo) return new Refusal("bulk.undo-of-undo", "An undo is not undone; run the action again instead.");
        if (run.Succeeded == 0) return new Refusal("bulk.nothing-done", "Nothing was changed that could be taken back.");
        return await db.ChangeAsync<BulkRun>(async token =>
        {
            if (await db.Set<BulkRun>().AsNoTracking().SingleOrDefaultAsync(r => r.UndoOfId == id, token) is { } earlier) return earlier;
            // Two presses at once: both touch the run that is taken back, and one of them is stale.
            var before = await db.Set<BulkRun>().SingleAsync(r => r.Id == id, token);
            db.Entry(before).Property(r => r.Version).IsModified = true;
            var undo = new BulkRun
            {
                Action = BulkAction.Undo,
                UndoOfId = id,
                Total = run.Succeeded,
                ActorKind = actor.Kind,
                ActorId = actor.Id,
                ActorName = actor.Name,
                From = actor.From,
                CreatedAt = clock.GetUtcNow(),
            };
            db.Add(undo);
            audit.Record("bulk.undone", "bulk", id, $"Takes back {BulkWords.Of(run.Action)} of {run.Succeeded}.");
            await db.SaveChangesAsync(token);
            var ids = await db.Set<BulkItem>().Where(i => i.RunId == id && i.State == BulkItemState.Done).OrderBy(i => i.Id).Select(i => i.SubscriptionId).ToListAsync(token);
            await db.BulkInsertAsync(ids.ConvertAll(s => new BulkItem { TenantId = undo.TenantId, RunId = undo.Id, SubscriptionId = s }), token);
            db.AfterCommit(signal.Ring);
            return undo;
        }, cancellationToken);
    }

    /// <summary>What is done stays done; the rest is left as it was.</summary>
    public async Task<Result> StopAsync(Guid id, CancellationToken cancellationToken)
    {
        var asked = await db.Set<BulkRun>().Where(r => r.Id == id && (r.State == BulkState.Waiting || r.State == BulkState.Running))
            .ExecuteUpdateAsync(set => set.SetProperty(r => r.StopRequested, true), cancellationToken);
        if (asked == 0)
            return await db.Set<BulkRun>().AnyAsync(r => r.Id == id, cancellationToken) ? Result.Refuse("bulk.over", "It is over already.") : Result.NotFound;
        signal.Ring();
        return Result.Success;
    }

    private async Task<Result<BulkRun>> SaveAsync(BulkRun run, IReadOnlyList<Guid> customerIds, CancellationToken cancellationToken)
    {
        try
        {
            return await db.ChangeAsync<BulkRun>(async token =>
            {
                var targets = customerIds.Count == 0 ? [] : await bulkTargets.OfAsync(customerIds, token);
                if (targets.Count == 0 && run.Filter is null) return new Refusal("bulk.nobody", "None of the customers selected has a service.");
                run.Total = targets.Count;
                db.Add(run);
                audit.Record("bulk.started", "bulk", run.Id,
                    run.Filter is null ? $"Started {BulkWords.Of(run.Action)} of {targets.Count} services." : $"Started {BulkWords.Of(run.Action)} of all services that match a filter.");
                await db.SaveChangesAsync(token);
                await db.BulkInsertAsync<BulkItem>([.. targets.Select(s => new BulkItem { TenantId = run.TenantId, RunId = run.Id, SubscriptionId = s })], token);
                db.AfterCommit(signal.Ring);
                return run;
            }, cancellationToken);
        }
        catch (DbUpdateException e) when (e.IsUniqueViolation("BulkRuns"))
        {
            return await db.Set<BulkRun>().AsNoTracking().SingleAsync(r => r.Id == run.Id, cancellationToken); // pressed twice at once
        }
    }
}

/// <summary>What actions are called in the history.</summary>
public static class BulkWords
{
    public static Phrase Of(BulkAction action) => action switch
    {
        BulkAction.Extend => "extending",
        BulkAction.Enable => "enabling",
        BulkAction.Disable => "disabling",
        BulkAction.ChangeProfile => "a change of profile",
        BulkAction.Move => "a move to another router",
        _ => "an undo",
    };
}

/// <summary>Wakes the worker of bulk runs.</summary>
public sealed class BulkSignal : RunSignal;
