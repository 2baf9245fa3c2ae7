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

    /// <summary>The month, where nothing else is said.</summary>
    public DateOnly Begins { get; private set; }

    public DateOnly Ends { get; private set; }

    public DateOnly Today { get; private set; }

    public string? Error { get; private set; }

    /// <summary>Null while the days make no span.</summary>
    public TaxReport? Report { get; private set; }

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        var time = await clock.NowAsync(cancellationToken);
        Today = DateOnly.FromDateTime(time.Local(time.Now));
        Begins = From ?? To?.AddDays(1 - To.Value.Day) ?? Today.AddDays(1 - Today.Day);
        Ends = To ?? Begins.AddDays(1 - Begins.Day).AddMonths(1).AddDays(-1);
        Error = TaxReportSpan.Wrong(Begins, Ends);
        if (Error is null) Report = await reports.ReportAsync(Begins, Ends, cancellationToken);
    }
}

internal static class TaxReportSpan
{
    /// <summary>What is wrong with these days; null when nothing is.</summary>
    public static string? Wrong(DateOnly from, DateOnly to) =>
        from.Year < 2000 || to.Year > 2100 ? "Days between 2000 and 2100."
        : to < from ? "The last day is before the first."
        : to.DayNumber - from.DayNumber > 731 ? "At most two years at once."
        : null;
}
