using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Web.Features.Customers;
using MikrotikBilling.Web.Shell;
using MikrotikBilling.Web.Shell.Components;

namespace MikrotikBilling.Web.Features.Monitoring;

/// <summary>The place of a customer's traffic on the page; what it shows comes by itself once the page is there.</summary>
internal sealed class UsagePanel(IAuthorizationService authorization) : ICustomerPanel
{
    public string Name => "usage";

    public int Order => 15;

    public async Task<PanelView?> LoadAsync(Guid customerId, ClaimsPrincipal user, CancellationToken cancellationToken) =>
        !await authorization.MayAsync(user, SubscriptionsPermissions.View) ? null : new PanelView(typeof(LazyPart), new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            [nameof(LazyPart.Id)] = UsageCards.RootId,
            [nameof(LazyPart.Url)] = UsageCards.UrlOf(customerId),
            [nameof(LazyPart.Label)] = "traffic and usage",
            [nameof(LazyPart.Lines)] = 8,
        });
}
