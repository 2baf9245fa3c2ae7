using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using MikrotikBilling.Core.Billing;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Payments.Gateways;
using MikrotikBilling.Core.Payments.Gateways.Reconciling;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Payments.Gateways.Reconciling;

/// <summary>Lists of providers held against the books, as JSON; amounts in whole units of the currency, with its own digits.</summary>
public static class ReconciliationsApi
{
    public sealed record SumJson(string Currency, decimal Theirs, decimal Ours, decimal Difference);

    /// <param name="FileName">Null where the provider was asked.</param>
    /// <param name="To">Exclusive.</param>
    /// <param name="NeedsColumns">The list is not known by its heads: say which column holds what.</param>
    public sealed record RunJson(
        Guid Id, Guid AccountId, string Account, ReconciliationState State, string? FileName, DateTimeOffset? From, DateTimeOffset? To, bool NeedsColumns, string? Problem, int Lines, int Equal, int Repeated, int Ignored,
        int Differences, int Unsettled, IReadOnlyList<SumJson> Sums, DateTimeOffset CreatedAt, string CreatedBy, DateTimeOffset? SettledAt, string? SettledBy);

    public sealed record RowJson(
        Guid Id, DifferenceKind Kind, DifferenceState State, string? TransactionId, int Line, DateTimeOffset? At, decimal? TheirAmount, string? TheirCurrency, decimal? TheirBack, string? TheirStatus, decimal? OurAmount,
        string? OurCurrency, decimal? OurBack, string? Account, string? PayerName, string? PayerPhone, Guid? PaymentId, Guid? SuspenseId, bool MayBook, string? Words, string? Note, DateTimeOffset? SettledAt, string? SettledBy);

    /// <param name="Stamp">Send it when booking them: it is refused when something changed in between.</param>
    public sealed record MissingJson(int Count, IReadOnlyList<AmountJson> Sums, string Stamp);

    public sealed record AmountJson(decimal Amount, string Currency);

    public sealed record BookMissingJson(string? Stamp);

    public static void MapReconciliations(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/billing/reconciliations").RequireAuthorization(BillingPermissions.Ledger);
        api.MapGet("/", ListAsync);
        api.MapGet("/standings", async (ReconciliationQueries queries, CancellationToken cancellationToken) => new ApiList<ReconciliationStanding>([.. await queries.StandingsAsync(cancellationToken)], null));
        api.MapGet("/{id:guid}", GetAsync);
        api.MapGet("/{id:guid}/rows", RowsAsync);
        api.MapGet("/{id:guid}/missing", MissingAsync);
        api.MapPost("/", UploadAsync).RequireAuthorization(GatewaysPermissions.Reconcile).WithMetadata(new RequestSizeLimitAttribute(Uploads.MostRequestBytes));
        api.MapPost("/{id:guid}/columns", async (Guid id, ReadStatement input, ReconciliationService service, ReconciliationQueries queries, CancellationToken cancellationToken) =>
            await AnswerAsync(await service.MapAsync(id, input, cancellationToken), id, queries, cancellationToken)).Validates<ReadStatement>().RequireAuthorization(GatewaysPermissions.Reconcile);
        api.MapPost("/{id:guid}/keep", async (Guid id, ReconciliationService service, ReconciliationQueries queries, CancellationToken cancellationToken) =>
            await AnswerAsync(await service.KeepAsync(id, cancellationToken), id, queries, cancellationToken)).RequireAuthorization(GatewaysPermissions.Reconcile);
        api.MapPost("/{id:guid}/look-again", async (Guid id, ReconciliationSettling settling, ReconciliationQueries queries, CancellationToken cancellationToken) =>
            await AnswerAsync(await settling.LookAgainAsync(id, cancellationToken), id, queries, cancellationToken)).RequireAuthorization(GatewaysPermissions.Reconcile);
        api.MapPost("/{id:guid}/rows/{row:guid}/book", async (Guid id, Guid row, ReconciliationBooking booking, ReconciliationQueries queries, CancellationToken cancellationToken) =>
            await AnswerAsync(await booking.BookAsync(id, row), id, queries, cancellationToken)).RequireAuthorization(GatewaysPermissions.Reconcile);
        api.MapPost("/{id:guid}/rows/{row:guid}/note", async (Guid id, Guid row, SettleByNote input, ReconciliationSettling settling, CancellationToken cancellationToken) =>
            ApiResults.From(await settling.NoteAsync(id, row, input, cancellationToken), Json)).Validates<SettleByNote>().RequireAuthorization(GatewaysPermissions.Reconcile);
        api.MapPost("/{id:guid}/book-missing", async (Guid id, BookMissingJson input, ReconciliationBooking booking, CancellationToken cancellationToken) =>
            ApiResults.From(await booking.BookMissingAsync(id, input.Stamp, cancellationToken), done => done)).RequireAuthorization(GatewaysPermissions.Reconcile);
        api.MapDelete("/{id:guid}", async (Guid id, ReconciliationService service, CancellationToken cancellationToken) =>
            ApiResults.From(await service.DiscardAsync(id, cancellationToken))).RequireAuthorization(GatewaysPermissions.Reconcile);
    }

