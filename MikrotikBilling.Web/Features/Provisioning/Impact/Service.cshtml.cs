using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using MikrotikBilling.Core.Provisioning.Impact;
using MikrotikBilling.Core.Subscriptions;

namespace MikrotikBilling.Web.Features.Provisioning.Impact;

/// <summary>What an edit of one service would do.</summary>
[Authorize(SubscriptionsPermissions.Manage)]
public sealed class ServiceModel(ImpactPreview preview, SubscriptionQueries subscriptions) : ImpactPageModel
{
    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    [BindProperty]
    public EditService Input { get; set; } = new();

    public override string Address => $"/impact/services/{Id}";

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken) =>
        await subscriptions.FindAsync(Id, cancellationToken) is null ? NotFound() : Show(await preview.OfServiceAsync(Id, Input, cancellationToken));
}
