using MikrotikBilling.Core.Billing.Emails;
using MikrotikBilling.Core.Billing.Invoices;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Notifications;
using MikrotikBilling.Core.Tenants;
using MikrotikBilling.Web.Features.Billing.Documents;
using MikrotikBilling.Web.Shell.Printing;

namespace MikrotikBilling.Web.Features.Billing.Invoices;

/// <summary>The invoice as PDF, made when its e-mail goes out: a browser that is not there yet makes the e-mail wait, not fail.</summary>
internal sealed class InvoiceAttachment(InvoiceQueries invoices, InvoiceViews views, DocumentHtml documents, IPdfPrinter printer, TenantQueries tenants) : IEmailAttachmentSource
{
    public string Name => BillingMailer.InvoiceDocument;

    public async Task<EmailAttachment> MakeAsync(Guid id, DateTimeOffset promisedAt, CancellationToken cancellationToken)
    {
        DisplayFormat.Use((await tenants.CurrentAsync(cancellationToken)).Format);
        if (await invoices.DocumentAsync(id, cancellationToken) is not { } details) throw new AttachmentUnavailableException("The invoice is not there any more.");
        var view = await views.OfAsync(details, paper: true, cancellationToken);
        return await documents.AttachAsync<InvoiceDocument>(printer, new { View = view }, view.Number, Paper.A4, cancellationToken);
    }
}

internal static class PrintedAttachment
{
    /// <summary>Draws and prints a document for an e-mail. What can be mended later makes the e-mail wait.</summary>
    public static async Task<EmailAttachment> AttachAsync<TComponent>(
        this DocumentHtml documents, IPdfPrinter printer, object parameters, string title, Paper paper, CancellationToken cancellationToken)
        where TComponent : Microsoft.AspNetCore.Components.IComponent
    {
        try
        {
            var html = await documents.RenderAsync<TComponent>(parameters, title, paper);
            return new EmailAttachment(title + ".pdf", "application/pdf", await printer.PrintAsync(html, cancellationToken));
        }
        catch (Exception e) when (e is PdfUnavailableException or PdfBusyException)
        {
            throw new AttachmentUnavailableException(e.Message, e);
        }
    }
}
