using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Core.Subscriptions.Reminders;
using MikrotikBilling.Core.Tenants;

namespace MikrotikBilling.Core.Payments.Gateways.Kept;

/// <summary>Services whose customer's card is charged at their end: nobody is reminded of what he pays by itself. One that was declined the last time is no promise.</summary>
public sealed class KeptRenewals(AppDbContext db, TenantQueries tenants) : IRenewsByItself
{
    /// <summary>SQLite takes each id as a parameter.</summary>
    private const int Chunk = 250;

    public async Task<IReadOnlySet<Guid>> OfAsync(IReadOnlyList<EndingService> ending, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(ending);
        var (renewed, tenant) = (new HashSet<Guid>(), await tenants.CurrentAsync(cancellationToken));
        foreach (var some in ending.Chunk(Chunk))
        {
            var ids = some.Select(e => e.SubscriptionId).ToList();
            var charged = await db.Set<Subscription>().Where(s => ids.Contains(s.Id) && s.AutoRenews && s.Profile!.Price.Currency == tenant.Currency)
                .Join(SavedMethodQueries.Chargeable(db).Where(m => m.Failures == 0), s => s.CustomerId, m => m.CustomerId, (s, m) => new { s.Id, s.ExpiresAt, m.KeptAt, m.LastDay }).ToListAsync(cancellationToken);
            renewed.UnionWith(charged.Where(c => c.KeptAt < c.ExpiresAt && !(c.LastDay < tenant.DayOf(c.ExpiresAt))).Select(c => c.Id));
        }
        return renewed;
    }
}
