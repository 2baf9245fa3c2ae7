using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Billing.Emails;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;

namespace MikrotikBilling.Core.Billing.Invoices;

/// <summary>Sends an invoice or a credit note once more, because somebody wants it.</summary>
public sealed class InvoiceSending(AppDbContext db, BillingMailer mailer, AuditLog audit, TimeProvider clock)
{
    /// <summary>To the address the customer has today, or else to the one on the document. Returns the address.</summary>
    public Task<Result<string>> SendAsync(Guid invoiceId, CancellationToken cancellationToken) => db.ChangeAsync<string>(async token =>
    {
        if (await db.Set<Invoice>().SingleOrDefaultAsync(i => i.Id == invoiceId, token) is not { } invoice) return Refusal.NotFound;
        if (invoice.State is InvoiceState.Draft) return new Refusal("invoice.draft", "A draft is not sent. Issue it first.");
        if (invoice.State is InvoiceState.Void) return new Refusal("invoice.void", "A voided invoice is not sent.");
        var email = await db.Set<Customer>().Where(c => c.Id == invoice.CustomerId).Select(c => c.Email).SingleAsync(token);
        var to = string.IsNullOrWhiteSpace(email) ? invoice.Buyer.Email : email;
        if (string.IsNullOrWhiteSpace(to)) return new Refusal("invoice.no-address", "The customer has no e-mail address.");
        await mailer.SendAsync(invoice, to, token);
        invoice.EmailedAt = clock.GetUtcNow();
        audit.Record("invoice.emailed", "invoice", invoiceId, $"Sent {invoice.Number} by e-mail.", invoice.CustomerId);
        await db.SaveChangesAsync(token);
        return to;
    }, cancellationToken);
}
