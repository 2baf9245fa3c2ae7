using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Billing;
using MikrotikBilling.Core.Billing.Invoices;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Tenants;
using MikrotikBilling.Web.Features.Tenants;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Billing.Invoices;

public sealed record InvoiceListView(InvoiceListQuery Query, Page<InvoiceSummary> Invoices, DateOnly Today, string Url);

[Authorize(BillingPermissions.View)]
public sealed class IndexModel(InvoiceQueries invoices, TenantQueries tenants, TenantClock clock) : PageModel
{
    public InvoiceListView View { get; private set; } = null!;

    public async Task OnGetAsync([FromQuery] InvoiceListQuery query, CancellationToken cancellationToken)
    {
        var time = await clock.NowAsync(cancellationToken);
        View = new InvoiceListView(query, await invoices.ListAsync(query.ToFilter(), cancellationToken), DateOnly.FromDateTime(time.Local(time.Now)), PageUrl.Of(Request));
    }

    /// <summary>The sums come once the list is there: they cost as much as there is open.</summary>
    public async Task<IActionResult> OnGetTilesAsync(CancellationToken cancellationToken) =>
        this.Fragment<InvoiceTiles>(new { Sums = await invoices.OpenAsync((await tenants.CurrentAsync(cancellationToken)).Currency, cancellationToken) });
}
