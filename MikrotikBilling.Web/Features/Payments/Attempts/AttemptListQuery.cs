using MikrotikBilling.Core.Payments.Gateways.Attempts;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Payments.Attempts;

/// <summary>Requests for payment as the list's address says it, for page and JSON alike. What cannot be read is left out.</summary>
/// <param name="State">A state, <c>open</c> for what is under way, <c>person</c> for what somebody is to look at.</param>
public sealed record AttemptListQuery(string? State, string? CustomerId, string? Cursor) : IListQuery
{
    public AttemptListQuery()
        : this(null, null, null)
    {
    }

    public const string Open = "open";
    public const string Person = "person";

    public Guid? Customer => Guid.TryParse(CustomerId, out var id) ? id : null;

    public bool IsFiltered => !string.IsNullOrEmpty(State + CustomerId);

    public AttemptFilter ToFilter() => new(ListWords.Word<AttemptState>(State), Is(Open), Is(Person), Customer, Cursor);

    public IEnumerable<string> Unreadable
    {
        get
        {
            if (!string.IsNullOrEmpty(State) && !Is(Open) && !Is(Person) && ListWords.Word<AttemptState>(State) is null) yield return "state";
            if (!string.IsNullOrEmpty(CustomerId) && Customer is null) yield return "customerId";
        }
    }

    private bool Is(string word) => string.Equals(State, word, StringComparison.OrdinalIgnoreCase);
}
