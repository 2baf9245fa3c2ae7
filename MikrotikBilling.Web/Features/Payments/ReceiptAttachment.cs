using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Notifications;
using MikrotikBilling.Core.Payments;
using MikrotikBilling.Core.Tenants;
using MikrotikBilling.Web.Features.Billing.Documents;
using MikrotikBilling.Web.Features.Billing.Invoices;
using MikrotikBilling.Web.Shell.Printing;

namespace MikrotikBilling.Web.Features.Payments;

/// <summary>The receipt as PDF on A4, made when its e-mail goes out; it tells what the e-mail does, however long that has waited.</summary>
internal sealed class ReceiptAttachment(PaymentQueries payments, ReceiptViews views, DocumentHtml documents, IPdfPrinter printer, TenantQueries tenants) : IEmailAttachmentSource
{
    public string Name => ReceiptMailer.Document;

    public async Task<EmailAttachment> MakeAsync(Guid id, DateTimeOffset promisedAt, CancellationToken cancellationToken)
    {
        DisplayFormat.Use((await tenants.CurrentAsync(cancellationToken)).Format);
        if (await payments.AsOfAsync(id, promisedAt, cancellationToken) is not { } details) throw new AttachmentUnavailableException("The payment is not there any more.");
        var view = await views.OfAsync(details, forFile: true, cancellationToken);
        return await documents.AttachAsync<ReceiptDocument>(printer, new { View = view, Paper = Paper.A4 }, view.Number, Paper.A4, cancellationToken);
    }
}
