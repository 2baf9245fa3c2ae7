using Microsoft.AspNetCore.Http.HttpResults;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Core.Subscriptions.Bulk;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Subscriptions.Bulk;

/// <summary>Bulk runs as JSON: start one, follow it, stop it, take it back.</summary>
public static class BulkApi
{
    public static void MapBulk(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/bulk").RequireAuthorization(SubscriptionsPermissions.Manage);
        api.MapGet("/", async (BulkQueries queries, CancellationToken cancellationToken, string? cursor = null) =>
            ApiResults.List(await queries.ListAsync(cursor, cancellationToken)));
        api.MapPost("/", StartAsync).Validates<BulkRequest>();
        api.MapGet("/{id:guid}", async (Guid id, BulkQueries queries, CancellationToken cancellationToken) => ApiResults.Found(await queries.FindAsync(id, cancellationToken)));
        api.MapGet("/{id:guid}/items", ItemsAsync);
        api.MapPost("/{id:guid}/stop", async (Guid id, BulkService bulk, CancellationToken cancellationToken) => ApiResults.From(await bulk.StopAsync(id, cancellationToken)));
        api.MapPost("/{id:guid}/undo", async (Guid id, BulkService bulk, BulkQueries queries, CancellationToken cancellationToken) =>
            await AcceptedAsync(await bulk.UndoAsync(id, cancellationToken), queries, cancellationToken));
    }

    private static async Task<Results<Accepted<BulkLine>, ProblemHttpResult>> StartAsync(
        BulkRequest request, BulkService bulk, BulkQueries queries, CancellationToken cancellationToken) =>
        await AcceptedAsync(await bulk.StartAsync(request, cancellationToken), queries, cancellationToken);

    private static async Task<Results<Ok<ApiList<BulkItemLine>>, ProblemHttpResult>> ItemsAsync(
        Guid id, BulkQueries queries, CancellationToken cancellationToken, BulkItemState? state = null, string? cursor = null) =>
        await queries.FindAsync(id, cancellationToken) is null
            ? ApiResults.Problem(Refusal.NotFound)
            : TypedResults.Ok(ApiResults.List(await queries.ItemsAsync(id, state, cursor, cancellationToken)));

    private static async Task<Results<Accepted<BulkLine>, ProblemHttpResult>> AcceptedAsync(
        Result<BulkRun> started, BulkQueries queries, CancellationToken cancellationToken)
    {
        if (!started.Ok) return ApiResults.Problem(started.Refusal);
        return TypedResults.Accepted($"/api/bulk/{started.Value.Id}", await queries.FindAsync(started.Value.Id, cancellationToken));
    }
}
