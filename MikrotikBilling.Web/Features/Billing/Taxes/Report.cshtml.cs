using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Billing.Taxes;
using MikrotikBilling.Web.Features.Tenants;

namespace MikrotikBilling.Web.Features.Billing.Taxes;

/// <summary>What tax a month, or any span of days, comes to.</summary>
[Authorize(TaxesPermissions.View)]
public sealed class ReportModel(TaxReportQueries reports, TenantClock clock) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public DateOnly? From { get; set; }

    [BindProperty(SupportsGet = true)]
    public DateOnly? To { get; set; }

    public ReportSpan Span { get; private set; }

    public DateOnly Today { get; private set; }

    /// <summary>Null while the days make no span.</summary>
    public TaxReport? Report { get; private set; }

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        var time = await clock.NowAsync(cancellationToken);
        Today = DateOnly.FromDateTime(time.Local(time.Now));
        Span = ReportSpan.Of(From, To, Today);
        if (Span.Wrong is null) Report = await reports.ReportAsync(Span.From, Span.To, cancellationToken);
    }
}
