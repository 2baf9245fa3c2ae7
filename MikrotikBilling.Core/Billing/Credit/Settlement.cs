using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Billing.Dunning;
using MikrotikBilling.Core.Billing.Invoices;
using MikrotikBilling.Core.Billing.Ledger;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Tenants;

namespace MikrotikBilling.Core.Billing.Credit;

/// <summary>
/// Pays invoices from credit, in the caller's transaction, which has taken the balance of the customer: the invoice due longest first, from the
/// money that came first.
/// </summary>
public sealed class Settlement(AppDbContext db, LedgerBooks books, TenantQueries tenants, IEnumerable<ISettlementListener> listeners, Reactivation reactivation, TimeProvider clock)
{
    /// <summary>Open invoices in the order they are settled in.</summary>
    public Task<List<Invoice>> OpenAsync(Guid customerId, string currency, CancellationToken cancellationToken) =>
        OpenOf(db.Set<Invoice>(), [customerId], currency).ToListAsync(cancellationToken);

    /// <inheritdoc cref="OpenAsync"/>
    public static IQueryable<Invoice> OpenOf(IQueryable<Invoice> invoices, IReadOnlyCollection<Guid> customerIds, string currency) => invoices
        .Where(i => customerIds.Contains(i.CustomerId) && (i.State == InvoiceState.Sent || i.State == InvoiceState.PartlyPaid || i.State == InvoiceState.Overdue)
            && i.Kind == InvoiceKind.Invoice && i.Total.Currency == currency)
        .OrderBy(i => i.DueOn).ThenBy(i => i.Number);

    /// <summary>Adds money to the customer's credit; the posting for it is the caller's.</summary>
    public CreditLot Receive(Guid id, Guid customerId, CreditKind kind, Money amount)
    {
        var lot = new CreditLot { Id = id, CustomerId = customerId, Kind = kind, Amount = amount, RemainingMinor = amount.Minor, At = clock.GetUtcNow() };
        db.Add(lot);
        return lot;
    }

    /// <summary>Settles one invoice as far as the credit goes, all of it if that is enough. Returns what was taken.</summary>
    public async Task<Money> SettleAsync(Invoice invoice, CancellationToken cancellationToken)
    {
        var (now, today) = await NowAsync(cancellationToken);
        var currency = invoice.Total.Currency;
        var (settled, wasOverdue) = (Money.Zero(currency), invoice.State == InvoiceState.Overdue);
        foreach (var lot in await LotsAsync(invoice.CustomerId, currency, cancellationToken))
        {
            if (invoice.Due.IsZero) break;
            var amount = new Money(Math.Min(lot.RemainingMinor, invoice.Due.Minor), currency);
            await AllocateAsync(lot, invoice, amount, now, today, cancellationToken);
            settled += amount;
        }
        if (invoice.State != InvoiceState.Paid || settled.IsZero) return settled;
        foreach (var listener in listeners) await listener.SettledAsync(invoice, cancellationToken);
        await reactivation.ClearedAsync(invoice, wasOverdue, cancellationToken);
        return settled;
    }

    /// <summary>Settles all that is open as far as the credit goes.</summary>
    /// <param name="first">Before all others.</param>
    public async Task<IReadOnlyList<(Invoice Invoice, Money Amount)>> SettleAllAsync(Guid customerId, string currency, CancellationToken cancellationToken, Guid? first = null)
    {
        var settled = new List<(Invoice, Money)>();
        foreach (var invoice in (await OpenAsync(customerId, currency, cancellationToken)).OrderByDescending(i => i.Id == first))
            if (await SettleAsync(invoice, cancellationToken) is { IsZero: false } amount) settled.Add((invoice, amount));
        return settled;
    }

    /// <summary>
    /// Takes back what a lot settled, newest first, until so much is free on it again. The invoices are open again, and what was done about them while they
    /// were open before is done anew.
    /// </summary>
    public async Task FreeAsync(CreditLot lot, Money wanted, CancellationToken cancellationToken)
    {
        var (now, today) = await NowAsync(cancellationToken);
        var used = await db.Set<Allocation>().Where(a => a.LotId == lot.Id).OrderByDescending(a => a.Id).ToListAsync(cancellationToken);
        foreach (var perInvoice in used.GroupBy(a => a.InvoiceId).Select(g => (InvoiceId: g.Key, Minor: g.Sum(a => a.Amount.Minor))).Where(g => g.Minor > 0))
        {
            if (lot.RemainingMinor >= wanted.Minor) return;
            var invoice = await db.Set<Invoice>().SingleAsync(i => i.Id == perInvoice.InvoiceId, cancellationToken);
            var back = new Money(Math.Min(perInvoice.Minor, wanted.Minor - lot.RemainingMinor), wanted.Currency);
            var wasPaid = invoice.State == InvoiceState.Paid;
            await AllocateAsync(lot, invoice, -back, now, today, cancellationToken);
            if (wasPaid) await db.Set<DunningNotice>().Where(n => n.InvoiceId == invoice.Id).ExecuteDeleteAsync(cancellationToken);
        }
    }

    private async Task AllocateAsync(CreditLot lot, Invoice invoice, Money amount, DateTimeOffset now, DateOnly today, CancellationToken cancellationToken)
    {
        var allocation = new Allocation { LotId = lot.Id, InvoiceId = invoice.Id, CustomerId = invoice.CustomerId, Amount = amount, At = now };
        db.Add(allocation);
        lot.RemainingMinor -= amount.Minor;
        invoice.Settle(amount, now, today);
        await books.BookAsync(new Posting(LedgerKind.Settlement, allocation.Id, invoice.CustomerId, $"{(amount.Minor > 0 ? "Paid" : "Taken back from")} {invoice.Number}")
            .Debit(LedgerAccount.Credit, amount).Credit(LedgerAccount.Receivable, amount), cancellationToken);
    }

    /// <summary>What is stored and what this transaction added.</summary>
    private async Task<List<CreditLot>> LotsAsync(Guid customerId, string currency, CancellationToken cancellationToken)
    {
        await db.Set<CreditLot>().Where(l => l.CustomerId == customerId && l.RemainingMinor > 0 && l.Amount.Currency == currency).LoadAsync(cancellationToken);
        return [.. db.Set<CreditLot>().Local.Where(l => l.CustomerId == customerId && l.RemainingMinor > 0 && l.Amount.Currency == currency).OrderBy(l => l.At).ThenBy(l => l.Id)];
    }

    private async Task<(DateTimeOffset Now, DateOnly Today)> NowAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        return (now, (await tenants.CurrentAsync(cancellationToken)).DayOf(now));
    }
}

/// <summary>Told inside the transaction in which an invoice became paid.</summary>
public interface ISettlementListener
{
    Task SettledAsync(Invoice invoice, CancellationToken cancellationToken);
}
