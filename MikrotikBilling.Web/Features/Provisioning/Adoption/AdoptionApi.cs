using Microsoft.AspNetCore.Http.HttpResults;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Provisioning.Adoption;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Provisioning.Adoption;

/// <summary>Adoption for programs: have a router read, look at its rows, decide, adopt, follow.</summary>
public static class AdoptionApi
{
    /// <param name="Ids">Rows by their ids; left out, all of the run.</param>
    public sealed record DecisionJson(IReadOnlyList<Guid>? Ids, AdoptionDecision Decision);

    public sealed record WayJson(AdoptionWay Way);

    public sealed record CountJson(int Count);

    /// <param name="ProfileId">The profile of ours it is; null makes a new one.</param>
    /// <param name="PriceMinor">Of the new one, in whole minor units.</param>
    public sealed record ProfileJson(
        int Number, ServiceKind Kind, string? RouterProfile, string RateText, long Download, long Upload, int Users, Guid? ProfileId, string Name, long PriceMinor, string? Doubt);

    public static void MapAdoption(this IEndpointRouteBuilder routes)
    {
        var router = routes.MapGroup("/api/network/routers/{id:guid}").RequireAuthorization(RoutersPermissions.Manage);
        router.MapGet("/adoptions", ListAsync);
        router.MapPost("/adoptions", async (Guid id, AdoptionService adoptions, CancellationToken cancellationToken) => Accepted(await adoptions.ReadAsync(id, cancellationToken)));
        router.MapPost("/take-over", async (Guid id, AdoptionService adoptions, CancellationToken cancellationToken) =>
            ApiResults.From(await adoptions.TakeOverAsync(id, cancellationToken), count => new CountJson(count)));
        var run = routes.MapGroup("/api/network/adoptions/{id:guid}").RequireAuthorization(RoutersPermissions.Manage);
        run.MapGet("/", async (Guid id, AdoptionQueries queries, CancellationToken cancellationToken) =>
            ApiResults.Found(await queries.FindAsync(id, cancellationToken) is { } found ? AdoptionLine.Of(found) : null));
        run.MapGet("/rows", RowsAsync);
        run.MapGet("/profiles", ProfilesAsync);
        run.MapPut("/proposals", async (Guid id, SaveProposals body, AdoptionService adoptions, CancellationToken cancellationToken) =>
            ApiResults.From(await adoptions.SaveProposalsAsync(id, body, cancellationToken)));
        run.MapPut("/rows/{number:int}", async (Guid id, int number, SaveAdoptionRow body, AdoptionService adoptions, CancellationToken cancellationToken) =>
            ApiResults.From(await adoptions.SaveRowAsync(id, number, body, cancellationToken))).Validates<SaveAdoptionRow>();
        run.MapPost("/decide", DecideAsync);
        run.MapPost("/start", async (Guid id, WayJson body, AdoptionService adoptions, CancellationToken cancellationToken) => Accepted(await adoptions.StartAsync(id, body.Way, cancellationToken)));
        run.MapPost("/stop", async (Guid id, AdoptionService adoptions, CancellationToken cancellationToken) => ApiResults.From(await adoptions.StopAsync(id, cancellationToken)));
        run.MapDelete("/", async (Guid id, AdoptionService adoptions, CancellationToken cancellationToken) => ApiResults.From(await adoptions.DiscardAsync(id, cancellationToken)));
    }

    private static async Task<Results<Ok<ApiList<AdoptionLine>>, ProblemHttpResult>> ListAsync(
        Guid id, RouterQueries routers, AdoptionQueries queries, CancellationToken cancellationToken, string? cursor = null) =>
        await routers.LineAsync(id, cancellationToken) is null ? ApiResults.Problem(Refusal.NotFound) : TypedResults.Ok(ApiResults.List(await queries.ListAsync(id, cursor, cancellationToken)));

    private static async Task<Results<Ok<ApiList<AdoptionRowLine>>, ProblemHttpResult>> RowsAsync(
        Guid id, AdoptionQueries queries, CancellationToken cancellationToken, string? q = null, AdoptionDoubts? doubt = null, AdoptionDecision? decision = null,
        AdoptionRowState? state = null, string? cursor = null) =>
        await queries.FindAsync(id, cancellationToken) is null
            ? ApiResults.Problem(Refusal.NotFound)
            : TypedResults.Ok(ApiResults.List(await queries.RowsAsync(id, new AdoptionFilter(doubt ?? AdoptionDoubts.None, decision, state, q), cursor, cancellationToken)));

    private static async Task<Results<Ok<ApiList<ProfileJson>>, ProblemHttpResult>> ProfilesAsync(Guid id, AdoptionQueries queries, CancellationToken cancellationToken) =>
        await queries.FindAsync(id, cancellationToken) is null
            ? ApiResults.Problem(Refusal.NotFound)
            : TypedResults.Ok(new ApiList<ProfileJson>([.. (await queries.ProfilesAsync(id, cancellationToken)).Select(p =>
                new ProfileJson(p.Number, p.Kind, p.RouterProfile, p.RateText, p.Download, p.Upload, p.Users, p.ProfileId, p.Name, p.PriceMinor, p.Doubt))], null));

    private static async Task<Results<Ok<CountJson>, ProblemHttpResult>> DecideAsync(Guid id, DecisionJson body, AdoptionService adoptions, CancellationToken cancellationToken)
    {
        var choice = body.Ids is null ? new RowChoice { Filter = new AdoptionFilter() } : new RowChoice { Ids = body.Ids };
        return ApiResults.From(await adoptions.DecideAsync(id, choice, body.Decision, cancellationToken), count => new CountJson(count));
    }

    private static Results<Accepted<AdoptionLine>, ProblemHttpResult> Accepted(Result<AdoptionRun> result) =>
        result.Ok ? TypedResults.Accepted($"/api/network/adoptions/{result.Value.Id}", AdoptionLine.Of(result.Value)) : ApiResults.Problem(result.Refusal);
}
