using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Subscriptions;

namespace MikrotikBilling.Core.Provisioning;

/// <summary>Which accounts the lanes may work on now.</summary>
internal static class DueAccounts
{
    /// <summary>
    /// Stale, and nobody's decision is waited for. Who moved to another router stays on the old one until the new one holds him: he is online
    /// on one of them at every moment.
    /// </summary>
    public static IQueryable<RouterAccount> Due(this AppDbContext db, DateTimeOffset now)
    {
        var all = db.Set<RouterAccount>().IgnoreQueryFilters(QueryFilters.AllTenants);
        return all.Where(a => a.StaleSince != null && !a.IsConflict && !a.IsHandsOff && a.HeldSince == null && (a.NextAttemptAt == null || a.NextAttemptAt <= now)
            && (a.IsWanted || !(a.Subscription!.Status == SubscriptionStatus.Active || a.Subscription.Status == SubscriptionStatus.Grace)
                || !all.Any(o => o.SubscriptionId == a.SubscriptionId && o.IsWanted && o.AppliedName == null && o.RouterId != a.RouterId)));
    }

    /// <summary>Routers that unwanted rows of these are left on, now that others hold them.</summary>
    public static Task<List<Guid>> LeftBehindAsync(this AppDbContext db, IReadOnlyCollection<Guid> subscriptionIds, CancellationToken cancellationToken) =>
        db.Set<RouterAccount>().IgnoreQueryFilters(QueryFilters.AllTenants)
            .Where(a => subscriptionIds.Contains(a.SubscriptionId) && !a.IsWanted && a.StaleSince != null).Select(a => a.RouterId).Distinct().ToListAsync(cancellationToken);
}
