using MikrotikBilling.Core.Reports.Expenses;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Reports.Expenses;

/// <summary>The list as its address says it, for page, file and JSON alike. What cannot be read is left out.</summary>
/// <param name="From">First day that it was booked on, <c>2026-11-21</c>.</param>
/// <param name="To">Last day, included.</param>
public sealed record ExpenseListQuery(string? From, string? To, string? Category, string? Way, string? Cursor) : IListQuery
{
    public ExpenseListQuery()
        : this(null, null, null, null, null)
    {
    }

    public bool IsFiltered => !string.IsNullOrEmpty(From + To + Category + Way);

    public ExpenseFilter ToFilter() => new(ListWords.Day(From), ListWords.Day(To), Category, ListWords.Word<ExpenseWay>(Way), Cursor);

    public IEnumerable<string> Unreadable
    {
        get
        {
            if (!string.IsNullOrEmpty(From) && ListWords.Day(From) is null) yield return "from";
            if (!string.IsNullOrEmpty(To) && ListWords.Day(To) is null) yield return "to";
            if (!string.IsNullOrEmpty(Way) && ListWords.Word<ExpenseWay>(Way) is null) yield return "way";
        }
    }
}
