using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Billing;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Payments.Gateways;
using MikrotikBilling.Core.Payments.Gateways.Reconciling;
using MikrotikBilling.Web.Features.Tenants;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Payments.Gateways.Reconciling;

public sealed record ReconciliationListView(ReconciliationListQuery Query, IReadOnlyList<ReconciliationStanding> Standings, Page<ReconciliationLine> Runs, bool MaySettle, TenantTime Time, string Url);

/// <summary>How far each account is compared with its provider's lists, and the runs of before.</summary>
[Authorize(BillingPermissions.Ledger)]
public sealed class IndexModel(ReconciliationQueries queries, TenantClock clock, IAuthorizationService authorization) : PageModel
{
    public ReconciliationListView View { get; private set; } = null!;

    public async Task OnGetAsync([FromQuery] ReconciliationListQuery query, CancellationToken cancellationToken) => View = new ReconciliationListView(
        query, await queries.StandingsAsync(cancellationToken), await queries.ListAsync(query.ToFilter(), cancellationToken), await authorization.MayAsync(User, GatewaysPermissions.Reconcile),
        await clock.NowAsync(cancellationToken), PageUrl.Of(Request));
}
