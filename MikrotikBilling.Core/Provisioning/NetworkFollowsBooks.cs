using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Data.Invariants;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Subscriptions;

namespace MikrotikBilling.Core.Provisioning;

/// <summary>Who has access is let in by a router that can be reached. What waits for a person, or failed with a reason, is told of elsewhere.</summary>
internal sealed class NetworkFollowsBooks : IInvariant
{
    private static readonly TimeSpan Late = TimeSpan.FromMinutes(30);

    public string Name => "network-follows-books";

    public string Words => "No router that can be reached is half an hour behind for a service with access.";

    public InvariantArea Area => InvariantArea.Network;

    public async Task<Findings> FindAsync(AppDbContext db, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var before = now - Late;
        var late = db.Set<RouterAccount>().IgnoreQueryFilters(QueryFilters.AllTenants).Where(a => a.IsWanted && a.StaleSince < before && a.AppliedVersion < a.DesiredVersion
            && a.Error == null && !a.IsConflict && !a.IsHandsOff && a.HeldSince == null
            && (a.Subscription!.Status == SubscriptionStatus.Active || a.Subscription.Status == SubscriptionStatus.Grace)
            && db.Set<Router>().IgnoreQueryFilters(QueryFilters.AllTenants).Any(r => r.Id == a.RouterId && r.IsActive && r.Status!.State == RouterState.Online && r.Status.Since < before));
        var rows = await late.OrderBy(a => a.StaleSince).Take(Findings.Most + 1).Select(a => new { a.TenantId, a.Subscription!.UserName }).ToListAsync(cancellationToken);
        return new Findings(rows.Count <= Findings.Most ? rows.Count : await late.CountAsync(cancellationToken), [.. rows.Take(Findings.Most).Select(r => new BrokenRow(r.TenantId, r.UserName))]);
    }
}
