using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Billing.Emails;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Notifications;

namespace MikrotikBilling.Core.Billing.Statements;

/// <summary>Sends a customer the statement of some days.</summary>
public sealed class StatementSending(AppDbContext db, StatementQueries statements, EmailOutbox outbox, AuditLog audit)
{
    /// <summary>Name of the source that prints a statement as PDF; its id is a <see cref="StatementId"/>.</summary>
    public const string Document = "statement";

    /// <summary>Returns the address.</summary>
    public async Task<Result<string>> SendAsync(Guid customerId, DateOnly from, DateOnly to, CancellationToken cancellationToken)
    {
        if (StatementSpan.Wrong(from, to) is { } wrong) return new Refusal("statement.days", wrong);
        if (await statements.OfAsync(customerId, from, to, cancellationToken) is not { } statement) return Refusal.NotFound;
        var customer = statement.Customer;
        if (string.IsNullOrWhiteSpace(customer.Email)) return new Refusal("statement.no-address", "The customer has no e-mail address.");
        return await db.ChangeAsync<string>(async token =>
        {
            await outbox.QueueAsync(new EmailRequest(new StatementEmail(customer.Name, from, to, statement.Closing), customer.Email, customer.Name)
            {
                CustomerId = customerId,
                Attachments = [new EmailAttachmentRef(Document, new StatementId(customer.Number, from, to).ToGuid())],
            }, token);
            audit.Record("statement.emailed", "customer", customerId, $"Sent the statement from {from:yyyy-MM-dd} to {to:yyyy-MM-dd} by e-mail.", customerId);
            await db.SaveChangesAsync(token);
            return customer.Email;
        }, cancellationToken);
    }
}
