using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Data;

namespace MikrotikBilling.Core.Routers;

/// <summary>Begins and ends outages inside the transaction that changes what a router is.</summary>
public sealed class RouterOutages(AppDbContext db, TimeProvider clock)
{
    private IQueryable<RouterOutage> Open => db.Set<RouterOutage>().IgnoreQueryFilters(QueryFilters.AllTenants).Where(o => o.EndedAt == null);

    /// <summary>Brings outages in line with states. Saved by the caller; a second node that was first is told by the unique index.</summary>
    /// <param name="rows">With their new state; those that are and were online have nothing to begin or end.</param>
    public async Task FollowAsync(IReadOnlyCollection<RouterStatus> rows, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (rows.Count == 0) return;
        var ids = rows.Select(r => r.RouterId).ToList();
        var open = await Open.Where(o => ids.Contains(o.RouterId)).ToDictionaryAsync(o => o.RouterId, cancellationToken);
        foreach (var row in rows)
            if (row.State == RouterState.Online && open.GetValueOrDefault(row.RouterId) is { Kind: OutageKind.Away } over) over.EndedAt = now;
        var gone = rows.Where(r => r.State == RouterState.Offline && !open.ContainsKey(r.RouterId)).ToList();
        if (gone.Count == 0) return;
        var goneIds = gone.ConvertAll(r => r.RouterId);
        // A look may still be under way when the router is switched off.
        var active = await db.Set<Router>().IgnoreQueryFilters(QueryFilters.AllTenants).Where(r => goneIds.Contains(r.Id) && r.IsActive).Select(r => r.Id).ToListAsync(cancellationToken);
        foreach (var row in gone.Where(r => active.Contains(r.RouterId))) db.Add(Away(row, now));
    }

    /// <summary>Switched off it is neither up nor down; switched on again the next look tells.</summary>
    public async Task SwitchedAsync(Router router, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(router);
        var now = clock.GetUtcNow();
        await EndAsync(router.Id, now, cancellationToken);
        if (router.IsActive || !await db.Set<RouterStatus>().AnyAsync(s => s.RouterId == router.Id && s.CountedSince != null, cancellationToken)) return;
        db.Add(new RouterOutage { TenantId = router.TenantId, RouterId = router.Id, Kind = OutageKind.SwitchedOff, StartedAt = now });
        await db.SaveChangesAsync(cancellationToken);
    }

    /// <summary>Its outages stay under the name that it had.</summary>
    public async Task DeletedAsync(Router router, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(router);
        var (id, name) = (router.Id, router.Name);
        await EndAsync(id, clock.GetUtcNow(), cancellationToken);
        await db.Set<RouterOutage>().Where(o => o.RouterId == id).ExecuteUpdateAsync(set => set.SetProperty(o => o.FormerName, name), cancellationToken);
    }

    private Task<int> EndAsync(Guid id, DateTimeOffset now, CancellationToken cancellationToken) =>
        db.Set<RouterOutage>().Where(o => o.RouterId == id && o.EndedAt == null).ExecuteUpdateAsync(set => set.SetProperty(o => o.EndedAt, now), cancellationToken);

    private static RouterOutage Away(RouterStatus row, DateTimeOffset now) => new()
    {
        TenantId = row.TenantId,
        RouterId = row.RouterId,
        StartedAt = now,
        ErrorKind = row.ErrorKind,
        Reason = row.Error is { Length: > RouterOutage.MaxReason } error ? error[..RouterOutage.MaxReason] : row.Error,
    };
}
