using Microsoft.AspNetCore.Http.HttpResults;
using MikrotikBilling.Core.Payments;
using MikrotikBilling.Core.Payments.Gateways;
using MikrotikBilling.Core.Payments.Gateways.Attempts;
using MikrotikBilling.Web.Features.Payments.Gateways;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Payments.Attempts;

/// <summary>Requests for payment as JSON: made, asked for, listed.</summary>
public static class AttemptsApi
{
    /// <summary>A request for payment; amounts in whole units of the currency, with its own digits.</summary>
    /// <param name="RedirectUrl">Where the payer goes on; null where he is asked on his phone.</param>
    /// <param name="PaymentId">What it led to; null while it is not paid, or where the money waits for a person (<paramref name="SuspenseId"/>).</param>
    public sealed record AttemptJson(
        Guid Id, AttemptState State, string Gateway, GatewayMode Mode, Guid CustomerId, Guid? InvoiceId, Guid? SubscriptionId, decimal Amount, string Currency, string? Phone, string? RedirectUrl, string? Code,
        string? Message, bool NeedsPerson, DateTimeOffset CreatedAt, DateTimeOffset? EndedAt, Guid? PaymentId, Guid? SuspenseId);

    public static void MapAttempts(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/payments/initiate", StartAsync).Validates<RequestPayment>().RequireAuthorization(PaymentsPermissions.Take);
        routes.MapGet("/api/payments/status/{id:guid}", GetAsync).RequireAuthorization(PaymentsPermissions.View);
        var api = routes.MapGroup("/api/billing/payment-requests").RequireAuthorization(PaymentsPermissions.View);
        api.MapGet("/", ListAsync);
        api.MapPost("/{id:guid}/check", CheckAsync).RequireAuthorization(PaymentsPermissions.Take);
        api.MapPost("/{id:guid}/close", CloseAsync).RequireAuthorization(PaymentsPermissions.Take);
    }

    /// <summary>201 for a new one, 200 where the same was under way already.</summary>
    private static async Task<Results<Created<AttemptJson>, Ok<AttemptJson>, ProblemHttpResult>> StartAsync(
        RequestPayment input, HttpRequest request, AttemptService attempts, AttemptQueries queries, CancellationToken cancellationToken)
    {
        var started = await attempts.StartAsync(input, GatewaysPages.SiteOf(request), cancellationToken);
        if (!started.Ok) return ApiResults.Problem(started.Refusal);
        var json = Json((await queries.FindAsync(started.Value.Attempt.Id, cancellationToken))!);
        return started.Value.WasThere ? TypedResults.Ok(json) : TypedResults.Created($"/api/payments/status/{json.Id}", json);
    }

    private static async Task<Results<Ok<AttemptJson>, ProblemHttpResult>> GetAsync(Guid id, AttemptQueries queries, CancellationToken cancellationToken) =>
        ApiResults.Found(await queries.FindAsync(id, cancellationToken) is { } line ? Json(line) : null);

    private static async Task<ApiList<AttemptJson>> ListAsync([AsParameters] AttemptListQuery query, AttemptQueries queries, CancellationToken cancellationToken)
    {
        var page = await queries.ListAsync(query.ToFilter(), cancellationToken);
        return new ApiList<AttemptJson>([.. page.Items.Select(Json)], page.Next);
    }

    private static async Task<Results<Ok<AttemptJson>, ProblemHttpResult>> CheckAsync(Guid id, AttemptService attempts, AttemptQueries queries, CancellationToken cancellationToken)
    {
        var asked = await attempts.AskAsync(id, cancellationToken);
        return asked.Ok ? await GetAsync(id, queries, cancellationToken) : ApiResults.Problem(asked.Refusal);
    }

    private static async Task<Results<Ok<AttemptJson>, ProblemHttpResult>> CloseAsync(Guid id, AttemptService attempts, AttemptQueries queries, CancellationToken cancellationToken)
    {
        var closed = await attempts.CloseAsync(id, cancellationToken);
        return closed.Ok ? await GetAsync(id, queries, cancellationToken) : ApiResults.Problem(closed.Refusal!);
    }

    internal static AttemptJson Json(AttemptLine line)
    {
        var a = line.Attempt;
        return new AttemptJson(
            a.Id, a.State, a.Gateway, a.Mode, a.CustomerId, a.InvoiceId, a.SubscriptionId, a.Amount.ToDecimal(), a.AmountCurrency, a.Phone, a.IsOpen ? a.RedirectUrl : null, a.Code, a.Words, a.NeedsPerson, a.CreatedAt,
            a.EndedAt, line.PaymentId, line.SuspenseId);
    }
}
