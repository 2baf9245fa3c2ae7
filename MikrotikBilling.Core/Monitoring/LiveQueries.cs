using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Provisioning;
using MikrotikBilling.Core.Subscriptions;

namespace MikrotikBilling.Core.Monitoring;

/// <summary>Where the traffic of a service can be watched.</summary>
public sealed record LiveTarget(Guid SubscriptionId, Guid RouterId, LiveName Name);

public sealed class LiveQueries(AppDbContext db)
{
    /// <summary>The services of a customer that a router holds now.</summary>
    public async Task<IReadOnlyList<LiveTarget>> OfCustomerAsync(Guid customerId, CancellationToken cancellationToken) =>
        await db.Set<RouterAccount>().AsNoTracking().Where(a => a.IsWanted && a.AppliedName != null && a.Subscription!.CustomerId == customerId
                && a.Subscription.Status != SubscriptionStatus.Cancelled)
            .Select(a => new LiveTarget(a.SubscriptionId, a.RouterId, new LiveName(a.Kind, a.AppliedName!))).ToListAsync(cancellationToken);
}
