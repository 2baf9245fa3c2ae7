using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Web.Features.Tenants;

namespace MikrotikBilling.Web.Features.Subscriptions;

/// <summary>The card of a service for htmx; people are led to the customer it belongs to.</summary>
[Authorize(SubscriptionsPermissions.View)]
public sealed class DetailsModel(SubscriptionQueries subscriptions, TenantClock clock, IAuthorizationService authorization)
    : ServicePageModel(subscriptions, clock, authorization)
{
    public Task<IActionResult> OnGetAsync(CancellationToken cancellationToken) => ShowAsync(cancellationToken);
}
