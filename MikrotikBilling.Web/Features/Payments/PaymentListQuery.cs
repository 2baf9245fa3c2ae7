using MikrotikBilling.Core.Payments;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Payments;

/// <summary>The list as its address says it, for page and JSON alike. What cannot be read is left out.</summary>
/// <param name="Q">Receipt number, or the number of the other side.</param>
/// <param name="From">First day of receipt, <c>2026-11-21</c>.</param>
/// <param name="To">Last day, included.</param>
/// <param name="By"><c>booked</c> takes the days of booking, as the ledger has them; otherwise those of receipt.</param>
public sealed record PaymentListQuery(string? Q, string? Method, string? State, string? From, string? To, string? CustomerId, string? Cursor, string? By = null) : IListQuery
{
    public PaymentListQuery()
        : this(null, null, null, null, null, null, null, null)
    {
    }

    public const string Booked = "booked";

    public bool IsFiltered => !string.IsNullOrEmpty(Q + Method + State + From + To + CustomerId);

    public Guid? Customer => Guid.TryParse(CustomerId, out var id) ? id : null;

    public bool ByBooking => string.Equals(By, Booked, StringComparison.OrdinalIgnoreCase);

    public PaymentFilter ToFilter() => new(Q, ListWords.Word<PaymentMethod>(Method), ListWords.Word<PaymentState>(State), ListWords.Day(From), ListWords.Day(To), Customer, Cursor) { ByBooking = ByBooking };

    public IEnumerable<string> Unreadable
    {
        get
        {
            var filter = ToFilter();
            if (!string.IsNullOrEmpty(Method) && filter.Method is null) yield return "method";
            if (!string.IsNullOrEmpty(State) && filter.State is null) yield return "state";
            if (!string.IsNullOrEmpty(From) && filter.From is null) yield return "from";
            if (!string.IsNullOrEmpty(To) && filter.To is null) yield return "to";
            if (!string.IsNullOrEmpty(CustomerId) && Customer is null) yield return "customerId";
            if (!string.IsNullOrEmpty(By) && !ByBooking && !string.Equals(By, "received", StringComparison.OrdinalIgnoreCase)) yield return "by";
        }
    }
}
