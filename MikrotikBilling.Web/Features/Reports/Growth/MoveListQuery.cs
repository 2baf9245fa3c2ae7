using MikrotikBilling.Core.Reports.Growth;
using MikrotikBilling.Core.Reports.Periods;
using MikrotikBilling.Core.Subscriptions.Moves;
using MikrotikBilling.Web.Features.Billing.Ledger;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Reports.Growth;

/// <summary>Who moved, as the address says it. What cannot be read is left out.</summary>
/// <param name="Of">customer or service.</param>
/// <param name="Kind">new, cameBack, changed, larger, smaller or left; all where none is said.</param>
/// <param name="From">First day, <c>2026-11-21</c>; the month's first where none is said.</param>
/// <param name="To">Last day, included.</param>
/// <param name="Profile">Id of one that was left or taken.</param>
/// <param name="Currency">Of the prices that tell a larger profile from a smaller one, ISO 4217; the company's where none is said.</param>
public sealed record MoveListQuery(string? Of, string? Kind, string? From, string? To, string? Profile, string? Currency, string? Cursor) : IListQuery
{
    public MoveListQuery()
        : this(null, null, null, null, null, null, null)
    {
    }

    /// <param name="currency">The company's.</param>
    public MoveFilter ToFilter(DateOnly today, string currency)
    {
        var days = new DaySpan(ReportPeriod.Bound(ListWords.Day(From) ?? ReportPeriod.Month(today).From), ReportPeriod.Bound(ListWords.Day(To) ?? today));
        var way = ListWords.Word<MoveWay>(Kind);
        return new MoveFilter(ListWords.Word<MoveOf>(Of) ?? MoveOf.Customer, way is null ? ListWords.Word<MoveKind>(Kind) : MoveKind.Changed, days, Guid.TryParse(Profile, out var id) ? id : null, Cursor)
        {
            Way = way,
            Currency = TrialBalanceQuery.Code(Currency) ?? currency,
        };
    }

    public IEnumerable<string> Unreadable
    {
        get
        {
            if (!string.IsNullOrEmpty(Of) && ListWords.Word<MoveOf>(Of) is null) yield return "of";
            if (!string.IsNullOrEmpty(Kind) && ListWords.Word<MoveKind>(Kind) is null && ListWords.Word<MoveWay>(Kind) is null) yield return "kind";
            if (!string.IsNullOrEmpty(From) && ListWords.Day(From) is null) yield return "from";
            if (!string.IsNullOrEmpty(To) && ListWords.Day(To) is null) yield return "to";
            if (!string.IsNullOrEmpty(Profile) && !Guid.TryParse(Profile, out _)) yield return "profile";
            if (!string.IsNullOrEmpty(Currency) && TrialBalanceQuery.Code(Currency) is null) yield return "currency";
        }
    }
}
