using MikrotikBilling.Core.Billing.Statements;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Notifications;
using MikrotikBilling.Core.Tenants;
using MikrotikBilling.Web.Features.Billing.Documents;
using MikrotikBilling.Web.Features.Billing.Invoices;
using MikrotikBilling.Web.Shell.Printing;

namespace MikrotikBilling.Web.Features.Billing.Statements;

/// <summary>The statement as PDF, made when its e-mail goes out.</summary>
internal sealed class StatementAttachment(StatementQueries statements, StatementViews views, DocumentHtml documents, IPdfPrinter printer, TenantQueries tenants) : IEmailAttachmentSource
{
    public string Name => StatementSending.Document;

    public async Task<EmailAttachment> MakeAsync(Guid id, DateTimeOffset promisedAt, CancellationToken cancellationToken)
    {
        DisplayFormat.Use((await tenants.CurrentAsync(cancellationToken)).Format);
        if (await statements.FindAsync(StatementId.Of(id), cancellationToken) is not { } statement) throw new AttachmentUnavailableException("The customer is not there any more.");
        var view = await views.OfAsync(statement, paper: true, cancellationToken);
        return await documents.AttachAsync<StatementDocument>(printer, new { View = view }, StatementsPages.FileName(statement), Paper.A4, cancellationToken);
    }
}
