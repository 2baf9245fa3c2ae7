using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Subscriptions.Transfer;
using MikrotikBilling.Core.Vouchers;
using MikrotikBilling.Web.Features.Subscriptions.Transfer;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Vouchers;

/// <summary>The codes of a batch as a file.</summary>
[Authorize(VouchersPermissions.Codes)]
public sealed class ExportCsvModel(VoucherQueries vouchers, VoucherExport export) : PageModel
{
    public async Task<IActionResult> OnGetAsync(Guid id, [FromQuery] CodeFileQuery query, CancellationToken cancellationToken)
    {
        if (await vouchers.BatchAsync(id, cancellationToken) is not { } line) return NotFound();
        if (line.Batch.State == VoucherBatchState.Making) return this.Leave(VouchersPages.Of(id), ToastKind.Bad, $"{line.Batch.NumberText} is still being made.");
        return new CsvDownload($"{line.Batch.NumberText}.csv", (body, aborted) => export.WriteAsync(body, line, query.ToFilter(), new TransferStyle(ByteOrderMark: true), aborted));
    }
}
