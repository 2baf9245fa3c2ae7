using Microsoft.AspNetCore.Http.HttpResults;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Payments;
using MikrotikBilling.Core.Payments.Gateways;
using MikrotikBilling.Core.Payments.Gateways.Attempts;
using MikrotikBilling.Core.Payments.Gateways.Kept;
using MikrotikBilling.Web.Features.Payments.Attempts;
using MikrotikBilling.Web.Features.Payments.Gateways;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Payments.Kept;

/// <summary>A customer's kept ways to pay as JSON.</summary>
public static class KeptApi
{
    /// <param name="Failures">Declined in a row.</param>
    public sealed record KeptMethodJson(
        Guid Id, Guid AccountId, string Gateway, GatewayMode Mode, string Label, DateOnly? LastDay, DateTimeOffset KeptAt, DateTimeOffset? LastChargedAt, DateTimeOffset? LastFailedAt, string? LastFailure, int Failures);

    /// <param name="Amount">What is due as the caller knows it: 409 where it is another by now. Null takes what it is.</param>
    public sealed record ChargeJson(decimal? Amount);

    public static void MapKept(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/customers/{id:guid}/kept-methods").RequireAuthorization(PaymentsPermissions.View);
        api.MapGet("", ListAsync);
        api.MapDelete("/{methodId:guid}", RemoveAsync).RequireAuthorization(PaymentsPermissions.Take);
        api.MapPost("/{methodId:guid}/charge", ChargeAsync).RequireAuthorization(PaymentsPermissions.Take);
    }

    private static async Task<Results<Ok<ApiList<KeptMethodJson>>, ProblemHttpResult>> ListAsync(Guid id, SavedMethodQueries methods, CancellationToken cancellationToken) =>
        await methods.CustomerAsync(id, cancellationToken) is { } customer ? TypedResults.Ok(new ApiList<KeptMethodJson>([.. customer.Kept.Select(Json)], null)) : ApiResults.Problem(Refusal.NotFound);

    private static async Task<Results<NoContent, ProblemHttpResult>> RemoveAsync(Guid id, Guid methodId, SavedMethodService methods, CancellationToken cancellationToken)
    {
        var removed = await methods.RemoveAsync(id, methodId, cancellationToken);
        return removed.Ok ? TypedResults.NoContent() : ApiResults.Problem(removed.Refusal);
    }

    /// <summary>The charge as it stands: Succeeded, Failed with the bank's words, or still under way.</summary>
    private static async Task<Results<Ok<AttemptsApi.AttemptJson>, ProblemHttpResult>> ChargeAsync(
        Guid id, Guid methodId, ChargeJson input, HttpRequest request, KeptCharges charges, AttemptQueries queries, CancellationToken cancellationToken)
    {
        var charged = await charges.ChargeNowAsync(id, methodId, input.Amount, GatewaysPages.SiteOf(request), cancellationToken);
        return charged.Ok ? TypedResults.Ok(AttemptsApi.Json((await queries.FindAsync(charged.Value.Id, cancellationToken))!)) : ApiResults.Problem(charged.Refusal);
    }

    private static KeptMethodJson Json(SavedMethod m) => new(m.Id, m.AccountId, m.Gateway, m.Mode, m.Label, m.LastDay, m.KeptAt, m.LastChargedAt, m.LastFailedAt, m.LastFailure, m.Failures);
}
