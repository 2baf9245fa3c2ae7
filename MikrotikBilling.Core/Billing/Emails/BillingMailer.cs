using System.Globalization;
using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Billing.Credit;
using MikrotikBilling.Core.Billing.Invoices;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Notifications;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Settings;
using MikrotikBilling.Core.Subscriptions;

namespace MikrotikBilling.Core.Billing.Emails;

/// <summary>Promises the e-mails about invoices, in the transaction that gives the reason for them.</summary>
public sealed class BillingMailer(AppDbContext db, EmailOutbox outbox, BillingSettingsQueries settings, SettingsQueries system)
{
    /// <summary>Name of the source that prints an invoice as PDF.</summary>
    public const string InvoiceDocument = "invoice";

    /// <summary>Sends new invoices that are still to be paid, where the settings want it. Those without an address are left out.</summary>
    public async Task IssuedAsync(IReadOnlyList<Invoice> invoices, CancellationToken cancellationToken)
    {
        if (!(await settings.CurrentAsync(cancellationToken)).EmailsInvoices) return;
        foreach (var some in invoices.Where(i => i.IsOpen && i.Buyer.Email is not null).Chunk(EmailOutbox.MostAtOnce))
        {
            var services = await ServicesAsync(some, cancellationToken);
            var page = (await system.CurrentAsync(cancellationToken)).PayPageUrl;
            await outbox.QueueAsync([.. some.Select(i => Request(i, services.GetValueOrDefault(i.SubscriptionId ?? Guid.Empty), page, $"invoice:{i.Id}"))], cancellationToken);
        }
    }

    /// <summary>Sends a new credit note, where the settings want invoices sent.</summary>
    /// <param name="surplus">What of it was paid already and became credit.</param>
    public async Task CreditedAsync(Invoice note, Invoice corrected, Money surplus, CancellationToken cancellationToken)
    {
        if (note.Buyer.Email is null || !(await settings.CurrentAsync(cancellationToken)).EmailsInvoices) return;
        await outbox.QueueAsync(Credited(note, corrected, surplus, (await system.CurrentAsync(cancellationToken)).PayPageUrl, $"credit-note:{note.Id}"), cancellationToken);
    }

    /// <summary>Sends one on demand, again if it was sent before.</summary>
    public async Task<Guid?> SendAsync(Invoice invoice, string address, CancellationToken cancellationToken)
    {
        var page = (await system.CurrentAsync(cancellationToken)).PayPageUrl;
        if (invoice.Kind == InvoiceKind.CreditNote)
        {
            var corrected = await db.Set<Invoice>().AsNoTracking().SingleAsync(i => i.Id == invoice.CorrectsId, cancellationToken);
            var surplus = await db.Set<CreditLot>().Where(l => l.Id == invoice.Id).Select(l => l.Amount.Minor).SingleOrDefaultAsync(cancellationToken);
            var request = Credited(invoice, corrected, invoice.Total with { Minor = surplus }, page, $"credit-note:{invoice.Id}:{Guid.CreateVersion7()}");
            return await outbox.QueueAsync(request with { ToAddress = address }, cancellationToken);
        }
        var services = await ServicesAsync([invoice], cancellationToken);
        // Begins like the first one's key, so that all of them are found beside it.
        var sent = Request(invoice, services.GetValueOrDefault(invoice.SubscriptionId ?? Guid.Empty), page, $"invoice:{invoice.Id}:{Guid.CreateVersion7()}");
        return await outbox.QueueAsync(sent with { ToAddress = address }, cancellationToken);
    }

    /// <summary>What waits still and speaks of it is not sent any more.</summary>
    public Task VoidedAsync(Invoice invoice, CancellationToken cancellationToken) => outbox.CallOffAsync(
        invoice.CustomerId, [$"invoice:{invoice.Id}", $"overdue:{invoice.Id}:", $"suspended:{invoice.Id}:"], $"{invoice.Number} was voided before it was sent.", cancellationToken);

