using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Web.Features.Tenants;

namespace MikrotikBilling.Web.Features.Subscriptions;

/// <summary>Shows the password to those who may, and keeps in the history that it was shown.</summary>
[Authorize(SubscriptionsPermissions.RevealPassword)]
public sealed class PasswordModel(SubscriptionService service, SubscriptionQueries subscriptions, TenantClock clock, IAuthorizationService authorization)
    : ServicePageModel(subscriptions, clock, authorization)
{
    public Task<IActionResult> OnGetAsync(CancellationToken cancellationToken) => ShowAsync(cancellationToken);

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        var password = await service.RevealPasswordAsync(Id, cancellationToken);
        return password.Ok ? await SecretAsync(password.Value, isNew: false, cancellationToken) : await RefusedAsync(password.Refusal, cancellationToken);
    }
}
