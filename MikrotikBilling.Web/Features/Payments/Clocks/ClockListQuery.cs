using MikrotikBilling.Core.Payments.Clocks;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Payments.Clocks;

/// <summary>The list as its address says it. What cannot be read is left out.</summary>
/// <param name="Show"><c>waiting</c> or <c>slow</c>; all of them otherwise.</param>
public sealed record ClockListQuery(string? Show, string? Cursor) : IListQuery
{
    public bool IsFiltered => ToFilter().Choice != ClockChoice.All;

    public ClockFilter ToFilter() => new(ListWords.Word<ClockChoice>(Show) ?? ClockChoice.All, Cursor);

    public IEnumerable<string> Unreadable
    {
        get
        {
            if (!string.IsNullOrEmpty(Show) && ListWords.Word<ClockChoice>(Show) is null) yield return "show";
        }
    }
}
