using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Billing.Ledger;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Subscriptions;

namespace MikrotikBilling.Core.Billing.Renewals;

/// <summary>Renews from credit what would come to its end. Who has not enough is left alone.</summary>
public sealed class AutoRenewal(AppDbContext db, RenewalService renewals, BillingSettingsQueries settings) : IRenewalAtEnd
{
    public async Task RenewAsync(IReadOnlyList<Subscription> due, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var wanted = due.Where(s => s.AutoRenews && s.ExpiresAt <= now && s.Status.HasAccess()).ToList();
        if (wanted.Count == 0 || !(await settings.CurrentAsync(cancellationToken)).RenewsFromCredit) return;
        var customers = wanted.ConvertAll(s => s.CustomerId);
        var withCredit = await db.Set<CustomerBalance>().Where(b => customers.Contains(b.CustomerId) && b.CreditMinor > 0).Select(b => b.CustomerId).ToListAsync(cancellationToken);
        // In the order of the customers, as every transaction that takes several balances does.
        foreach (var subscription in wanted.Where(s => withCredit.Contains(s.CustomerId)).OrderBy(s => s.CustomerId).ThenBy(s => s.ExpiresAt))
        {
            var plan = await renewals.TakeAndPlanAsync(subscription.CustomerId, new RenewalWish(subscription.Id), cancellationToken);
            if (!plan.Ok || plan.Value.Renewal is null) continue;
            var renewed = await renewals.CarryOutAsync(plan.Value, cancellationToken);
            // Half of it is done by now, so the whole transaction must go.
            if (!renewed.Ok) throw new InvalidOperationException($"The renewal of {subscription.Id} was refused: {renewed.Refusal.Code}.");
        }
    }
}
