using MikrotikBilling.Core.Reports;
using MikrotikBilling.Core.Reports.Growth;
using MikrotikBilling.Core.Reports.Periods;
using MikrotikBilling.Web.Features.Billing.Ledger;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Reports;

/// <summary>A report as its address says it, for page, file and JSON alike. What cannot be read is left out.</summary>
/// <param name="Period">today, yesterday, week, month, lastMonth, year; else the days say it, and without those it is the month.</param>
/// <param name="From">First day, <c>2026-11-21</c>.</param>
/// <param name="To">Last day, included.</param>
/// <param name="Step">day, week or month; else as fits the length.</param>
/// <param name="By">What the sum is divided by; each report has its own.</param>
/// <param name="Currency">The company's where none is said.</param>
public sealed record ReportQuery(string? Period, string? From, string? To, string? Step, string? By, string? Currency) : IListQuery
{
    public ReportQuery()
        : this(null, null, null, null, null, null)
    {
    }

    public string? Code => TrialBalanceQuery.Code(Currency);

    public ReportPeriod ToPeriod(DateOnly today, DayOfWeek weekBegins) =>
        ReportPeriod.Of(ListWords.Word<PeriodName>(Period) is { } name and not PeriodName.Days ? name : null, ListWords.Day(From), ListWords.Day(To), ListWords.Word<ReportStep>(Step), today, weekBegins);

    /// <summary>The division that is asked for; the first one where none is, or another report's.</summary>
    public T ByOf<T>() where T : struct, Enum => ListWords.Word<T>(By) ?? default;

    public IEnumerable<string> Unreadable
    {
        get
        {
            if (!string.IsNullOrEmpty(Period) && ListWords.Word<PeriodName>(Period) is null) yield return "period";
            if (!string.IsNullOrEmpty(From) && ListWords.Day(From) is null) yield return "from";
            if (!string.IsNullOrEmpty(To) && ListWords.Day(To) is null) yield return "to";
            if (!string.IsNullOrEmpty(Step) && ListWords.Word<ReportStep>(Step) is null) yield return "step";
            if (!string.IsNullOrEmpty(By) && ListWords.Word<RevenueBy>(By) is null && ListWords.Word<TakingsBy>(By) is null && ListWords.Word<CustomersBy>(By) is null && ListWords.Word<RecurringBy>(By) is null) yield return "by";
            if (!string.IsNullOrEmpty(Currency) && Code is null) yield return "currency";
        }
    }
}
