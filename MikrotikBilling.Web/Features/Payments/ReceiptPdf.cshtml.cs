using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Payments;
using MikrotikBilling.Web.Features.Billing.Documents;
using MikrotikBilling.Web.Shell.Printing;

namespace MikrotikBilling.Web.Features.Payments;

/// <summary>The file, named by its number.</summary>
[Authorize(PaymentsPermissions.View)]
public sealed class ReceiptPdfModel(PaymentQueries payments, ReceiptViews views) : PageModel
{
    public async Task<IActionResult> OnGetAsync(Guid id, string? paper, CancellationToken cancellationToken)
    {
        if (await payments.FindAsync(id, cancellationToken) is not { } details) return NotFound();
        var (view, sheet) = (await views.OfAsync(details, forFile: true, cancellationToken), await views.PaperAsync(paper, cancellationToken));
        return this.Pdf<ReceiptDocument>(new { View = view, Paper = sheet }, view.Number, sheet);
    }
}
