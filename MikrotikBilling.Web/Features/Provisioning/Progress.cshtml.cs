using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Provisioning;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Web.Features.Tenants;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Provisioning;

/// <summary>How far a service has come on its way to the customer's device, for a card that asks each second.</summary>
[Authorize(SubscriptionsPermissions.View)]
public sealed class ProgressModel(SubscriptionQueries subscriptions, ProvisioningQueries provisioning, TenantClock clock) : PageModel
{
    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken cancellationToken)
    {
        if (await subscriptions.FindAsync(id, cancellationToken) is not { } service) return NotFound();
        if (!Request.IsHtmx()) return this.Leave($"/customers/{service.CustomerId}");
        return this.Fragment<ProvisioningProgress>(new
        {
            Service = service,
            Account = await provisioning.OfSubscriptionAsync(id, cancellationToken),
            IsOnline = (await provisioning.OnlineAsync([id], cancellationToken)).Contains(id),
            Time = await clock.NowAsync(cancellationToken),
        });
    }
}
