using MikrotikBilling.Core.Vouchers;
using MikrotikBilling.Web.Features.Billing;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Vouchers;

/// <summary>Uses of codes as the list's address says them, for page and JSON alike. What cannot be read is left out.</summary>
public sealed record UseListQuery(string? From, string? To, string? ProfileId, string? RouterId, string? Cursor) : IListQuery
{
    public UseListQuery()
        : this(null, null, null, null, null)
    {
    }

    public bool IsFiltered => !string.IsNullOrEmpty(From + To + ProfileId + RouterId);

    public IEnumerable<string> Unreadable
    {
        get
        {
            if (!string.IsNullOrEmpty(From) && ListWords.Day(From) is null) yield return "from";
            if (!string.IsNullOrEmpty(To) && ListWords.Day(To) is null) yield return "to";
            if (!string.IsNullOrEmpty(ProfileId) && IdOf(ProfileId) is null) yield return "profileId";
            if (!string.IsNullOrEmpty(RouterId) && IdOf(RouterId) is null) yield return "routerId";
        }
    }

    public ReportSpan Span(DateOnly today) => ReportSpan.Of(ListWords.Day(From), ListWords.Day(To), today);

    public VoucherUseFilter ToFilter(ReportSpan span) => new(span.From, span.To, IdOf(ProfileId), IdOf(RouterId), Cursor);

    private static Guid? IdOf(string? text) => Guid.TryParse(text, out var id) ? id : null;
}
