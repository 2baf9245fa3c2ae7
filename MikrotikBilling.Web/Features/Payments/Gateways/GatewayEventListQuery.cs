using MikrotikBilling.Core.Payments.Gateways;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Payments.Gateways;

/// <summary>The log as its address says it, for page and JSON alike. What cannot be read is left out.</summary>
/// <param name="Account">Id of an account with a provider.</param>
public sealed record GatewayEventListQuery(string? State, string? Account, string? Cursor) : IListQuery
{
    public GatewayEventListQuery()
        : this(null, null, null)
    {
    }

    public bool IsFiltered => !string.IsNullOrEmpty(State + Account);

    public GatewayEventFilter ToFilter() => new(ListWords.Word<GatewayEventState>(State), Guid.TryParse(Account, out var id) ? id : null, Cursor);

    public IEnumerable<string> Unreadable
    {
        get
        {
            var filter = ToFilter();
            if (!string.IsNullOrEmpty(State) && filter.State is null) yield return "state";
            if (!string.IsNullOrEmpty(Account) && filter.AccountId is null) yield return "account";
        }
    }
}
