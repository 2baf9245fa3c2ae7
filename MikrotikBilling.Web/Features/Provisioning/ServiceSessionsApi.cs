using MikrotikBilling.Core.Provisioning;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Provisioning;

/// <summary>What is done at the router for one subscription.</summary>
public static class ServiceSessionsApi
{
    public sealed record EndedJson(int Ended);

    public static void MapServiceSessions(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/api/subscriptions/{id:guid}/end-session", async (Guid id, SessionService sessions, CancellationToken cancellationToken) =>
            ApiResults.From(await sessions.EndOfSubscriptionAsync(id, cancellationToken), ended => new EndedJson(ended)))
            .RequireAuthorization(RoutersPermissions.EndSession);
}
