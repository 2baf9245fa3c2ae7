using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Subscriptions;

namespace MikrotikBilling.Core.Billing.Renewals;

/// <summary>Moves what is paid for on by the rest of its service, so that an end in the middle of it gives back what is left, and no more.</summary>
public sealed class RestedPeriods(AppDbContext db) : IRestListener
{
    public async Task RestedAsync(Guid subscriptionId, DateTimeOffset from, TimeSpan rest, CancellationToken cancellationToken)
    {
        var periods = await db.Set<BillingPeriod>().Where(p => p.SubscriptionId == subscriptionId && p.DroppedAt == null && p.EndsAt > from).ToListAsync(cancellationToken);
        foreach (var period in periods) period.Rest(from, rest);
    }
}
