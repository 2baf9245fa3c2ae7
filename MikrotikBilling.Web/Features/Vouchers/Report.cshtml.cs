using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Billing;
using MikrotikBilling.Core.Payments;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Subscriptions.Transfer;
using MikrotikBilling.Core.Vouchers;
using MikrotikBilling.Core.Vouchers.Reports;
using MikrotikBilling.Web.Features.Billing;
using MikrotikBilling.Web.Features.Subscriptions.Transfer;
using MikrotikBilling.Web.Features.Tenants;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Vouchers;

/// <summary>Everything the page draws.</summary>
/// <param name="Report">Null while the days make no span.</param>
/// <param name="MaySeeLedger">The liability leads to its transactions.</param>
public sealed record VoucherReportView(ReportSpan Span, DateOnly Today, VoucherReport? Report, bool MaySeeLedger, bool MaySeeRouters);

/// <summary>Vouchers sold, used, expired and taken back over a month, or any days, and what the books owe for them.</summary>
[Authorize(VouchersPermissions.View)]
[Authorize(PaymentsPermissions.View)]
public sealed class ReportModel(VoucherReportQueries reports, VoucherReportExport export, TenantClock clock, IAuthorizationService authorization) : PageModel
{
    public VoucherReportView View { get; private set; } = null!;

    public async Task OnGetAsync(string? from, string? to, CancellationToken cancellationToken)
    {
        var (span, today) = await SpanAsync(from, to, cancellationToken);
        View = new VoucherReportView(
            span, today, span.Wrong is null ? await reports.ReportAsync(span.From, span.To, cancellationToken) : null, await authorization.MayAsync(User, BillingPermissions.Ledger),
            await authorization.MayAsync(User, RoutersPermissions.View));
    }

    public async Task<IActionResult> OnGetCsvAsync(string? from, string? to, VoucherReportBy by, CancellationToken cancellationToken)
    {
        if (!ModelState.IsValid) return NotFound();
        var (span, _) = await SpanAsync(from, to, cancellationToken);
        return span.Wrong is not null || !Enum.IsDefined(by) ? NotFound() : new CsvDownload($"vouchers-by-{by.ToString().ToLowerInvariant()}-{span.From:yyyy-MM-dd}-{span.To:yyyy-MM-dd}.csv",
            (body, aborted) => export.WriteAsync(body, by, span.From, span.To, new TransferStyle(ByteOrderMark: true), aborted));
    }

    private async Task<(ReportSpan Span, DateOnly Today)> SpanAsync(string? from, string? to, CancellationToken cancellationToken)
    {
        var time = await clock.NowAsync(cancellationToken);
        var today = DateOnly.FromDateTime(time.Local(time.Now));
        return (ReportSpan.Of(ListWords.Day(from), ListWords.Day(to), today), today);
    }
}
