using Microsoft.AspNetCore.Http.HttpResults;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Provisioning.Reconcile;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Provisioning.Drift;

/// <summary>Comparisons of routers with the books.</summary>
public static class DriftApi
{
    public sealed record StandView(
        Guid RouterId, string Router, string State, DateTimeOffset? ComparedAt, int Missing, int Changed, int Orphaned, int Conflicting, int Foreign, int Held, Guid? LastRun, string? Error);

    public sealed record RunView(
        Guid Id, Guid RouterId, string State, string Cause, bool Repairs, DateTimeOffset RequestedAt, DateTimeOffset? FinishedAt, int RowsRead,
        int Missing, int Changed, int Orphaned, int Conflicting, int Foreign, int Repaired, bool HeldBack, string? Error);

    public sealed record LineView(string Kind, string Menu, string Name, Guid? SubscriptionId, string? Detail, string? Commands, bool EndsSession);

    /// <param name="Repair">What is found is put right; otherwise it is a dry run.</param>
    public sealed record ReconcileBody(bool Repair);

    /// <param name="Count">How many the caller saw.</param>
    public sealed record ReleaseBody(int Count);

    public sealed record Released(int Count);

    public static void MapDrift(this IEndpointRouteBuilder routes)
    {
        var network = routes.MapGroup("/api/network");
        network.MapGet("/drift", AllAsync).RequireAuthorization(RoutersPermissions.View);
        network.MapPost("/routers/{id:guid}/reconcile", ReconcileAsync).RequireAuthorization(RoutersPermissions.Manage);
        network.MapPost("/routers/{id:guid}/synchronise", SynchroniseAsync).RequireAuthorization(RoutersPermissions.Manage);
        network.MapPost("/routers/{id:guid}/release", ReleaseAsync).RequireAuthorization(RoutersPermissions.Manage);
        network.MapGet("/reconcile-runs/{id:guid}", RunAsync).RequireAuthorization(RoutersPermissions.View);
        network.MapGet("/reconcile-runs/{id:guid}/lines", LinesAsync).RequireAuthorization(RoutersPermissions.View);
        network.MapPost("/reconcile-runs/{id:guid}/repair", RepairAsync).RequireAuthorization(RoutersPermissions.Manage);
    }

    private static async Task<Ok<ApiList<StandView>>> AllAsync(ReconcileQueries queries, CancellationToken cancellationToken) =>
        TypedResults.Ok(new ApiList<StandView>([.. (await queries.AllAsync(cancellationToken)).Select(r => new StandView(
            r.RouterId, r.Router, r.State.ToString(), r.Drift?.ComparedAt, r.Drift?.Missing ?? 0, r.Drift?.Changed ?? 0, r.Drift?.Orphaned ?? 0, r.Drift?.Conflicting ?? 0,
            r.Drift?.Foreign ?? 0, r.Held, r.Drift?.LastRunId, r.Drift?.Error))], null));

    private static async Task<Results<Accepted<RunView>, ProblemHttpResult>> ReconcileAsync(
        Guid id, ReconcileBody body, ReconcileService reconcile, CancellationToken cancellationToken) =>
        Accepted(await reconcile.RequestAsync(id, body.Repair, ReconcileCause.OnDemand, cancellationToken));

    /// <summary>Compared and put right.</summary>
    private static async Task<Results<Accepted<RunView>, ProblemHttpResult>> SynchroniseAsync(Guid id, ReconcileService reconcile, CancellationToken cancellationToken) =>
        Accepted(await reconcile.RequestAsync(id, repair: true, ReconcileCause.OnDemand, cancellationToken));

    private static async Task<Results<Accepted<RunView>, ProblemHttpResult>> RepairAsync(Guid id, ReconcileService reconcile, CancellationToken cancellationToken) =>
        Accepted(await reconcile.RepairAsync(id, cancellationToken));

    private static async Task<Results<Ok<Released>, ProblemHttpResult>> ReleaseAsync(Guid id, ReleaseBody body, ReconcileService reconcile, CancellationToken cancellationToken)
    {
        var released = await reconcile.ReleaseAsync(id, body.Count, cancellationToken);
        return released.Ok ? TypedResults.Ok(new Released(released.Value)) : ApiResults.Problem(released.Refusal);
    }

    private static async Task<Results<Ok<RunView>, ProblemHttpResult>> RunAsync(Guid id, ReconcileQueries queries, CancellationToken cancellationToken) =>
        await queries.RunAsync(id, cancellationToken) is { } run ? TypedResults.Ok(View(run)) : ApiResults.Problem(Refusal.NotFound);

    private static async Task<Results<Ok<ApiList<LineView>>, ProblemHttpResult>> LinesAsync(
        Guid id, DriftCategory? kind, string? cursor, ReconcileQueries queries, CancellationToken cancellationToken)
    {
        if (await queries.RunAsync(id, cancellationToken) is null) return ApiResults.Problem(Refusal.NotFound);
        if (!long.TryParse(cursor ?? "0", System.Globalization.CultureInfo.InvariantCulture, out var after)) return ApiResults.Problem(new Refusal("cursor.invalid", "Take the cursor from the answer before.", "cursor"));
        var lines = await queries.LinesAsync(id, kind, after, cancellationToken);
        return TypedResults.Ok(new ApiList<LineView>(
            [.. lines.Take(ReconcileQueries.PageSize).Select(l => new LineView(l.Category.ToString(), l.Menu, l.Name, l.SubscriptionId, l.Detail, l.Commands, l.EndsSession))],
            lines.Count > ReconcileQueries.PageSize ? DriftText.Plain(lines[ReconcileQueries.PageSize - 1].Id) : null));
    }

    private static Results<Accepted<RunView>, ProblemHttpResult> Accepted(Result<ReconcileRun> asked) =>
        asked.Ok ? TypedResults.Accepted($"/api/network/reconcile-runs/{asked.Value.Id}", View(asked.Value)) : ApiResults.Problem(asked.Refusal);

    private static RunView View(ReconcileRun run) => new(run.Id, run.RouterId, run.State.ToString(), run.Cause.ToString(), run.Repairs, run.RequestedAt, run.FinishedAt, run.RowsRead,
        run.Missing, run.Changed, run.Orphaned, run.Conflicting, run.Foreign, run.Repaired, run.IsBraked, run.Error);
}
