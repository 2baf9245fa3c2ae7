using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Subscriptions;

namespace MikrotikBilling.Core.Provisioning.Reconcile;

/// <summary>How one router stands, for lists.</summary>
public sealed record RouterStand(Guid RouterId, string Router, RouterState State, RouterDrift? Drift, int Held);

/// <summary>Somebody whom the brake holds back.</summary>
public sealed record HeldLine(Guid SubscriptionId, Guid CustomerId, string Customer, string UserName, SubscriptionStatus Status, DateTimeOffset ExpiresAt, bool IsLeaving, DateTimeOffset HeldSince);

/// <summary>Comparisons and what they found.</summary>
public sealed class ReconcileQueries(AppDbContext db)
{
    public const int PageSize = 50;

    public Task<RouterDrift?> StandAsync(Guid routerId, CancellationToken cancellationToken) =>
        db.Set<RouterDrift>().AsNoTracking().SingleOrDefaultAsync(d => d.RouterId == routerId, cancellationToken);

    /// <summary>All active routers, those that need a person first.</summary>
    public async Task<IReadOnlyList<RouterStand>> AllAsync(CancellationToken cancellationToken)
    {
        var routers = await db.Set<Router>().AsNoTracking().Where(r => r.IsActive)
            .Select(r => new
            {
                r.Id,
                r.Name,
                State = (RouterState?)r.Status!.State,
                Drift = db.Set<RouterDrift>().FirstOrDefault(d => d.RouterId == r.Id),
            }).ToListAsync(cancellationToken);
        var held = await db.Set<RouterAccount>().Where(a => a.HeldSince != null).GroupBy(a => a.RouterId)
            .Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, cancellationToken);
        return [.. routers.Select(r => new RouterStand(r.Id, r.Name, r.State ?? RouterState.Unknown, r.Drift, held.GetValueOrDefault(r.Id)))
            .OrderByDescending(r => r.Held > 0 || r.Drift?.IsBraked == true).ThenByDescending(r => r.Drift?.Error is not null).ThenByDescending(r => r.Drift?.Differences ?? 0)
            .ThenBy(r => r.Router, StringComparer.OrdinalIgnoreCase)];
    }

    public Task<ReconcileRun?> RunAsync(Guid runId, CancellationToken cancellationToken) =>
        db.Set<ReconcileRun>().AsNoTracking().SingleOrDefaultAsync(r => r.Id == runId, cancellationToken);

    /// <summary>The last ones of a router, the newest first.</summary>
    public async Task<IReadOnlyList<ReconcileRun>> RunsAsync(Guid routerId, int count, CancellationToken cancellationToken) =>
        await db.Set<ReconcileRun>().AsNoTracking().Where(r => r.RouterId == routerId).OrderByDescending(r => r.RequestedAt).Take(count).ToListAsync(cancellationToken);

    /// <summary>Lines of a run in the order they were found; at most <see cref="PageSize"/>, and one more when there are more.</summary>
    public async Task<IReadOnlyList<DriftLine>> LinesAsync(Guid runId, DriftCategory? category, long after, CancellationToken cancellationToken)
    {
        var lines = db.Set<DriftLine>().AsNoTracking().Where(l => l.RunId == runId && l.Id > after);
        lines = category is { } only ? lines.Where(l => l.Category == only) : lines.Where(l => l.Category != DriftCategory.Foreign);
        return await lines.OrderBy(l => l.Id).Take(PageSize + 1).ToListAsync(cancellationToken);
    }

    /// <summary>Services that were adopted into the books only.</summary>
    public Task<int> HandsOffAsync(Guid routerId, CancellationToken cancellationToken) =>
        db.Set<RouterAccount>().CountAsync(a => a.RouterId == routerId && a.IsHandsOff, cancellationToken);

    public Task<int> HeldCountAsync(Guid routerId, CancellationToken cancellationToken) =>
        db.Set<RouterAccount>().CountAsync(a => a.RouterId == routerId && a.HeldSince != null, cancellationToken);

    /// <summary>Whom the brake holds back on a router, by name.</summary>
    public async Task<IReadOnlyList<HeldLine>> HeldAsync(Guid routerId, int count, CancellationToken cancellationToken) =>
        await db.Set<RouterAccount>().AsNoTracking().Where(a => a.RouterId == routerId && a.HeldSince != null).OrderBy(a => a.Subscription!.UserName).Take(count)
            .Select(a => new HeldLine(a.SubscriptionId, a.Subscription!.CustomerId, a.Subscription.Customer!.Name, a.Subscription.UserName, a.Subscription.Status, a.Subscription.ExpiresAt,
                !a.IsWanted, a.HeldSince!.Value)).ToListAsync(cancellationToken);
}
