using Microsoft.AspNetCore.Http.HttpResults;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Payments;
using MikrotikBilling.Core.Payments.Gateways;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Payments.Gateways;

/// <summary>Money without an owner as JSON; amounts in whole units of the currency, with its own digits.</summary>
public static class SuspenseApi
{
    public sealed record SuspenseJson(
        Guid Id, PaymentMethod Method, SuspenseState State, decimal Amount, decimal Remaining, string Currency, string Reference, string? Account, string? PayerName, string? PayerPhone, string Reason,
        DateTimeOffset At, DateTimeOffset? ClosedAt, int Version);

    /// <summary>A part of it that was given to somebody; reversing the payment takes it back.</summary>
    public sealed record PartJson(Guid PaymentId, string Number, Guid CustomerId, string Customer, decimal Amount, PaymentState State, DateTimeOffset At, string By);

    /// <summary>Somebody it might belong to, and why; while any of it is nobody's.</summary>
    public sealed record SuspectedJson(Guid CustomerId, string Name, string Number, string Why);

    public sealed record SuspenseDetailsJson(SuspenseJson Item, IReadOnlyList<PartJson> Parts, IReadOnlyList<SuspectedJson> Suspected);

    public static void MapSuspense(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/billing/suspense").RequireAuthorization(PaymentsPermissions.View);
        api.MapGet("/", ListAsync);
        api.MapGet("/{id:guid}", GetAsync);
        api.MapPost("/{id:guid}/assign", AssignAsync).Validates<AssignSuspense>().RequireAuthorization(GatewaysPermissions.Suspense);
        api.MapPost("/{id:guid}/assign/preview", PreviewAsync).Validates<AssignSuspense>().RequireAuthorization(GatewaysPermissions.Suspense);
        api.MapPost("/{id:guid}/return", ReturnAsync).Validates<ReturnSuspense>().RequireAuthorization(GatewaysPermissions.Suspense);
    }

    private static async Task<ApiList<SuspenseJson>> ListAsync([AsParameters] SuspenseListQuery query, SuspenseQueries queries, CancellationToken cancellationToken)
    {
        var page = await queries.ListAsync(query.ToFilter(), cancellationToken);
        return new ApiList<SuspenseJson>([.. page.Items.Select(Json)], page.Next);
    }

    private static async Task<Results<Ok<SuspenseDetailsJson>, ProblemHttpResult>> GetAsync(Guid id, SuspenseQueries queries, CancellationToken cancellationToken)
    {
        if (await queries.FindAsync(id, cancellationToken) is not { } found) return ApiResults.Problem(Refusal.NotFound);
        var suspected = found.Item.State == SuspenseState.Open ? await queries.SuspectedAsync(found.Item, cancellationToken) : [];
        return TypedResults.Ok(new SuspenseDetailsJson(
            Json(found.Item), [.. found.Parts.Select(p => new PartJson(p.PaymentId, p.Number, p.CustomerId, p.Customer, p.Amount.ToDecimal(), p.State, p.At, p.By))],
            [.. suspected.Select(s => new SuspectedJson(s.CustomerId, s.Name, s.Number, s.Why))]));
    }

    /// <param name="version">That of the sum as it was read. Left out, it is given whatever happened to it since, as long as so much is left.</param>
    private static async Task<Results<Ok<SuspenseDetailsJson>, ProblemHttpResult>> AssignAsync(
        Guid id, AssignSuspense input, SuspenseService service, SuspenseQueries queries, CancellationToken cancellationToken, int? version = null)
    {
        var done = await service.AssignAsync(id, input, version, cancellationToken);
        return done.Ok ? await GetAsync(id, queries, cancellationToken) : ApiResults.Problem(done.Refusal);
    }

    private static async Task<Results<Ok<PaymentsApi.PlanJson>, ProblemHttpResult>> PreviewAsync(Guid id, AssignSuspense input, SuspenseService service, CancellationToken cancellationToken) =>
        ApiResults.From(await service.PlanAsync(id, input, cancellationToken), PaymentsApi.Json);

    private static async Task<Results<Ok<SuspenseDetailsJson>, ProblemHttpResult>> ReturnAsync(
        Guid id, ReturnSuspense input, SuspenseService service, SuspenseQueries queries, CancellationToken cancellationToken, int? version = null)
    {
        var done = await service.ReturnAsync(id, input, version, cancellationToken);
        return done.Ok ? await GetAsync(id, queries, cancellationToken) : ApiResults.Problem(done.Refusal);
    }

    private static SuspenseJson Json(SuspenseItem s) => new(
        s.Id, s.Method, s.State, s.Amount.ToDecimal(), s.Remaining.ToDecimal(), s.Amount.Currency, s.Reference, s.Account, s.PayerName, s.PayerPhone, s.Reason, s.At, s.ClosedAt, s.Version);
}
