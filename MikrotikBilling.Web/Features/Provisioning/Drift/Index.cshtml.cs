using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Provisioning.Reconcile;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Web.Features.Tenants;

namespace MikrotikBilling.Web.Features.Provisioning.Drift;

/// <summary>How all routers stand beside the books, those that need a person first.</summary>
[Authorize(Policy = RoutersPermissions.View)]
public sealed class IndexModel(ReconcileQueries queries, TenantClock clock) : PageModel
{
    public IReadOnlyList<RouterStand> Routers { get; private set; } = [];

    public TenantTime Time { get; private set; } = null!;

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        Routers = await queries.AllAsync(cancellationToken);
        Time = await clock.NowAsync(cancellationToken);
    }
}
