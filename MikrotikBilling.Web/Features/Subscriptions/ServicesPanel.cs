using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Web.Features.Customers;
using MikrotikBilling.Web.Features.Tenants;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Subscriptions;

/// <summary>What the person may do with a service.</summary>
public sealed record ServiceRights(bool Manage, bool RevealPassword, bool EndSession, bool SeeRouter = false)
{
    public static async Task<ServiceRights> OfAsync(IAuthorizationService authorization, ClaimsPrincipal user) => new(
        await authorization.MayAsync(user, SubscriptionsPermissions.Manage), await authorization.MayAsync(user, SubscriptionsPermissions.RevealPassword),
        await authorization.MayAsync(user, RoutersPermissions.EndSession), await authorization.MayAsync(user, RoutersPermissions.View));
}

/// <summary>The customer's services, one card each.</summary>
internal sealed class ServicesPanel(SubscriptionQueries subscriptions, TenantClock clock, IAuthorizationService authorization) : ICustomerPanel
{
    public string Name => "services";

    public int Order => 10;

    public async Task<PanelView?> LoadAsync(Guid customerId, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        if (!await authorization.MayAsync(user, SubscriptionsPermissions.View)) return null;
        return new PanelView(typeof(ServiceCards), new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            [nameof(ServiceCards.Services)] = await subscriptions.OfCustomerAsync(customerId, cancellationToken),
            [nameof(ServiceCards.Rights)] = await ServiceRights.OfAsync(authorization, user),
            [nameof(ServiceCards.Time)] = await clock.NowAsync(cancellationToken),
        });
    }
}
