using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Billing;
using MikrotikBilling.Core.Billing.Emails;
using MikrotikBilling.Core.Billing.Renewals;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Notifications;
using MikrotikBilling.Core.Subscriptions;

namespace MikrotikBilling.Core.Payments;

/// <summary>Who pays, and where the receipt goes.</summary>
public sealed record Payer(string Name, string? Email);

/// <summary>Promises the receipt in the transaction that books the payment.</summary>
public sealed class ReceiptMailer(AppDbContext db, EmailOutbox outbox, BillingSettingsQueries settings)
{
    /// <summary>Name of the source that prints a receipt as PDF.</summary>
    public const string Document = "receipt";

    /// <param name="renewed">The service that was renewed with it; null for none.</param>
    public async Task TakenAsync(Payment payment, Payer payer, MoneyPlan plan, Renewed? renewed, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(payer.Email) || !(await settings.CurrentAsync(cancellationToken)).EmailsReceipts) return;
        var service = renewed is null ? null : await db.Set<Subscription>().Where(s => s.Id == renewed.SubscriptionId).Select(s => s.Profile!.Name + " (" + s.UserName + ")").SingleAsync(cancellationToken);
        await outbox.QueueAsync(new EmailRequest(
            new ReceiptEmail(payer.Name, payment.Number, payment.Amount, service, renewed?.EndsAt, plan.CreditAfter.IsZero ? null : plan.CreditAfter), payer.Email, payer.Name)
        {
            CustomerId = payment.CustomerId,
            DedupeKey = $"receipt:{payment.Id}",
            Attachments = [new EmailAttachmentRef(Document, payment.Id)],
        }, cancellationToken);
    }
}
