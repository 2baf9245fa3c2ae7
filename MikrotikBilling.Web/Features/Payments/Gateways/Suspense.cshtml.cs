using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Billing;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Payments;
using MikrotikBilling.Core.Payments.Gateways;
using MikrotikBilling.Web.Features.Tenants;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Payments.Gateways;

public sealed record SuspenseListView(SuspenseListQuery Query, Page<SuspenseItem> Items, bool MaySeeLedger, TenantTime Time, string Url);

/// <summary>Money that came in and is nobody's yet.</summary>
[Authorize(PaymentsPermissions.View)]
public sealed class SuspenseModel(SuspenseQueries queries, TenantClock clock, IAuthorizationService authorization) : PageModel
{
    public SuspenseListView View { get; private set; } = null!;

    public async Task OnGetAsync([FromQuery] SuspenseListQuery query, CancellationToken cancellationToken) =>
        View = new SuspenseListView(query, await queries.ListAsync(query.ToFilter(), cancellationToken), await authorization.MayAsync(User, BillingPermissions.Ledger), await clock.NowAsync(cancellationToken), PageUrl.Of(Request));
}
