using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Payments;
using MikrotikBilling.Core.Subscriptions.Transfer;
using MikrotikBilling.Web.Features.Billing;
using MikrotikBilling.Web.Features.Subscriptions.Transfer;
using MikrotikBilling.Web.Features.Tenants;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Payments;

/// <summary>Everything the page draws.</summary>
/// <param name="Report">Null while the days make no span.</param>
public sealed record MethodsView(ReportSpan Span, DateOnly Today, MethodReport? Report);

/// <summary>What came in by each method over a month, or any days, beside the days before.</summary>
[Authorize(PaymentsPermissions.View)]
public sealed class MethodsModel(MethodQueries methods, MethodExport export, TenantClock clock) : PageModel
{
    public MethodsView View { get; private set; } = null!;

    public async Task OnGetAsync(string? from, string? to, CancellationToken cancellationToken)
    {
        var (span, today) = await SpanAsync(from, to, cancellationToken);
        View = new MethodsView(span, today, span.Wrong is null ? await methods.ReportAsync(span.From, span.To, span.Compared(today).From, span.Compared(today).To, cancellationToken) : null);
    }

    public async Task<IActionResult> OnGetCsvAsync(string? from, string? to, CancellationToken cancellationToken)
    {
        var (span, today) = await SpanAsync(from, to, cancellationToken);
        return span.Wrong is not null ? NotFound() : new CsvDownload($"payments-by-method-{span.From:yyyy-MM-dd}-{span.To:yyyy-MM-dd}.csv",
            (body, aborted) => export.WriteAsync(body, span.From, span.To, span.Compared(today).From, span.Compared(today).To, new TransferStyle(ByteOrderMark: true), aborted));
    }

    private async Task<(ReportSpan Span, DateOnly Today)> SpanAsync(string? from, string? to, CancellationToken cancellationToken)
    {
        var time = await clock.NowAsync(cancellationToken);
        var today = DateOnly.FromDateTime(time.Local(time.Now));
        return (ReportSpan.Of(ListWords.Day(from), ListWords.Day(to), today), today);
    }
}
