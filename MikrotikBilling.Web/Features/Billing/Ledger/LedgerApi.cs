using Microsoft.AspNetCore.Http.HttpResults;
using MikrotikBilling.Core.Billing;
using MikrotikBilling.Core.Billing.Ledger;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Web.Features.Tenants;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Billing.Ledger;

/// <summary>The books as JSON; amounts in whole units of the currency, with its own digits, debits positive.</summary>
public static class LedgerApi
{
    public sealed record EntryJson(LedgerAccount Account, string? Detail, Guid? CustomerId, decimal Amount, string Currency);

    /// <param name="SourceId">The payment, invoice, credit note or refund that it books; of a settlement the invoice.</param>
    public sealed record TransactionJson(
        Guid Id, DateTimeOffset At, DateOnly BookedOn, LedgerKind Kind, string Text, Guid? CustomerId, string? Customer, Guid SourceId, string BookedBy, Guid? Reverses, IReadOnlyList<EntryJson> Entries);

    public sealed record TransactionDetailsJson(TransactionJson Transaction, Guid? ReversedBy);

    public sealed record BalanceLineJson(LedgerAccount Account, string? Detail, decimal Opening, decimal Debits, decimal Credits, decimal Closing);

    /// <param name="Balances">Debits and credits cancel out, before and after.</param>
    public sealed record BalanceSheetJson(string Currency, bool Balances, decimal Debits, decimal Credits, IReadOnlyList<BalanceLineJson> Lines);

    public sealed record TrialBalanceJson(DateOnly From, DateOnly To, IReadOnlyList<BalanceSheetJson> Currencies);

    public static void MapLedger(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/billing").RequireAuthorization(BillingPermissions.Ledger);
        api.MapGet("/transactions", ListAsync);
        api.MapGet("/transactions/{id:guid}", async (Guid id, LedgerQueries ledger, CancellationToken cancellationToken) =>
            ApiResults.Found(await ledger.FindAsync(id, cancellationToken) is { } found ? new TransactionDetailsJson(Json(found.Transaction), found.ReversedBy?.Id) : null));
        api.MapGet("/trial-balance", BalanceAsync);
    }

    private static async Task<Ok<ApiList<TransactionJson>>> ListAsync([AsParameters] LedgerListQuery query, LedgerQueries ledger, CancellationToken cancellationToken)
    {
        var page = await ledger.ListAsync(query.ToFilter(), cancellationToken);
        return TypedResults.Ok(new ApiList<TransactionJson>([.. page.Items.Select(Json)], page.Next));
    }

    /// <summary>Both days are in it; the month where none are given.</summary>
    private static async Task<Results<Ok<TrialBalanceJson>, ProblemHttpResult>> BalanceAsync(
        [AsParameters] TrialBalanceQuery query, LedgerQueries ledger, TenantClock clock, CancellationToken cancellationToken)
    {
        var time = await clock.NowAsync(cancellationToken);
        var span = query.Span(DateOnly.FromDateTime(time.Local(time.Now)));
        if (span.Wrong is { } wrong) return ApiResults.Problem(new Refusal("invalid-input", wrong), StatusCodes.Status422UnprocessableEntity);
        var balance = await ledger.BalanceAsync(span.From, span.To, TrialBalanceQuery.Code(query.Currency), cancellationToken);
        return TypedResults.Ok(new TrialBalanceJson(balance.From, balance.To, [.. balance.Sheets.Select(s => new BalanceSheetJson(
            s.Currency, s.Balances, s.Debits.ToDecimal(), s.Credits.ToDecimal(),
            [.. s.Lines.Select(l => new BalanceLineJson(l.Account, Blank(l.Detail), l.Opening.ToDecimal(), l.Debits.ToDecimal(), l.Credits.ToDecimal(), l.Closing.ToDecimal()))]))]));
    }

    private static TransactionJson Json(LedgerLine t) => new(
        t.Id, t.At, t.BookedOn, t.Kind, t.Text, t.CustomerId, t.Customer, t.SourceId, t.ActorName, t.ReversesId,
        [.. t.Entries.Select(e => new EntryJson(e.Account, Blank(e.Detail), e.CustomerId, e.Amount.ToDecimal(), e.Amount.Currency))]);

    private static string? Blank(string text) => text.Length == 0 ? null : text;
}
