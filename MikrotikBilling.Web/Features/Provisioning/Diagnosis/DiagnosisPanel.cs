using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Web.Features.Customers;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Provisioning.Diagnosis;

/// <summary>Holds the place of the answer; the router is asked once the page is there.</summary>
internal sealed class DiagnosisPanel(IAuthorizationService authorization) : ICustomerPanel
{
    public string Name => "diagnosis";

    public int Order => 15;

    public async Task<PanelView?> LoadAsync(Guid customerId, ClaimsPrincipal user, CancellationToken cancellationToken) =>
        await authorization.MayAsync(user, SubscriptionsPermissions.View)
            ? new PanelView(typeof(DiagnosisPlace), new Dictionary<string, object?>(StringComparer.Ordinal) { [nameof(DiagnosisPlace.CustomerId)] = customerId })
            : null;
}
