using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Reports;
using MikrotikBilling.Core.Reports.Drawer;
using MikrotikBilling.Web.Features.Billing.Invoices;
using MikrotikBilling.Web.Features.Tenants;
using MikrotikBilling.Web.Shell.Printing;

namespace MikrotikBilling.Web.Features.Reports.Drawer;

/// <summary>One close of the drawer, on the screen and on paper.</summary>
[Authorize(ReportsPermissions.CloseDrawer)]
public sealed class DetailsModel(DrawerQueries closes, DocumentSeller sellers, IPdfPrinter printer, TenantClock clock) : PageModel
{
    public DrawerClose Close { get; private set; } = null!;

    public TenantTime Time { get; private set; } = null!;

    public string? WhyNoPdf => printer.WhyNot;

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken cancellationToken) => await LoadAsync(id, cancellationToken) ? Page() : NotFound();

    public async Task<IActionResult> OnGetPdfAsync(Guid id, CancellationToken cancellationToken) => await LoadAsync(id, cancellationToken)
        ? this.Pdf<DrawerDocument>(new { Close, Time, Seller = await sellers.NowAsync(paper: true, cancellationToken) }, $"Drawer close {Close.Number}")
        : NotFound();

    private async Task<bool> LoadAsync(Guid id, CancellationToken cancellationToken)
    {
        if (await closes.FindAsync(id, cancellationToken) is not { } found) return false;
        (Close, Time) = (found, await clock.NowAsync(cancellationToken));
        return true;
    }
}
