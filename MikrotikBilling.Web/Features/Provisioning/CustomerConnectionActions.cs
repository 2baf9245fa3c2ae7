using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Web.Features.Customers;
using MikrotikBilling.Web.Shell;
using MikrotikBilling.Web.Shell.Components;

namespace MikrotikBilling.Web.Features.Provisioning;

/// <summary>Why a customer is offline, from the command box.</summary>
internal sealed class CustomerConnectionActions(IAuthorizationService authorization) : ICustomerActions
{
    public int Order => 30;

    public async Task<IReadOnlyList<SearchAction>> OfAsync(CustomerHit customer, ClaimsPrincipal user) =>
        customer.ServiceId is not null && await authorization.MayAsync(user, SubscriptionsPermissions.View)
            ? [new SearchAction("Why offline?", $"/customers/{customer.Id}/diagnosis", "bolt")]
            : [];
}
