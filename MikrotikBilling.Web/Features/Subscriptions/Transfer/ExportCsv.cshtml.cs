using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Subscriptions.Transfer;
using MikrotikBilling.Web.Features.Customers;
using MikrotikBilling.Web.Features.Tenants;

namespace MikrotikBilling.Web.Features.Subscriptions.Transfer;

/// <summary>The file itself, with the filters of the list; never with passwords, which are asked for on the page before it.</summary>
[Authorize(CustomersPermissions.View)]
public sealed class ExportCsvModel(CustomerExport export, TenantClock clock) : PageModel
{
    public async Task<IActionResult> OnGetAsync([FromQuery] CustomerListQuery query, bool bom, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        return await export.DownloadAsync(clock, query, new TransferStyle(bom), cancellationToken);
    }
}

internal static class ExportDownloads
{
    public static async Task<CsvDownload> DownloadAsync(this CustomerExport export, TenantClock clock, CustomerListQuery query, TransferStyle style, CancellationToken cancellationToken)
    {
        var time = await clock.NowAsync(cancellationToken);
        return new CsvDownload($"customers-{time.Local(time.Now):yyyy-MM-dd}.csv", (body, aborted) => export.WriteAsync(body, query.ToFilter(time.Now), style, aborted));
    }
}
