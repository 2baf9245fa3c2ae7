using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Billing.Ledger;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Core.Subscriptions.Reminders;
using MikrotikBilling.Core.Tenants;

namespace MikrotikBilling.Core.Billing.Renewals;

/// <summary>
/// Which services their customer's credit will renew at their end: priced as the renewal itself is, after what is open on invoices, for the whole period.
/// Credit that two services want counts for the one that ends first.
/// </summary>
public sealed class CreditForecast(AppDbContext db, PriceTermsQueries terms, BillingSettingsQueries settings, TenantQueries tenants) : IRenewsByItself
{
    /// <summary>SQLite takes each id as a parameter.</summary>
    private const int Chunk = 250;

    private readonly Dictionary<Guid, long> _left = [];

    public async Task<IReadOnlySet<Guid>> OfAsync(IReadOnlyList<EndingService> ending, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(ending);
        var renewed = new HashSet<Guid>();
        if (!(await settings.CurrentAsync(cancellationToken)).RenewsFromCredit) return renewed;
        var tenant = await tenants.CurrentAsync(cancellationToken);
        await CreditAsync([.. ending.Select(e => e.CustomerId).Distinct().Where(id => !_left.ContainsKey(id))], tenant.Currency, cancellationToken);
        var hopeful = ending.Where(e => _left[e.CustomerId] > 0).ToList();
        var services = await ServicesAsync([.. hopeful.Select(e => e.SubscriptionId)], tenant.Currency, cancellationToken);
        foreach (var day in hopeful.Where(e => services.ContainsKey(e.SubscriptionId)).GroupBy(e => tenant.DayOf(e.EndsAt)).OrderBy(d => d.Key))
        {
            var applying = await terms.ForManyAsync([.. day.Select(e => new PriceQuestion(e.CustomerId, e.SubscriptionId, services[e.SubscriptionId].ProfileId) { Renews = true })], day.Key, cancellationToken);
            foreach (var end in day)
            {
                var service = services[end.SubscriptionId];
                var plan = RenewalPlan.Make(service, service.Profile!, applying[end.SubscriptionId], periods: 1, end.EndsAt, tenant.Zone);
                if (!plan.Ok || plan.Value.Total.Minor > _left[end.CustomerId]) continue;
                _left[end.CustomerId] -= plan.Value.Total.Minor;
                renewed.Add(end.SubscriptionId);
            }
        }
        return renewed;
    }

    /// <summary>What each has beyond what is open: that is paid first.</summary>
    private async Task CreditAsync(IReadOnlyList<Guid> customers, string currency, CancellationToken cancellationToken)
    {
        foreach (var some in customers.Chunk(Chunk))
        {
            var balances = await db.Set<CustomerBalance>().Where(b => some.Contains(b.CustomerId) && b.Currency == currency && b.CreditMinor > 0)
                .Select(b => new { b.CustomerId, Left = b.CreditMinor - b.OwedMinor }).ToDictionaryAsync(b => b.CustomerId, b => b.Left, cancellationToken);
            foreach (var id in some) _left[id] = balances.GetValueOrDefault(id);
        }
    }

    private async Task<Dictionary<Guid, Subscription>> ServicesAsync(IReadOnlyList<Guid> ids, string currency, CancellationToken cancellationToken)
    {
        var found = new Dictionary<Guid, Subscription>();
        foreach (var some in ids.Chunk(Chunk))
            foreach (var service in await db.Set<Subscription>().AsNoTracking().Include(s => s.Profile)
                .Where(s => some.Contains(s.Id) && s.AutoRenews && s.Profile!.Price.Currency == currency).ToListAsync(cancellationToken)) found[service.Id] = service;
        return found;
    }
}
