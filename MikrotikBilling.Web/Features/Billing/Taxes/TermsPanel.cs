using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Web.Features.Customers;
using MikrotikBilling.Web.Shell;
using MikrotikBilling.Web.Shell.Components;

namespace MikrotikBilling.Web.Features.Billing.Taxes;

/// <summary>The place of a customer's taxes, terms and discounts on the page; what it shows comes once the page is there.</summary>
internal sealed class TermsPanel(IAuthorizationService authorization) : ICustomerPanel
{
    public string Name => "terms";

    public int Order => CustomerPanels.Side + 20;

    public async Task<PanelView?> LoadAsync(Guid customerId, ClaimsPrincipal user, CancellationToken cancellationToken) =>
        !await authorization.MayAsync(user, CustomersPermissions.View) ? null : new PanelView(typeof(LazyPart), new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            [nameof(LazyPart.Id)] = TermsCard.RootId,
            [nameof(LazyPart.Url)] = $"{TaxesPages.Terms(customerId)}/card",
            [nameof(LazyPart.Label)] = "billing",
            [nameof(LazyPart.Lines)] = 4,
        });
}
