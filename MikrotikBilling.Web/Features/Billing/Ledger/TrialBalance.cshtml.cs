using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Billing;
using MikrotikBilling.Core.Billing.Ledger;
using MikrotikBilling.Web.Features.Billing.Invoices;
using MikrotikBilling.Web.Features.Tenants;
using MikrotikBilling.Web.Shell.Printing;

namespace MikrotikBilling.Web.Features.Billing.Ledger;

/// <summary>Everything the page draws.</summary>
/// <param name="Balance">Null while the days make no span.</param>
public sealed record TrialBalanceView(ReportSpan Span, DateOnly Today, string? Currency, TrialBalance? Balance, string? WhyNoPdf);

/// <summary>What every account held, what moved, and what it holds: over a month, or any days.</summary>
[Authorize(BillingPermissions.Ledger)]
public sealed class TrialBalanceModel(LedgerQueries ledger, DocumentSeller sellers, IPdfPrinter printer, TenantClock clock) : PageModel
{
    public TrialBalanceView View { get; private set; } = null!;

    public Task OnGetAsync([FromQuery] TrialBalanceQuery query, CancellationToken cancellationToken) => LoadAsync(query, cancellationToken);

    public async Task<IActionResult> OnGetPdfAsync([FromQuery] TrialBalanceQuery query, CancellationToken cancellationToken)
    {
        await LoadAsync(query, cancellationToken);
        if (View.Balance is not { } balance) return NotFound();
        return this.Pdf<TrialBalanceDocument>(new { Balance = balance, Seller = await sellers.NowAsync(paper: true, cancellationToken), PrintedOn = View.Today }, $"Trial balance {View.Span.From:yyyy-MM-dd} {View.Span.To:yyyy-MM-dd}");
    }

    private async Task LoadAsync(TrialBalanceQuery query, CancellationToken cancellationToken)
    {
        var time = await clock.NowAsync(cancellationToken);
        var today = DateOnly.FromDateTime(time.Local(time.Now));
        var (span, code) = (query.Span(today), TrialBalanceQuery.Code(query.Currency));
        View = new TrialBalanceView(span, today, code, span.Wrong is null ? await ledger.BalanceAsync(span.From, span.To, code, cancellationToken) : null, printer.WhyNot);
    }
}
