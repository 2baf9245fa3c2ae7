using Microsoft.AspNetCore.Http.HttpResults;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Payments.Gateways;
using MikrotikBilling.Core.Payments.Gateways.Outgoing;
using MikrotikBilling.Web.Features.Payments.Gateways.Reconciling;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Payments.Gateways;

/// <summary>Accounts with providers and their messages as JSON. Secrets go in and never come out.</summary>
public static class GatewaysApi
{
    /// <param name="KeyId">What stands in <c>X-Callback-Key</c>, or in the callback address.</param>
    /// <param name="Secrets">Names of those that are set.</param>
    /// <param name="Callbacks">Where the other side sends to.</param>
    public sealed record GatewayJson(
        Guid Id, string Gateway, string Name, GatewayMode Mode, bool IsActive, string KeyId, IReadOnlyDictionary<string, string> Fields, IReadOnlyList<string> Secrets, IReadOnlyList<string> Callbacks,
        DateTimeOffset? LastEventAt, int Version);

    /// <param name="Recent">Messages of the last seven days.</param>
    /// <param name="Troubled">Those of them that were refused or failed.</param>
    /// <param name="Waiting">Those of them that are not worked on yet.</param>
    public sealed record GatewayLineJson(GatewayJson Account, int Recent, int Troubled, int Waiting);

    /// <param name="Message">What the provider said, in a sentence.</param>
    public sealed record SaidJson(string Message);

    public sealed record EventJson(
        Guid Id, Guid AccountId, string Account, string Gateway, string Key, GatewayEventState State, string? Outcome, string? From, DateTimeOffset ReceivedAt, int Repeats);

    /// <param name="Headers">Signatures are shortened.</param>
    /// <param name="Body">Read as UTF-8, with secrets and card numbers hidden; empty once its time is over.</param>
    public sealed record EventDetailsJson(
        EventJson Event, string Role, IReadOnlyDictionary<string, string> Headers, string Body, int Tries, DateTimeOffset? NextTryAt, DateTimeOffset? HandledAt, Guid? PaymentId, Guid? SuspenseId);

    public static void MapGateways(this IEndpointRouteBuilder routes)
    {
        var accounts = routes.MapGroup("/api/billing/gateways").RequireAuthorization(GatewaysPermissions.Manage);
        accounts.MapGet("/", ListAsync);
        accounts.MapGet("/{id:guid}", GetAsync);
        accounts.MapPost("/", AddAsync).Validates<SaveGatewayAccount>();
        accounts.MapPut("/{id:guid}", EditAsync).Validates<SaveGatewayAccount>();
        accounts.MapDelete("/{id:guid}", async (Guid id, GatewayAccountService service, CancellationToken cancellationToken) => ApiResults.From(await service.DeleteAsync(id, cancellationToken)));

        accounts.MapPost("/{id:guid}/test", TestAsync);
        accounts.MapPost("/{id:guid}/register", RegisterAsync);

        var events = routes.MapGroup("/api/billing/gateway-events").RequireAuthorization(GatewaysPermissions.Manage);
        events.MapGet("/", EventsAsync);
        events.MapGet("/{id:guid}", EventAsync);
        events.MapPost("/{id:guid}/replay", ReplayAsync);
        routes.MapSuspense();
        routes.MapReconciliations();
    }

    private static async Task<ApiList<GatewayLineJson>> ListAsync(HttpRequest request, GatewayQueries queries, GatewayCatalog gateways, GatewaySecrets secrets, CancellationToken cancellationToken) =>
        new([.. (await queries.AccountsAsync(cancellationToken)).Select(l => new GatewayLineJson(Json(l.Account, request, gateways, secrets), l.Recent, l.Troubled, l.Waiting))], null);

    private static async Task<Results<Ok<GatewayJson>, ProblemHttpResult>> GetAsync(
        Guid id, HttpRequest request, GatewayQueries queries, GatewayCatalog gateways, GatewaySecrets secrets, CancellationToken cancellationToken) =>
        ApiResults.Found(await queries.FindAsync(id, cancellationToken) is { } account ? Json(account, request, gateways, secrets) : null);

