using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Reports;
using MikrotikBilling.Core.Reports.Expenses;
using MikrotikBilling.Core.Subscriptions.Transfer;
using MikrotikBilling.Web.Features.Subscriptions.Transfer;
using MikrotikBilling.Web.Features.Tenants;

namespace MikrotikBilling.Web.Features.Reports.Expenses;

/// <summary>All that the list shows, as a file.</summary>
[Authorize(ReportsPermissions.ViewExpenses)]
public sealed class ExportCsvModel(ExpenseExport export, TenantClock clock) : PageModel
{
    public async Task<IActionResult> OnGetAsync([FromQuery] ExpenseListQuery query, CancellationToken cancellationToken)
    {
        var time = await clock.NowAsync(cancellationToken);
        return new CsvDownload($"expenses-{time.Local(time.Now):yyyy-MM-dd}.csv", (body, aborted) => export.WriteAsync(body, query.ToFilter(), new TransferStyle(ByteOrderMark: true), aborted));
    }
}
