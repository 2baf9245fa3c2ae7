using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Billing.Credit;
using MikrotikBilling.Core.Billing.Invoices;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Subscriptions;

namespace MikrotikBilling.Core.Billing.Dunning;

/// <summary>Enables what was suspended for debt again, in the transaction that pays the last overdue invoice of it.</summary>
public sealed class Reactivation(AppDbContext db, ContractChange contract) : ISettlementListener
{
    public async Task SettledAsync(Invoice invoice, CancellationToken cancellationToken)
    {
        var suspended = await db.Set<Subscription>().Where(s => s.CustomerId == invoice.CustomerId && s.IsSuspendedForDebt && s.Status == SubscriptionStatus.Suspended)
            .Select(s => s.Id).ToListAsync(cancellationToken);
        if (suspended.Count == 0) return;
        // What this transaction settled is in memory only.
        await db.SaveChangesAsync(cancellationToken);
        foreach (var id in suspended)
        {
            if (await db.Set<Invoice>().AnyAsync(i => i.CustomerId == invoice.CustomerId && i.State == InvoiceState.Overdue && (i.SubscriptionId == id || i.SubscriptionId == null), cancellationToken)) continue;
            var enabled = await contract.ApplyAsync(id, null, "subscription.reactivated",
                async (s, now, token) => (s.Enable(now, await contract.GoesOnAsync(s, token)), $"Enabled {s.UserName} again: nothing is overdue any more."), cancellationToken);
            if (!enabled.Ok) throw new InvalidOperationException($"{id}: {enabled.Refusal.Message}");
        }
    }
}
