using MikrotikBilling.Core.Billing.Invoices;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Billing.Invoices;

/// <summary>The list as its address says it, for page, file and JSON alike. What cannot be read is left out.</summary>
/// <param name="Q">The whole number.</param>
/// <param name="From">First day of issue, <c>2026-11-21</c>.</param>
/// <param name="To">Last day, included.</param>
/// <param name="DueFrom">Open and due on this day or later.</param>
/// <param name="DueTo">Open and due on this day or earlier.</param>
public sealed record InvoiceListQuery(
    string? Q, string? State, string? Kind, string? From, string? To, string? CustomerId, string? Cursor, string? DueFrom = null, string? DueTo = null) : IListQuery
{
    public InvoiceListQuery()
        : this(null, null, null, null, null, null, null)
    {
    }

    public bool IsFiltered => !string.IsNullOrEmpty(Q + State + Kind + From + To + CustomerId) || IsByDue;

    public bool IsByDue => !string.IsNullOrEmpty(DueFrom + DueTo);

    public Guid? Customer => Guid.TryParse(CustomerId, out var id) ? id : null;

    public InvoiceFilter ToFilter() => new(ListWords.Word<InvoiceState>(State), ListWords.Word<InvoiceKind>(Kind), Customer, ListWords.Day(From), ListWords.Day(To), Q, Cursor) { DueFrom = ListWords.Day(DueFrom), DueTo = ListWords.Day(DueTo) };

    public IEnumerable<string> Unreadable
    {
        get
        {
            var filter = ToFilter();
            if (!string.IsNullOrEmpty(State) && filter.State is null) yield return "state";
            if (!string.IsNullOrEmpty(Kind) && filter.Kind is null) yield return "kind";
            if (!string.IsNullOrEmpty(From) && filter.From is null) yield return "from";
            if (!string.IsNullOrEmpty(To) && filter.To is null) yield return "to";
            if (!string.IsNullOrEmpty(DueFrom) && filter.DueFrom is null) yield return "dueFrom";
            if (!string.IsNullOrEmpty(DueTo) && filter.DueTo is null) yield return "dueTo";
            if (!string.IsNullOrEmpty(CustomerId) && Customer is null) yield return "customerId";
        }
    }
}
