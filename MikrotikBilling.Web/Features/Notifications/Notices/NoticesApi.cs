using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Notifications.Notices;
using MikrotikBilling.Core.Staff;
using MikrotikBilling.Web.Features.Account;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Notifications.Notices;

/// <summary><c>/api/notices</c>: those of the person who asks, and how he hears of them.</summary>
public static class NoticesApi
{
    /// <param name="Ending">How it ended: <c>Up again</c>.</param>
    public sealed record NoticeJson(
        Guid Id, string Cause, NoticeSeverity Severity, string Title, string? Text, string Url, int Times, DateTimeOffset RaisedAt, DateTimeOffset LastAt, DateTimeOffset? ClosedAt, string? Ending, bool IsRead);

    public sealed record ChoiceJson(string Cause, string? Name, bool Bell, NoticeEmail Email);

    public static void MapNotices(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/notices").RequireAuthorization();
        api.MapGet("", ListAsync);
        api.MapPost("/{id:guid}/read", async (Guid id, ClaimsPrincipal user, NoticeDesk desk, CancellationToken cancellationToken) =>
            ApiResults.From(await desk.ReadAsync(user.StaffId(), RoleOf(user), id, cancellationToken)));
        api.MapPost("/read", async (ClaimsPrincipal user, NoticeDesk desk, CancellationToken cancellationToken) =>
        {
            await desk.ReadAllAsync(user.StaffId(), cancellationToken);
            return TypedResults.NoContent();
        });
        api.MapGet("/choices", ChoicesAsync);
        api.MapPut("/choices", ChooseAsync);
    }

    /// <param name="show"><c>open</c> (also when left out) or <c>all</c>.</param>
    private static async Task<Results<Ok<ApiList<NoticeJson>>, ProblemHttpResult>> ListAsync(
        ClaimsPrincipal user, NoticeDesk desk, NoticeCatalog causes, CancellationToken cancellationToken, string? show = null, string? cause = null, string? cursor = null)
    {
        if (show is not (null or "open" or "all")) return ApiResults.Problem(new Refusal("invalid-input", "Cannot be read: show. It is open or all.", "show"), StatusCodes.Status400BadRequest);
        if (cause is not null && !causes.Of(RoleOf(user)).Any(c => c.Key == cause))
            return ApiResults.Problem(new Refusal("invalid-input", $"Cannot be read: cause. There are {string.Join(", ", causes.Of(RoleOf(user)).Select(c => c.Key))}.", "cause"), StatusCodes.Status400BadRequest);
        var page = await desk.ListAsync(user.StaffId(), RoleOf(user), show != "all", cause, cursor, cancellationToken);
        return TypedResults.Ok(new ApiList<NoticeJson>([.. page.Items.Select(n => Json(n.Notice, n.IsRead))], page.Next));
    }

    private static async Task<ApiList<ChoiceJson>> ChoicesAsync(ClaimsPrincipal user, NoticeDesk desk, CancellationToken cancellationToken) =>
        new([.. (await desk.ChoicesAsync(user.StaffId(), RoleOf(user), cancellationToken)).Select(c => new ChoiceJson(c.Cause.Key, c.Cause.Name, c.Way.Bell, c.Way.Email))], null);

    /// <summary>Changes the causes it names.</summary>
    private static async Task<Results<Ok<ApiList<ChoiceJson>>, ProblemHttpResult>> ChooseAsync(
        IReadOnlyList<ChoiceJson> choices, ClaimsPrincipal user, NoticeDesk desk, NoticeCatalog causes, CancellationToken cancellationToken)
    {
        var known = causes.Of(RoleOf(user)).Select(c => c.Key).ToHashSet(StringComparer.Ordinal);
        if (choices.FirstOrDefault(c => !known.Contains(c.Cause)) is { } unknown)
            return ApiResults.Problem(new Refusal("notice.unknown-cause", $"There is no cause {unknown.Cause} that you can hear of.", "cause"), StatusCodes.Status422UnprocessableEntity);
        await desk.ChooseAsync(user.StaffId(), RoleOf(user), choices.DistinctBy(c => c.Cause, StringComparer.Ordinal).ToDictionary(c => c.Cause, c => new NoticeWay(c.Bell, c.Email), StringComparer.Ordinal), cancellationToken);
        return TypedResults.Ok(await ChoicesAsync(user, desk, cancellationToken));
    }

    private static NoticeJson Json(NoticeLine n, bool isRead) => new(n.Id, n.Cause, n.Severity, n.Title, n.Text, n.Url, n.Times, n.RaisedAt, n.LastAt, n.ClosedAt, n.Ending, isRead);

    private static StaffRole RoleOf(ClaimsPrincipal user) => user.Role() ?? throw new InvalidOperationException("Nobody is signed in.");
}
