using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using MikrotikBilling.Core.Provisioning;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Web.Features.Customers;
using MikrotikBilling.Web.Features.Tenants;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Provisioning;

/// <summary>The router's side of a customer: what it holds, who is online, who was.</summary>
internal sealed class RouterSideLoader(ProvisioningQueries provisioning, TenantClock clock, IAuthorizationService authorization) : ICustomerPanel
{
    public const string PanelName = "router";
    private const int MostOpen = 20;
    private const int MostPast = 10;

    public string Name => PanelName;

    public int Order => 20;

    public async Task<PanelView?> LoadAsync(Guid customerId, ClaimsPrincipal user, CancellationToken cancellationToken) =>
        await authorization.MayAsync(user, SubscriptionsPermissions.View)
            ? new PanelView(typeof(RouterSide), await ParametersAsync(customerId, user, null, cancellationToken))
            : null;

    public async Task<Dictionary<string, object?>> ParametersAsync(
        Guid customerId, ClaimsPrincipal user, string? refusal, CancellationToken cancellationToken) => new(StringComparer.Ordinal)
        {
            [nameof(RouterSide.CustomerId)] = customerId,
            [nameof(RouterSide.Accounts)] = await provisioning.OfCustomerAsync(customerId, cancellationToken),
            [nameof(RouterSide.Open)] = await provisioning.SessionsOfCustomerAsync(customerId, open: true, MostOpen, cancellationToken),
            [nameof(RouterSide.Past)] = await provisioning.SessionsOfCustomerAsync(customerId, open: false, MostPast, cancellationToken),
            [nameof(RouterSide.Time)] = await clock.NowAsync(cancellationToken),
            [nameof(RouterSide.MayRetry)] = await authorization.MayAsync(user, SubscriptionsPermissions.Manage),
            [nameof(RouterSide.MayEnd)] = await authorization.MayAsync(user, RoutersPermissions.EndSession),
            [nameof(RouterSide.Refusal)] = refusal,
        };
}