    /// <summary>What waits still and asks for money that nobody owes any more is not sent.</summary>
    public Task ClearedAsync(Invoice invoice, CancellationToken cancellationToken) => outbox.CallOffAsync(
        invoice.CustomerId, [$"overdue:{invoice.Id}:", $"suspended:{invoice.Id}:"], $"{invoice.Number} was settled before it was sent.", cancellationToken);

    /// <summary>At most once for an invoice and a day.</summary>
    public async Task RemindAsync(Invoice invoice, DateOnly today, CancellationToken cancellationToken)
    {
        var page = (await system.CurrentAsync(cancellationToken)).PayPageUrl;
        await outbox.QueueAsync(new EmailRequest(new OverdueEmail(invoice.Buyer.Name, invoice.Number!, invoice.Total, invoice.DueOn!.Value, invoice.Due, PayLink.Of(page, invoice)), invoice.Buyer.Email, invoice.Buyer.Name)
        {
            CustomerId = invoice.CustomerId,
            DedupeKey = string.Create(CultureInfo.InvariantCulture, $"overdue:{invoice.Id}:{today:yyyyMMdd}"),
            Attachments = [new EmailAttachmentRef(InvoiceDocument, invoice.Id)],
        }, cancellationToken);
    }

    /// <summary>At most once for an invoice, a service and a day: a payment that bounces suspends again.</summary>
    public async Task SuspendedAsync(Invoice invoice, Subscription subscription, DateOnly today, CancellationToken cancellationToken)
    {
        var page = (await system.CurrentAsync(cancellationToken)).PayPageUrl;
        await outbox.QueueAsync(new EmailRequest(new SuspendedEmail(invoice.Buyer.Name, subscription.UserName, invoice.Due, invoice.Number, PayLink.Of(page, invoice)), invoice.Buyer.Email, invoice.Buyer.Name)
        {
            CustomerId = invoice.CustomerId,
            DedupeKey = string.Create(CultureInfo.InvariantCulture, $"suspended:{invoice.Id}:{subscription.Id}:{today:yyyyMMdd}"),
        }, cancellationToken);
    }

    /// <summary>Says what is still open of the corrected invoice now.</summary>
    private static EmailRequest Credited(Invoice note, Invoice corrected, Money surplus, string? page, string key) => new(
        new CreditNoteEmail(
            note.Buyer.Name, note.Number!, corrected.Number!, note.Total, note.Note, surplus.IsZero ? null : surplus,
            corrected.IsOpen ? corrected.Due : null, corrected.DueOn, corrected.IsOpen ? PayLink.Of(page, corrected) : null), note.Buyer.Email, note.Buyer.Name)
    {
        CustomerId = note.CustomerId,
        DedupeKey = key,
        Attachments = [new EmailAttachmentRef(InvoiceDocument, note.Id)],
    };

    private static EmailRequest Request(Invoice invoice, string? service, string? page, string? key) => new(
        new InvoiceEmail(invoice.Buyer.Name, invoice.Number!, invoice.Total, invoice.DueOn!.Value, service, invoice.Due == invoice.Total || invoice.Due.IsZero ? null : invoice.Due, invoice.IsOpen ? PayLink.Of(page, invoice) : null),
        invoice.Buyer.Email, invoice.Buyer.Name)
    {
        CustomerId = invoice.CustomerId,
        DedupeKey = key,
        Attachments = [new EmailAttachmentRef(InvoiceDocument, invoice.Id)],
    };

    /// <summary>What each service is called: <c>Home 10 (jane)</c>.</summary>
    private async Task<Dictionary<Guid, string>> ServicesAsync(IReadOnlyList<Invoice> invoices, CancellationToken cancellationToken)
    {
        var ids = invoices.Where(i => i.SubscriptionId is not null).Select(i => i.SubscriptionId!.Value).Distinct().ToList();
        return (await db.Set<Subscription>().Where(s => ids.Contains(s.Id)).Join(db.Set<Profile>(), s => s.ProfileId, p => p.Id, (s, p) => new { s.Id, s.UserName, p.Name }).ToListAsync(cancellationToken))
            .ToDictionary(s => s.Id, s => $"{s.Name} ({s.UserName})");
    }
}
