using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Web.Features.Tenants;
using MikrotikBilling.Web.Shell;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace MikrotikBilling.Web.Features.Subscriptions;

/// <summary>The card of a service for htmx; people are led to the customer it belongs to.</summary>
[Authorize(SubscriptionsPermissions.View)]
public sealed class DetailsModel(SubscriptionQueries subscriptions, TenantClock clock, IAuthorizationService authorization)
    : ServicePageModel(subscriptions, clock, authorization)
{
    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (!await LoadAsync(null, null, false, cancellationToken)) return NotFound();
        return Request.IsHtmx() ? this.Fragment<ServiceCard>(Card) : this.Leave($"/customers/{Service.CustomerId}");
    }
}
