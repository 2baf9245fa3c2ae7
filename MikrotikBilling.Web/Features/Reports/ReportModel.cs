using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Reports;
using MikrotikBilling.Core.Reports.Periods;
using MikrotikBilling.Core.Subscriptions.Transfer;
using MikrotikBilling.Web.Features.Billing.Invoices;
using MikrotikBilling.Web.Features.Subscriptions.Transfer;
using MikrotikBilling.Web.Shell;
using MikrotikBilling.Web.Shell.Printing;

namespace MikrotikBilling.Web.Features.Reports;

/// <summary>The page of one report of money: itself, as a file, on paper, and beside the ledger.</summary>
public abstract class ReportModel(MoneyReports reports, ReportExport export, DocumentSeller sellers) : PageModel
{
    public ReportScreen Screen { get; private set; } = null!;

    protected abstract MoneyReport What { get; }

    public async Task OnGetAsync([FromQuery] ReportQuery query, CancellationToken cancellationToken) => Screen = await MakeAsync(query, cancellationToken);

    public async Task<IActionResult> OnGetCsvAsync([FromQuery] ReportQuery query, CancellationToken cancellationToken)
    {
        var screen = await WholeAsync(query, cancellationToken);
        return screen.Report is not { } report ? NotFound()
            : new CsvDownload(screen.FileName, (body, aborted) => export.WriteAsync(body, screen.Title.InEnglish.ToLowerInvariant(), screen.GroupHead.InEnglish, report, new TransferStyle(ByteOrderMark: true), aborted, screen.Tables));
    }

    public async Task<IActionResult> OnGetPdfAsync([FromQuery] ReportQuery query, CancellationToken cancellationToken)
    {
        var screen = await WholeAsync(query, cancellationToken);
        if (screen.Report is null) return NotFound();
        return this.Pdf<ReportDocument>(new { Screen = screen, Seller = await sellers.NowAsync(paper: true, cancellationToken) }, $"{screen.Title} {screen.Period.Shown.From:yyyy-MM-dd} {screen.Period.Shown.To:yyyy-MM-dd}");
    }

    /// <summary>Whether the entries of the ledger come to the same; fetched by itself, as it reads all of them.</summary>
    public async Task<IActionResult> OnGetLedgerAsync([FromQuery] ReportQuery query, CancellationToken cancellationToken)
    {
        var screen = await MakeAsync(query, cancellationToken);
        if (screen.Report is not { Currency: { } currency }) return NotFound();
        return this.Fragment<LedgerAgrees>(new { Says = new LedgerSays(await reports.CheckAsync(What, screen.Period, currency, cancellationToken), currency) });
    }

    protected abstract Task<ReportScreen> MakeAsync(ReportQuery query, CancellationToken cancellationToken);

    /// <summary>With what the page fetches by itself: for the file and for paper.</summary>
    protected virtual Task<ReportScreen> WholeAsync(ReportQuery query, CancellationToken cancellationToken) => MakeAsync(query, cancellationToken);
}
