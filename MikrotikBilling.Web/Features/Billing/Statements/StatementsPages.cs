using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using MikrotikBilling.Core.Billing;
using MikrotikBilling.Core.Billing.Ledger;
using MikrotikBilling.Core.Billing.Statements;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Notifications;
using MikrotikBilling.Web.Features.Tenants;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Billing.Statements;

public static class StatementsPages
{
    /// <param name="Debit">What raises what is owed; null for a credit.</param>
    /// <param name="Credit">What lowers it.</param>
    public sealed record StatementRowJson(DateOnly Day, LedgerKind Kind, Guid SourceId, string Text, decimal? Debit, decimal? Credit, decimal Balance);

    /// <summary>In the balances what is owed is positive, credit has a minus; opening and debits less credits is the closing one.</summary>
    public sealed record StatementJson(Guid CustomerId, DateOnly From, DateOnly To, string Currency, decimal Opening, decimal Debits, decimal Credits, decimal Closing, IReadOnlyList<StatementRowJson> Rows);

    public static IServiceCollection AddStatementsPages(this IServiceCollection services) =>
        services.AddScoped<StatementViews>().AddScoped<IEmailAttachmentSource, StatementAttachment>();

    public static void MapStatements(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/billing/customers/{id:guid}/statement", StatementAsync).RequireAuthorization(BillingPermissions.View);

    internal static string Of(Guid customerId) => $"/customers/{customerId}/statement";

    internal static string Of(Guid customerId, DateOnly from, DateOnly to) => string.Create(CultureInfo.InvariantCulture, $"{Of(customerId)}?from={from:yyyy-MM-dd}&to={to:yyyy-MM-dd}");

    internal static string FileName(Statement statement) =>
        string.Create(CultureInfo.InvariantCulture, $"Statement {statement.Customer.NumberText} {statement.From:yyyy-MM-dd} {statement.To:yyyy-MM-dd}");

    /// <summary>Both days are in it; the last three months where none are given.</summary>
    private static async Task<Results<Ok<StatementJson>, ProblemHttpResult>> StatementAsync(
        Guid id, StatementQueries statements, TenantClock clock, CancellationToken cancellationToken, DateOnly? from = null, DateOnly? to = null)
    {
        var time = await clock.NowAsync(cancellationToken);
        var (first, last) = StatementSpan.Of(from, to, DateOnly.FromDateTime(time.Local(time.Now)));
        if (StatementSpan.Wrong(first, last) is { } wrong) return ApiResults.Problem(new Refusal("invalid-input", wrong), StatusCodes.Status422UnprocessableEntity);
        return await statements.OfAsync(id, first, last, cancellationToken) is { } s
            ? TypedResults.Ok(new StatementJson(id, s.From, s.To, s.Closing.Currency, s.Opening.ToDecimal(), s.Debits.ToDecimal(), s.Credits.ToDecimal(), s.Closing.ToDecimal(),
                [.. s.Rows.Select(r => new StatementRowJson(r.Day, r.Kind, r.SourceId, r.Text, r.Debit?.ToDecimal(), r.Credit?.ToDecimal(), r.Balance.ToDecimal()))]))
            : ApiResults.Problem(Refusal.NotFound);
    }
}
