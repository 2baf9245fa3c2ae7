using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Provisioning;
using MikrotikBilling.Core.Subscriptions;

namespace MikrotikBilling.Web.Features.Provisioning;

/// <summary>Tries a conflict or a failure again now.</summary>
[Authorize(SubscriptionsPermissions.Manage)]
public sealed class RetryModel(AccountMarker accounts, SubscriptionQueries subscriptions) : RouterSidePageModel(subscriptions)
{
    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        await accounts.RetryAsync(Id, cancellationToken);
        return await AnswerAsync(Result.Success, "Trying again.", cancellationToken);
    }
}
