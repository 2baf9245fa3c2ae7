using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Payments;
using MikrotikBilling.Core.Subscriptions.Transfer;
using MikrotikBilling.Web.Features.Subscriptions.Transfer;
using MikrotikBilling.Web.Features.Tenants;

namespace MikrotikBilling.Web.Features.Payments;

/// <summary>All that the list shows, as a file.</summary>
[Authorize(PaymentsPermissions.View)]
public sealed class ExportCsvModel(PaymentExport export, TenantClock clock) : PageModel
{
    public async Task<IActionResult> OnGetAsync([FromQuery] PaymentListQuery query, CancellationToken cancellationToken)
    {
        var time = await clock.NowAsync(cancellationToken);
        return new CsvDownload($"payments-{time.Local(time.Now):yyyy-MM-dd}.csv", (body, aborted) => export.WriteAsync(body, query.ToFilter(), new TransferStyle(ByteOrderMark: true), aborted));
    }
}
