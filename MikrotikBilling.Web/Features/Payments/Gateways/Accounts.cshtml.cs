using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Payments.Gateways;
using MikrotikBilling.Web.Features.Tenants;

namespace MikrotikBilling.Web.Features.Payments.Gateways;

/// <summary>The accounts with payment providers, and whether messages come in by them.</summary>
[Authorize(GatewaysPermissions.Manage)]
public sealed class AccountsModel(GatewayQueries queries, GatewayCatalog gateways, TenantClock clock) : PageModel
{
    public IReadOnlyList<GatewayAccountLine> Lines { get; private set; } = [];

    public IReadOnlyList<GatewayInfo> Providers => gateways.All;

    public TenantTime Time { get; private set; } = null!;

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        Lines = await queries.AccountsAsync(cancellationToken);
        Time = await clock.NowAsync(cancellationToken);
    }
}
