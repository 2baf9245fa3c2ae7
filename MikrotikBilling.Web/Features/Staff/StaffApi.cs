using Microsoft.AspNetCore.Http.HttpResults;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Staff;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Staff;

/// <summary>Staff as JSON. A link by which somebody chooses a password is only in the answer that makes it.</summary>
public static class StaffApi
{
    public sealed record LinkJson(string Url, DateTimeOffset ExpiresAt);

    public sealed record InvitedJson(StaffLine Staff, LinkJson Link);

    public static void MapStaff(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/staff").RequireAuthorization(StaffPermissions.View);
        api.MapGet("/", ListAsync);
        api.MapGet("/{id:guid}", async (Guid id, StaffQueries queries, CancellationToken cancellationToken) =>
            ApiResults.Found(await queries.FindAsync(id, cancellationToken)));
        api.MapGet("/{id:guid}/sessions", SessionsAsync);

        var change = routes.MapGroup("/api/staff").RequireAuthorization(StaffPermissions.Manage);
        change.MapPost("/", InviteAsync).Validates<SaveStaff>();
        change.MapPut("/{id:guid}", EditAsync).Validates<SaveStaff>();
        change.MapDelete("/{id:guid}", async (Guid id, StaffMemberService staff, CancellationToken cancellationToken) =>
            ApiResults.From((await staff.DeactivateAsync(id, cancellationToken)).ToResult()));
        change.MapPost("/{id:guid}/reactivate", async (Guid id, StaffMemberService staff, CancellationToken cancellationToken) =>
            ApiResults.From(await staff.ReactivateAsync(id, cancellationToken), StaffLine.Of));
        change.MapPost("/{id:guid}/link", async (Guid id, HttpRequest request, PasswordLinkService links, CancellationToken cancellationToken) =>
            ApiResults.From(await links.RenewAsync(id, cancellationToken), made => Json(made.Link, request)));
        change.MapDelete("/{id:guid}/link", async (Guid id, PasswordLinkService links, CancellationToken cancellationToken) =>
            ApiResults.From(await links.RevokeAsync(id, cancellationToken)));
        change.MapDelete("/{id:guid}/sessions", async (Guid id, StaffSessionService sessions, CancellationToken cancellationToken) =>
            ApiResults.From(await sessions.EndAllAsync(id, except: null, cancellationToken)));
        change.MapDelete("/{id:guid}/sessions/{session:guid}", async (Guid id, Guid session, StaffSessionService sessions, CancellationToken cancellationToken) =>
            ApiResults.From(await sessions.EndAsync(id, session, cancellationToken)));
    }

    private static async Task<ApiList<StaffLine>> ListAsync(
        [AsParameters] StaffListQuery query, StaffQueries queries, CancellationToken cancellationToken) =>
        ApiResults.List(await queries.ListAsync(query.Q, query.RoleValue, query.StateValue, query.Cursor, cancellationToken));

    private static async Task<Results<Ok<IReadOnlyList<SessionLine>>, ProblemHttpResult>> SessionsAsync(
        Guid id, StaffQueries queries, CancellationToken cancellationToken)
    {
        if (await queries.FindAsync(id, cancellationToken) is null) return ApiResults.Problem(Refusal.NotFound);
        return TypedResults.Ok(await queries.SessionsAsync(id, cancellationToken));
    }

    private static async Task<Results<Created<InvitedJson>, ProblemHttpResult>> InviteAsync(
        SaveStaff input, HttpRequest request, StaffMemberService staff, CancellationToken cancellationToken)
    {
        var invited = await staff.InviteAsync(input, cancellationToken);
        if (!invited.Ok) return ApiResults.Problem(invited.Refusal);
        return TypedResults.Created($"/api/staff/{invited.Value.Staff.Id}", new InvitedJson(StaffLine.Of(invited.Value.Staff), Json(invited.Value.Link, request)));
    }

    /// <param name="version">That of the person as they were read; a later save by somebody else refuses this one. Left out, the last one wins.</param>
    private static async Task<Results<Ok<StaffLine>, ProblemHttpResult>> EditAsync(
        Guid id, SaveStaff input, StaffMemberService staff, StaffQueries queries, CancellationToken cancellationToken, int? version = null)
    {
        if (await queries.FindAsync(id, cancellationToken) is not { } present) return ApiResults.Problem(Refusal.NotFound);
        return ApiResults.From(await staff.EditAsync(id, version ?? input.Version ?? present.Version, input, cancellationToken), StaffLine.Of);
    }

    private static LinkJson Json(PasswordLink link, HttpRequest request) => new(StaffPages.PasswordLinkUrl(request, link), link.ExpiresAt);
}