    private static async Task<ApiList<RunJson>> ListAsync([AsParameters] ReconciliationListQuery query, ReconciliationQueries queries, CancellationToken cancellationToken)
    {
        var page = await queries.ListAsync(query.ToFilter(), cancellationToken);
        return new ApiList<RunJson>([.. page.Items.Select(Json)], page.Next);
    }

    private static async Task<Results<Ok<RunJson>, ProblemHttpResult>> GetAsync(Guid id, ReconciliationQueries queries, CancellationToken cancellationToken) =>
        ApiResults.Found(await queries.FindAsync(id, cancellationToken) is { } line ? Json(line) : null);

    private static async Task<Results<Ok<ApiList<RowJson>>, ProblemHttpResult>> RowsAsync(Guid id, [AsParameters] DifferenceListQuery query, ReconciliationQueries queries, CancellationToken cancellationToken)
    {
        if (await queries.FindAsync(id, cancellationToken) is null) return ApiResults.Problem(Refusal.NotFound);
        var page = await queries.RowsAsync(query.ToFilter(id), cancellationToken);
        return TypedResults.Ok(new ApiList<RowJson>([.. page.Items.Select(Json)], page.Next));
    }

    private static async Task<Results<Ok<MissingJson>, ProblemHttpResult>> MissingAsync(Guid id, ReconciliationQueries queries, ReconciliationBooking booking, CancellationToken cancellationToken)
    {
        if (await queries.FindAsync(id, cancellationToken) is null) return ApiResults.Problem(Refusal.NotFound);
        var plan = await booking.PlanAsync(id, cancellationToken);
        return TypedResults.Ok(new MissingJson(plan.Count, [.. plan.Sums.Select(s => new AmountJson(s.ToDecimal(), s.Currency))], plan.Stamp));
    }

    /// <summary>The list itself as the body.</summary>
    /// <param name="account">Whose it is.</param>
    /// <param name="from">First day that it is about; null takes that of its first line.</param>
    /// <param name="to">Last day, included.</param>
    private static async Task<Results<Created<RunJson>, ProblemHttpResult>> UploadAsync(
        Guid account, HttpRequest request, ReconciliationService service, ReconciliationQueries queries, CancellationToken cancellationToken, DateOnly? from = null, DateOnly? to = null, string? name = null)
    {
        var input = new NewReconciliation { AccountId = account, From = from, To = to };
        if (await new NewReconciliationValidator().ValidateAsync(input, cancellationToken) is { IsValid: false } wrong)
            return ApiResults.Problem(new Refusal("invalid-input", wrong.Errors[0].ErrorMessage, wrong.Errors[0].PropertyName), StatusCodes.Status422UnprocessableEntity);
        var uploaded = await service.UploadAsync(input, request.Body, name, cancellationToken);
        if (!uploaded.Ok) return ApiResults.Problem(uploaded.Refusal, uploaded.Refusal.IsNotFound ? null : StatusCodes.Status422UnprocessableEntity);
        return TypedResults.Created($"/api/billing/reconciliations/{uploaded.Value.Id}", Json((await queries.FindAsync(uploaded.Value.Id, cancellationToken))!));
    }

    private static async Task<Results<Ok<RunJson>, ProblemHttpResult>> AnswerAsync<T>(Result<T> done, Guid id, ReconciliationQueries queries, CancellationToken cancellationToken) =>
        done.Ok ? await GetAsync(id, queries, cancellationToken) : ApiResults.Problem(done.Refusal);

    private static RunJson Json(ReconciliationLine line)
    {
        var r = line.Run;
        return new RunJson(
            r.Id, r.AccountId, line.Account, r.State, r.FileName, r.From, r.To, r.State == ReconciliationState.Draft && r.Plan is null, r.Problem, r.Lines, r.Equal, r.Repeated, r.Ignored, r.Differences, r.Unsettled,
            [.. r.Sums.Select(s => new SumJson(s.Currency, s.Theirs.ToDecimal(), s.Ours.ToDecimal(), s.Difference.ToDecimal()))], r.CreatedAt, r.CreatedBy, r.SettledAt, r.SettledBy);
    }

    private static RowJson Json(ReconciliationRow r) => new(
        r.Id, r.Kind, r.State, r.TransactionId, r.Line, r.At, r.Theirs?.ToDecimal(), r.TheirCurrency, r.TheirBack?.ToDecimal(), r.TheirStatus, r.Ours?.ToDecimal(), r.OurCurrency, r.OurBack?.ToDecimal(), r.Account,
        r.PayerName, r.PayerPhone, r.PaymentId, r.SuspenseId, r.MayBook, r.Words, r.Note, r.SettledAt, r.SettledBy);
}
