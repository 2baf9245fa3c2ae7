using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Billing;
using MikrotikBilling.Core.Billing.Ledger;
using MikrotikBilling.Core.Subscriptions.Transfer;
using MikrotikBilling.Web.Features.Subscriptions.Transfer;
using MikrotikBilling.Web.Features.Tenants;

namespace MikrotikBilling.Web.Features.Billing.Ledger;

/// <summary>The entries of what the list shows, as a file.</summary>
[Authorize(BillingPermissions.Ledger)]
public sealed class ExportCsvModel(LedgerExport export, TenantClock clock) : PageModel
{
    public async Task<IActionResult> OnGetAsync([FromQuery] LedgerListQuery query, CancellationToken cancellationToken)
    {
        var time = await clock.NowAsync(cancellationToken);
        return new CsvDownload($"ledger-{time.Local(time.Now):yyyy-MM-dd}.csv", (body, aborted) => export.WriteAsync(body, query.ToFilter(), new TransferStyle(ByteOrderMark: true), aborted));
    }
}
