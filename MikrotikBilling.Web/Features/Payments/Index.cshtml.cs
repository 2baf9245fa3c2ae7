using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Billing;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Payments;
using MikrotikBilling.Core.Payments.Gateways;
using MikrotikBilling.Web.Features.Tenants;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Payments;

/// <param name="WithoutOwner">How many sums wait for somebody to say whose they are.</param>
public sealed record PaymentListView(PaymentListQuery Query, Page<PaymentLine> Payments, int WithoutOwner, bool MaySeeLog, bool MaySeeLedger, TenantTime Time, string Url);

[Authorize(PaymentsPermissions.View)]
public sealed class IndexModel(PaymentQueries payments, SuspenseQueries suspense, TenantClock clock, IAuthorizationService authorization) : PageModel
{
    public PaymentListView View { get; private set; } = null!;

    public async Task OnGetAsync([FromQuery] PaymentListQuery query, CancellationToken cancellationToken) =>
        View = new PaymentListView(
            query, await payments.ListAsync(query.ToFilter(), cancellationToken), await suspense.OpenAsync(cancellationToken), await authorization.MayAsync(User, GatewaysPermissions.Manage), await authorization.MayAsync(User, BillingPermissions.Ledger),
            await clock.NowAsync(cancellationToken), PageUrl.Of(Request));
}