    /// <param name="gateway">Key of the provider: <c>signed</c>.</param>
    private static async Task<Results<Created<GatewayJson>, ProblemHttpResult>> AddAsync(
        string gateway, SaveGatewayAccount input, HttpRequest request, GatewayAccountService service, GatewayCatalog gateways, GatewaySecrets secrets, CancellationToken cancellationToken)
    {
        var added = await service.AddAsync(gateway, input, cancellationToken);
        return added.Ok ? TypedResults.Created($"/api/billing/gateways/{added.Value.Id}", Json(added.Value, request, gateways, secrets)) : Refused(added.Refusal);
    }

    /// <param name="version">That of the account as it was read. Left out, the last one wins.</param>
    private static async Task<Results<Ok<GatewayJson>, ProblemHttpResult>> EditAsync(
        Guid id, SaveGatewayAccount input, HttpRequest request, GatewayAccountService service, GatewayCatalog gateways, GatewaySecrets secrets, CancellationToken cancellationToken, int? version = null)
    {
        var saved = await service.EditAsync(id, version, input, cancellationToken);
        return saved.Ok ? TypedResults.Ok(Json(saved.Value, request, gateways, secrets)) : Refused(saved.Refusal);
    }

    private static async Task<Results<Ok<SaidJson>, ProblemHttpResult>> TestAsync(Guid id, HttpRequest request, GatewayTrial trial, CancellationToken cancellationToken) =>
        ApiResults.From(await trial.TestAsync(id, GatewaysPages.SiteOf(request), cancellationToken), words => new SaidJson(words));

    private static async Task<Results<Ok<SaidJson>, ProblemHttpResult>> RegisterAsync(Guid id, HttpRequest request, GatewayTrial trial, CancellationToken cancellationToken) =>
        ApiResults.From(await trial.RegisterAsync(id, GatewaysPages.SiteOf(request), cancellationToken), words => new SaidJson(words));

    private static async Task<ApiList<EventJson>> EventsAsync([AsParameters] GatewayEventListQuery query, GatewayQueries queries, CancellationToken cancellationToken)
    {
        var page = await queries.EventsAsync(query.ToFilter(), cancellationToken);
        return new ApiList<EventJson>([.. page.Items.Select(e => new EventJson(e.Id, e.AccountId, e.Account, e.Gateway, e.Key, e.State, e.Outcome, e.From, e.ReceivedAt, e.Repeats))], page.Next);
    }

    private static async Task<Results<Ok<EventDetailsJson>, ProblemHttpResult>> EventAsync(Guid id, GatewayQueries queries, CancellationToken cancellationToken) =>
        ApiResults.Found(await queries.EventAsync(id, cancellationToken) is { } found ? Json(found) : null);

    private static async Task<Results<Ok<EventDetailsJson>, ProblemHttpResult>> ReplayAsync(Guid id, GatewayReplay replay, GatewayQueries queries, CancellationToken cancellationToken)
    {
        var done = await replay.ReplayAsync(id);
        return done.Ok ? await EventAsync(id, queries, cancellationToken) : ApiResults.Problem(done.Refusal);
    }

    private static ProblemHttpResult Refused(Refusal refusal) => ApiResults.Problem(refusal, refusal.Code == GatewayAccountService.FieldCode ? StatusCodes.Status422UnprocessableEntity : null);

    private static GatewayJson Json(GatewayAccount a, HttpRequest request, GatewayCatalog gateways, GatewaySecrets secrets) => new(
        a.Id, a.Gateway, a.Name, a.Mode, a.IsActive, a.Token, a.Settings, [.. secrets.KnownOf(a).Keys.Order(StringComparer.Ordinal)],
        [.. gateways.Find(a.Gateway)!.Info.Callbacks.Select(c => c.UrlOf(GatewaysPages.SiteOf(request), a))], a.LastEventAt, a.Version);

    private static EventDetailsJson Json(GatewayEventView found)
    {
        var e = found.Event;
        return new EventDetailsJson(
            new EventJson(e.Id, e.AccountId, found.Account, e.Gateway, e.Key, e.State, e.Outcome, e.From, e.ReceivedAt, e.Repeats), e.Role,
            GatewayWords.HeadersOf(e).DistinctBy(h => h.Name).ToDictionary(h => h.Name, h => h.Value, StringComparer.Ordinal), GatewayWords.BodyOf(e, showsPhones: true), e.Tries,
            e.State == GatewayEventState.Stored ? e.NextTryAt : null, e.HandledAt, found.PaymentId, found.SuspenseId);
    }
}
