using Microsoft.Extensions.Options;
using MikrotikBilling.Core.Billing.Invoices;
using MikrotikBilling.Core.Billing.Prints;
using MikrotikBilling.Core.Billing.Statements;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Tenants;
using MikrotikBilling.Web.Features.Billing.Documents;
using MikrotikBilling.Web.Features.Billing.Invoices;
using MikrotikBilling.Web.Features.Billing.Statements;
using MikrotikBilling.Web.Shell.Printing;

namespace MikrotikBilling.Web.Features.Billing.Prints;

/// <summary>Prints the documents of a batch as their own pages do.</summary>
internal sealed class DocumentPrinter(
    InvoiceQueries invoices, InvoiceViews invoiceViews, StatementQueries statements, StatementViews statementViews, DocumentHtml documents, IPdfPrinter printer, TenantQueries tenants,
    IOptions<PdfOptions> options) : IDocumentPrinter
{
    /// <summary>People who want one document come first; a batch waits.</summary>
    private static readonly TimeSpan WhileBusy = TimeSpan.FromSeconds(1);

    public string? WhyNot => printer.WhyNot;

    public int AtOnce => options.Value.Parallel;

    public async Task<byte[]> PrintAsync(PrintKind kind, Guid documentId, CancellationToken cancellationToken)
    {
        DisplayFormat.Use((await tenants.CurrentAsync(cancellationToken)).Format);
        var html = kind == PrintKind.Invoices ? await InvoiceAsync(documentId, cancellationToken) : await StatementAsync(documentId, cancellationToken);
        while (true)
        {
            try
            {
                return await printer.PrintAsync(html, cancellationToken);
            }
            catch (PdfBusyException)
            {
                await Task.Delay(WhileBusy, cancellationToken);
            }
            catch (PdfUnavailableException e)
            {
                throw new PrinterAwayException(e.Message, e);
            }
            catch (PdfFailedException e)
            {
                throw new DocumentUnprintableException(e.Message, e);
            }
        }
    }

    private async Task<string> InvoiceAsync(Guid id, CancellationToken cancellationToken)
    {
        var details = await invoices.DocumentAsync(id, cancellationToken) ?? throw new DocumentUnprintableException("It is not there any more.");
        var view = await invoiceViews.OfAsync(details, paper: true, cancellationToken);
        return await documents.RenderAsync<InvoiceDocument>(new { View = view }, view.Number);
    }

    private async Task<string> StatementAsync(Guid id, CancellationToken cancellationToken)
    {
        var statement = await statements.FindAsync(StatementId.Of(id), cancellationToken) ?? throw new DocumentUnprintableException("The customer is not there any more.");
        return await documents.RenderAsync<StatementDocument>(new { View = await statementViews.OfAsync(statement, paper: true, cancellationToken) }, StatementsPages.FileName(statement));
    }
}
