using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Web.Features.Customers;
using MikrotikBilling.Web.Shell;
using MikrotikBilling.Web.Shell.Components;

namespace MikrotikBilling.Web.Features.Subscriptions;

/// <summary>The service of a customer from the command box.</summary>
internal sealed class CustomerServiceActions(IAuthorizationService authorization) : ICustomerActions
{
    public int Order => 20;

    public async Task<IReadOnlyList<SearchAction>> OfAsync(CustomerHit customer, ClaimsPrincipal user)
    {
        if (customer.ServiceId is not { } service || !await authorization.MayAsync(user, SubscriptionsPermissions.Manage)) return [];
        var page = $"/customers/{customer.Id}";
        return customer.Status switch
        {
            ServiceStatus.Active => [new SearchAction("Stop, keeping the paid days", $"{page}#pause-{service}", "pause"), Change(service)],
            ServiceStatus.Paused => [new SearchAction("Resume", $"{page}#resume-{service}", "play"), Change(service)],
            ServiceStatus.Suspended => [new SearchAction("Enable", $"{page}#enable-{service}", "play"), Change(service)],
            ServiceStatus.Cancelled or ServiceStatus.None => [],
            _ => [Change(service)],
        };
    }

    private static SearchAction Change(Guid service) => new("Change profile", $"/subscriptions/{service}/plan", "gauge");
}
