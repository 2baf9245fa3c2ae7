using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Core.Notifications;
using MikrotikBilling.Core.Reports.Saved;
using MikrotikBilling.Core.Tenants;
using MikrotikBilling.Web.Features.Billing.Invoices;
using MikrotikBilling.Web.Features.Tenants;
using MikrotikBilling.Web.Shell.Printing;

namespace MikrotikBilling.Web.Features.Reports.Saved;

/// <summary>A stored report as PDF, made when its e-mail goes out; it says what was stored, however long that has waited.</summary>
internal sealed class ReportAttachment(SavedReportQueries queries, DocumentSeller sellers, DocumentHtml documents, IPdfPrinter printer, TenantQueries tenants, TenantClock clock) : IEmailAttachmentSource
{
    public string Name => ReportMaker.Document;

    public async Task<EmailAttachment> MakeAsync(Guid id, DateTimeOffset promisedAt, CancellationToken cancellationToken)
    {
        var tenant = await tenants.CurrentAsync(cancellationToken);
        DisplayFormat.Use(tenant.Format);
        Language.Use(tenant.Language);
        if (await queries.FindGeneratedAsync(id, cancellationToken) is not { } found) throw new AttachmentUnavailableException("The report is not there any more.");
        var view = StoredReportView.Of(found, await clock.NowAsync(cancellationToken));
        return await documents.AttachAsync<StoredReportDocument>(printer, new { View = view, Seller = await sellers.NowAsync(paper: true, cancellationToken) }, view.FileName, Paper.A4, cancellationToken);
    }
}
