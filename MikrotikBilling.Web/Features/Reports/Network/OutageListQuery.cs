using MikrotikBilling.Core.Monitoring;
using MikrotikBilling.Core.Reports.Network;
using MikrotikBilling.Core.Reports.Periods;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Reports.Network;

/// <summary>Which outages, as the address says it. What cannot be read is left out.</summary>
/// <param name="From">First day, <c>2026-11-21</c>; the month's first where none is said.</param>
/// <param name="To">Last day, included.</param>
/// <param name="Router">Id of one.</param>
public sealed record OutageListQuery(string? From, string? To, string? Router, string? Cursor) : IListQuery
{
    public OutageListQuery()
        : this(null, null, null, null)
    {
    }

    public Guid? RouterId => Guid.TryParse(Router, out var id) ? id : null;

    public DaySpan ToDays(DateOnly today) => new(ReportPeriod.Bound(ListWords.Day(From) ?? ReportPeriod.Month(today).From), ReportPeriod.Bound(ListWords.Day(To) ?? today));

    public OutageFilter ToFilter(DaySpan days, TimeZoneInfo zone) => new(RouterId, LocalTime.StartOf(days.From, zone), LocalTime.StartOf(days.To.AddDays(1), zone), Cursor);

    public IEnumerable<string> Unreadable
    {
        get
        {
            if (!string.IsNullOrEmpty(From) && ListWords.Day(From) is null) yield return "from";
            if (!string.IsNullOrEmpty(To) && ListWords.Day(To) is null) yield return "to";
            if (!string.IsNullOrEmpty(Router) && RouterId is null) yield return "router";
        }
    }
}
