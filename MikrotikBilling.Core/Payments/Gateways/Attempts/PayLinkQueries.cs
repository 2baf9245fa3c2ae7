using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Billing.Invoices;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Payments.Gateways.Kept;

namespace MikrotikBilling.Core.Payments.Gateways.Attempts;

/// <summary>What the pay page shows of an invoice to whoever has its link.</summary>
/// <param name="Attempt">What is under way, or came last.</param>
/// <param name="Kept">What its customer is charged by without doing anything.</param>
public sealed record PayableInvoice(Invoice Invoice, string? Phone, PaymentAttempt? Attempt, IReadOnlyList<SavedMethod> Kept);

/// <summary>Finds what may be paid by those who are not signed in; the link itself is the key.</summary>
public sealed class PayLinkQueries(AppDbContext db)
{
    /// <summary>Whose invoice it is.</summary>
    public Task<Guid?> TenantOfAsync(string token, CancellationToken cancellationToken) =>
        db.Set<Invoice>().IgnoreQueryFilters(QueryFilters.AllTenants).Where(i => i.PayToken == token && i.State != InvoiceState.Draft && i.Kind == InvoiceKind.Invoice).Select(i => (Guid?)i.TenantId).SingleOrDefaultAsync(cancellationToken);

    /// <summary>Whose request it is.</summary>
    public Task<Guid?> TenantOfAttemptAsync(Guid attemptId, CancellationToken cancellationToken) =>
        db.Set<PaymentAttempt>().IgnoreQueryFilters(QueryFilters.AllTenants).Where(a => a.Id == attemptId).Select(a => (Guid?)a.TenantId).SingleOrDefaultAsync(cancellationToken);

    public async Task<PayableInvoice?> FindAsync(string token, CancellationToken cancellationToken)
    {
        var found = await db.Set<Invoice>().AsNoTracking().Where(i => i.PayToken == token)
            .Select(i => new { Invoice = i, i.Customer!.Phone, Attempt = db.Set<PaymentAttempt>().Where(a => a.CustomerId == i.CustomerId && a.InvoiceId == i.Id).OrderByDescending(a => a.CreatedAt).FirstOrDefault(), Kept = db.Set<SavedMethod>().Where(m => m.CustomerId == i.CustomerId && m.RemovedAt == null).OrderByDescending(m => m.KeptAt).ToList() })
            .SingleOrDefaultAsync(cancellationToken);
        return found is null ? null : new PayableInvoice(found.Invoice, found.Phone, found.Attempt, found.Kept);
    }

    public Task<string?> TokenOfAsync(Guid invoiceId, CancellationToken cancellationToken) => db.Set<Invoice>().Where(i => i.Id == invoiceId).Select(i => i.PayToken).SingleOrDefaultAsync(cancellationToken);

    public Task<PaymentAttempt?> AttemptAsync(Guid id, CancellationToken cancellationToken) => db.Set<PaymentAttempt>().AsNoTracking().SingleOrDefaultAsync(a => a.Id == id, cancellationToken);
}
