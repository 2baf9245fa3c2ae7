using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Billing;
using MikrotikBilling.Core.Billing.Invoices;
using MikrotikBilling.Core.Subscriptions.Transfer;
using MikrotikBilling.Web.Features.Subscriptions.Transfer;
using MikrotikBilling.Web.Features.Tenants;

namespace MikrotikBilling.Web.Features.Billing.Invoices;

/// <summary>All that the list shows, as a file.</summary>
[Authorize(BillingPermissions.View)]
public sealed class ExportCsvModel(InvoiceExport export, TenantClock clock) : PageModel
{
    public async Task<IActionResult> OnGetAsync([FromQuery] InvoiceListQuery query, CancellationToken cancellationToken)
    {
        var time = await clock.NowAsync(cancellationToken);
        return new CsvDownload($"invoices-{time.Local(time.Now):yyyy-MM-dd}.csv", (body, aborted) => export.WriteAsync(body, query.ToFilter(), new TransferStyle(ByteOrderMark: true), aborted));
    }
}
