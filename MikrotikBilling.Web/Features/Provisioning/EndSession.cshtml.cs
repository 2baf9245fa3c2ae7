using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using MikrotikBilling.Core.Provisioning;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Subscriptions;

namespace MikrotikBilling.Web.Features.Provisioning;

/// <summary>Ends the live sessions of a service on its router.</summary>
[Authorize(RoutersPermissions.EndSession)]
public sealed class EndSessionModel(SessionService sessions, SubscriptionQueries subscriptions) : RouterSidePageModel(subscriptions)
{
    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken) =>
        await AnswerAsync(await sessions.EndOfSubscriptionAsync(Id, cancellationToken), "Session ended.", cancellationToken);
}
