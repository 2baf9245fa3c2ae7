using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Payments;
using MikrotikBilling.Web.Features.Customers;
using MikrotikBilling.Web.Shell;
using MikrotikBilling.Web.Shell.Components;

namespace MikrotikBilling.Web.Features.Payments;

/// <summary>Money from the command box: taken on a form of its own, or the press that takes cash and renews.</summary>
internal sealed class CustomerMoneyActions(IAuthorizationService authorization) : ICustomerActions
{
    public int Order => 10;

    public async Task<IReadOnlyList<SearchAction>> OfAsync(CustomerHit customer, ClaimsPrincipal user)
    {
        if (!await authorization.MayAsync(user, PaymentsPermissions.Take)) return [];
        var take = new SearchAction("Take money", PaymentsPages.Take(customer.Id, customer.ServiceId), "cash");
        return customer.ServiceId is { } service ? [take, new SearchAction("Renew", $"/customers/{customer.Id}#renew-{service}", "refresh")] : [take];
    }
}
