using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Billing;
using MikrotikBilling.Core.Billing.Invoices;
using MikrotikBilling.Web.Features.Billing.Documents;
using MikrotikBilling.Web.Shell.Printing;

namespace MikrotikBilling.Web.Features.Billing.Invoices;

/// <summary>The file, named by its number.</summary>
[Authorize(BillingPermissions.View)]
public sealed class PdfModel(InvoiceQueries invoices, InvoiceViews views) : PageModel
{
    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken cancellationToken)
    {
        if (await invoices.DocumentAsync(id, cancellationToken) is not { } details) return NotFound();
        var view = await views.OfAsync(details, paper: true, cancellationToken);
        return this.Pdf<InvoiceDocument>(new { View = view }, view.Number);
    }
}
