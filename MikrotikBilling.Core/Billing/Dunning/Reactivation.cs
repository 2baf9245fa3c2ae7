using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Billing.Emails;
using MikrotikBilling.Core.Billing.Invoices;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Subscriptions;

namespace MikrotikBilling.Core.Billing.Dunning;

/// <summary>What follows when nothing is open on an invoice any more, whatever ended it (money, a credit note, a void), in the transaction that ends it.</summary>
public sealed class Reactivation(AppDbContext db, ContractChange contract, BillingMailer mailer)
{
    /// <summary>Calls off what was to ask for it and waits still, and enables what was suspended for it.</summary>
    /// <param name="wasOverdue">Nothing asks for one that was not.</param>
    public async Task ClearedAsync(Invoice invoice, bool wasOverdue, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(invoice);
        if (wasOverdue) await mailer.ClearedAsync(invoice, cancellationToken);
        await WakeAsync(invoice.CustomerId, cancellationToken);
    }

    /// <summary>Enables what was suspended for debt and has nothing overdue any more.</summary>
    public async Task WakeAsync(Guid customerId, CancellationToken cancellationToken)
    {
        var suspended = await db.Set<Subscription>().Where(s => s.CustomerId == customerId && s.IsSuspendedForDebt && s.Status == SubscriptionStatus.Suspended)
            .Select(s => s.Id).ToListAsync(cancellationToken);
        if (suspended.Count == 0) return;
        // What this transaction settled is in memory only.
        await db.SaveChangesAsync(cancellationToken);
        foreach (var id in suspended)
        {
            if (await db.Set<Invoice>().AnyAsync(i => i.CustomerId == customerId && i.State == InvoiceState.Overdue && (i.SubscriptionId == id || i.SubscriptionId == null), cancellationToken)) continue;
            var enabled = await contract.ApplyAsync(id, null, "subscription.reactivated",
                async (s, now, token) => (s.Enable(now, await contract.GoesOnAsync(s, token)), $"Enabled {s.UserName} again: nothing is overdue any more."), cancellationToken);
            if (!enabled.Ok) throw new InvalidOperationException($"{id}: {enabled.Refusal.Message}");
        }
    }
}
