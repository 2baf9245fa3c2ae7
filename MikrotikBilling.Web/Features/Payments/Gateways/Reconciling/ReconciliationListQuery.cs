using MikrotikBilling.Core.Payments.Gateways.Reconciling;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Payments.Gateways.Reconciling;

/// <summary>The list of runs as its address says it, for page and JSON alike. What cannot be read is left out.</summary>
/// <param name="Account">Id of an account with a provider.</param>
public sealed record ReconciliationListQuery(string? Account, string? State, string? Cursor) : IListQuery
{
    public ReconciliationListQuery()
        : this(null, null, null)
    {
    }

    public bool IsFiltered => !string.IsNullOrEmpty(Account + State);

    public ReconciliationFilter ToFilter() => new(Guid.TryParse(Account, out var id) ? id : null, ListWords.Word<ReconciliationState>(State), Cursor);

    public IEnumerable<string> Unreadable
    {
        get
        {
            var filter = ToFilter();
            if (!string.IsNullOrEmpty(Account) && filter.AccountId is null) yield return "account";
            if (!string.IsNullOrEmpty(State) && filter.State is null) yield return "state";
        }
    }
}

/// <summary>The differences of a run as its address says it.</summary>
/// <param name="Q">An id, an account or a payer.</param>
public sealed record DifferenceListQuery(string? Kind, string? State, string? Q, string? Cursor) : IListQuery
{
    public DifferenceListQuery()
        : this(null, null, null, null)
    {
    }

    public bool IsFiltered => !string.IsNullOrEmpty(Kind + State + Q);

    public DifferenceFilter ToFilter(Guid run) => new(run, ListWords.Word<DifferenceKind>(Kind), ListWords.Word<DifferenceState>(State), Q, Cursor);

    public IEnumerable<string> Unreadable
    {
        get
        {
            var filter = ToFilter(Guid.Empty);
            if (!string.IsNullOrEmpty(Kind) && filter.Kind is null) yield return "kind";
            if (!string.IsNullOrEmpty(State) && filter.State is null) yield return "state";
        }
    }
}
