using System.Globalization;
using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Billing.Invoices;
using MikrotikBilling.Core.Billing.Ledger;
using MikrotikBilling.Core.Billing.Statements;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Tenants;

namespace MikrotikBilling.Core.Billing.Prints;

/// <summary>One document that was chosen.</summary>
public sealed record PrintChoice(Guid DocumentId, Guid CustomerId, string Name);

/// <summary>Finds the documents of a request: invoices by their number, statements by the number of their customer. Drafts have none and are left out.</summary>
public sealed class PrintSelection(AppDbContext db, InvoiceQueries invoices, TenantQueries tenants)
{
    public async Task<(int Documents, int CreditNotes, int Void)> CountAsync(PrintRequest request, int most, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Kind == PrintKind.Statements) return (await (await CustomersAsync(request, cancellationToken)).Take(most).CountAsync(cancellationToken), 0, 0);
        var found = await Invoices(request).Take(most).GroupBy(i => new { i.Kind, IsVoid = i.State == InvoiceState.Void })
            .Select(g => new { g.Key.Kind, g.Key.IsVoid, Count = g.Count() }).ToListAsync(cancellationToken);
        return (found.Sum(f => f.Count), found.Where(f => f.Kind == InvoiceKind.CreditNote).Sum(f => f.Count), found.Where(f => f.IsVoid).Sum(f => f.Count));
    }

    public async Task<IReadOnlyList<PrintSample>> FirstAsync(PrintRequest request, int count, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Kind == PrintKind.Invoices) return await Invoices(request).Take(count).Select(i => new PrintSample(i.Number!, i.CustomerId, i.Customer!.Name)).ToListAsync(cancellationToken);
        var customers = await (await CustomersAsync(request, cancellationToken)).Take(count).Select(c => new { c.Id, c.Number, c.Name }).ToListAsync(cancellationToken);
        return customers.ConvertAll(c => new PrintSample(Customer.NumberOf(c.Number), c.Id, c.Name));
    }

    public async Task<IReadOnlyList<PrintChoice>> AllAsync(PrintRequest request, int most, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Kind == PrintKind.Invoices)
            return await Invoices(request).Take(most).Select(i => new PrintChoice(i.Id, i.CustomerId, i.Number!)).ToListAsync(cancellationToken);
        var customers = await (await CustomersAsync(request, cancellationToken)).Take(most).Select(c => new { c.Id, c.Number }).ToListAsync(cancellationToken);
        return customers.ConvertAll(c => new PrintChoice(
            new StatementId(c.Number, request.From, request.To).ToGuid(), c.Id,
            string.Create(CultureInfo.InvariantCulture, $"Statement {Customer.NumberOf(c.Number)} {request.From:yyyy-MM-dd} {request.To:yyyy-MM-dd}")));
    }

    private IOrderedQueryable<Invoice> Invoices(PrintRequest request) => invoices.Filtered(request.Invoices).Where(i => i.Number != null).OrderBy(i => i.Number);

    /// <summary>By the balances of today, as the index of who owes keeps them.</summary>
    private async Task<IOrderedQueryable<Customer>> CustomersAsync(PrintRequest request, CancellationToken cancellationToken)
    {
        var currency = (await tenants.CurrentAsync(cancellationToken)).Currency;
        var balances = db.Set<CustomerBalance>().Where(b => b.Currency == currency);
        balances = request.WithCredit ? balances.Where(b => b.OwedMinor > 0 || b.CreditMinor > 0) : balances.Where(b => b.OwedMinor > 0);
        return db.Set<Customer>().AsNoTracking().Join(balances, c => c.Id, b => b.CustomerId, (c, b) => c).OrderBy(c => c.Number);
    }
}
