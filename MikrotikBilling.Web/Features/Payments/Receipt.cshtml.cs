using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Payments;
using MikrotikBilling.Web.Features.Billing.Documents;
using MikrotikBilling.Web.Shell.Printing;

namespace MikrotikBilling.Web.Features.Payments;

/// <summary>The receipt, to be printed by the browser on the paper of the counter.</summary>
[Authorize(PaymentsPermissions.View)]
public sealed class ReceiptModel(PaymentQueries payments, ReceiptViews views, IPdfPrinter printer) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    /// <summary>The paper: 58, 80 or a4.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Paper { get; set; }

    public ReceiptView View { get; private set; } = null!;

    public Paper Sheet { get; private set; }

    public string? WhyNot => printer.WhyNot;

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (await payments.FindAsync(Id, cancellationToken) is not { } details) return NotFound();
        Sheet = await views.PaperAsync(Paper, cancellationToken);
        View = await views.OfAsync(details, forFile: false, cancellationToken);
        return Page();
    }
}
