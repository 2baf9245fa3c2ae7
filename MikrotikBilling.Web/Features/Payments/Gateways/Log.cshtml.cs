using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Payments.Gateways;
using MikrotikBilling.Web.Features.Tenants;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Payments.Gateways;

public sealed record GatewayLogView(GatewayEventListQuery Query, Page<GatewayEventLine> Events, IReadOnlyList<GatewayAccountName> Accounts, TenantTime Time, string Url);

/// <summary>What the providers sent, newest first.</summary>
[Authorize(GatewaysPermissions.Manage)]
public sealed class LogModel(GatewayQueries queries, TenantClock clock) : PageModel
{
    public GatewayLogView View { get; private set; } = null!;

    public async Task OnGetAsync([FromQuery] GatewayEventListQuery query, CancellationToken cancellationToken) => View = new GatewayLogView(
        query, await queries.EventsAsync(query.ToFilter(), cancellationToken), await queries.NamesAsync(cancellationToken), await clock.NowAsync(cancellationToken), PageUrl.Of(Request));
}
