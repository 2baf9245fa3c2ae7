using MikrotikBilling.Core.Payments.Gateways;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Payments.Gateways;

/// <summary>Money without an owner as the list's address says it, for page and JSON alike. What cannot be read is left out.</summary>
/// <param name="Q">A receipt, as a customer pastes it, or what the payer named.</param>
/// <param name="State">Nothing is what is open; <c>all</c> is everything. Who searches looks through everything.</param>
public sealed record SuspenseListQuery(string? Q, string? State, string? Cursor) : IListQuery
{
    public SuspenseListQuery()
        : this(null, null, null)
    {
    }

    public const string All = "all";

    public bool IsFiltered => !string.IsNullOrEmpty(Q + State);

    public SuspenseFilter ToFilter() => new(ListWords.Word<SuspenseState>(State) ?? (IsAll || !string.IsNullOrWhiteSpace(Q) ? null : SuspenseState.Open), Q, Cursor);

    public IEnumerable<string> Unreadable
    {
        get
        {
            if (!string.IsNullOrEmpty(State) && !IsAll && ListWords.Word<SuspenseState>(State) is null) yield return "state";
        }
    }

    private bool IsAll => string.Equals(State, All, StringComparison.OrdinalIgnoreCase);
}
