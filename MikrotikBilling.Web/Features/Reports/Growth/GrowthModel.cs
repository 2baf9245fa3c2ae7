using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Reports.Periods;
using MikrotikBilling.Core.Subscriptions.Transfer;
using MikrotikBilling.Web.Features.Billing.Invoices;
using MikrotikBilling.Web.Features.Subscriptions.Transfer;
using MikrotikBilling.Web.Shell.Printing;

namespace MikrotikBilling.Web.Features.Reports.Growth;

/// <summary>The page of one report of growth: itself, as a file and on paper.</summary>
public abstract class GrowthModel(ReportExport export, DocumentSeller sellers) : PageModel
{
    public ReportScreen Screen { get; private set; } = null!;

    public async Task OnGetAsync([FromQuery] ReportQuery query, CancellationToken cancellationToken) => Screen = await MakeAsync(query, cancellationToken);

    public async Task<IActionResult> OnGetCsvAsync([FromQuery] ReportQuery query, CancellationToken cancellationToken)
    {
        var screen = await MakeAsync(query, cancellationToken);
        return screen.Report is not { } report ? NotFound()
            : new CsvDownload(screen.FileName, (body, aborted) => export.WriteAsync(body, screen.Title.InEnglish.ToLowerInvariant(), screen.GroupHead, report, new TransferStyle(ByteOrderMark: true), aborted, screen.Tables));
    }

    public async Task<IActionResult> OnGetPdfAsync([FromQuery] ReportQuery query, CancellationToken cancellationToken)
    {
        var screen = await MakeAsync(query, cancellationToken);
        if (screen.Report is null) return NotFound();
        return this.Pdf<ReportDocument>(new { Screen = screen, Seller = await sellers.NowAsync(paper: true, cancellationToken) }, $"{screen.Title} {screen.Period.Shown.From:yyyy-MM-dd} {screen.Period.Shown.To:yyyy-MM-dd}");
    }

    protected abstract Task<ReportScreen> MakeAsync(ReportQuery query, CancellationToken cancellationToken);
}
