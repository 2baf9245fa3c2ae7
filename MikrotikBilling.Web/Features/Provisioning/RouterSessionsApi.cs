using Microsoft.AspNetCore.Http.HttpResults;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Provisioning;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Provisioning;

/// <summary>What a router holds and who is online there, asked of the router itself; 503 while it cannot tell.</summary>
public static class RouterSessionsApi
{
    public sealed record SessionView(
        string UserName, string? SessionId, string? Address, string? CallerId, long UptimeSeconds, long? DownloadBytes, long? UploadBytes);

    public sealed record UserView(string Name, string? Service, string? Profile, bool Disabled, string Owner, string? Comment, string? LastLoggedOut);

    public sealed record UserListView(IReadOnlyList<UserView> Items, string? Next, int Matching, int Total);

    public sealed record Ended(int Count);

    public static void MapRouterSessions(this IEndpointRouteBuilder routes)
    {
        var router = routes.MapGroup("/api/network/routers/{id:guid}");
        router.MapGet("/sessions", SessionsAsync).RequireAuthorization(RoutersPermissions.View);
        // A user name may hold a slash.
        router.MapDelete("/sessions/{**userName}", EndAsync).RequireAuthorization(RoutersPermissions.EndSession);
        router.MapGet("/pppoe-users", UsersAsync).RequireAuthorization(RoutersPermissions.View);
    }

    private static async Task<Results<Ok<ApiList<SessionView>>, ProblemHttpResult>> SessionsAsync(
        Guid id, SessionService sessions, CancellationToken cancellationToken)
    {
        var live = await sessions.OnRouterAsync(id, cancellationToken);
        return live.Ok
            ? TypedResults.Ok(new ApiList<SessionView>([.. live.Value.Select(s => new SessionView(
                s.UserName, s.RouterSessionId, s.Address, s.CallerId, (long)s.Uptime.TotalSeconds, s.DownloadBytes, s.UploadBytes))], null))
            : Problem(live.Refusal);
    }

    private static async Task<Results<Ok<Ended>, ProblemHttpResult>> EndAsync(
        Guid id, string userName, SessionService sessions, CancellationToken cancellationToken)
    {
        var ended = await sessions.EndOnRouterAsync(id, userName, cancellationToken);
        return ended.Ok ? TypedResults.Ok(new Ended(ended.Value)) : Problem(ended.Refusal);
    }

    private static async Task<Results<Ok<UserListView>, ProblemHttpResult>> UsersAsync(
        Guid id, string? prefix, PppUserService users, CancellationToken cancellationToken)
    {
        var list = await users.ListAsync(id, prefix, cancellationToken);
        return list.Ok
            ? TypedResults.Ok(new UserListView([.. list.Value.Items.Select(u => new UserView(
                u.Name, u.Service, u.Profile, u.Disabled, u.Owner.ToString(), u.Comment, u.LastLoggedOut))], null, list.Value.Matching, list.Value.Total))
            : Problem(list.Refusal);
    }

    private static ProblemHttpResult Problem(Refusal refusal) => ApiResults.Problem(refusal,
        refusal.Code is "router.unreachable" or "router.slow" ? StatusCodes.Status503ServiceUnavailable : null);
}
