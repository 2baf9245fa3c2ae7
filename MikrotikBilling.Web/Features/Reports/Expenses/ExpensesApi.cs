using Microsoft.AspNetCore.Http.HttpResults;
using MikrotikBilling.Core.Reports;
using MikrotikBilling.Core.Reports.Expenses;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Reports.Expenses;

/// <summary>Expenses for programs; amounts in whole units of the currency.</summary>
public static class ExpensesApi
{
    /// <param name="Amount">Below zero where it takes another one back.</param>
    public sealed record ExpenseJson(
        Guid Id, DateOnly BookedOn, DateOnly SpentOn, string Category, decimal Amount, string Currency, ExpenseWay Way, string? Supplier, string? Reference, string? Note, string EnteredBy, Guid? TakesBack, bool IsTakenBack);

    internal static void Map(IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/expenses").RequireAuthorization(ReportsPermissions.ViewExpenses);
        api.MapGet("", async ([AsParameters] ExpenseListQuery query, ExpenseQueries expenses, CancellationToken token) =>
        {
            var page = await expenses.ListAsync(query.ToFilter(), token);
            return TypedResults.Ok(new ApiList<ExpenseJson>([.. page.Items.Select(l => Json(l.Expense, l.IsTakenBack))], page.Next));
        });
        api.MapGet("/{id:guid}", async (Guid id, ExpenseQueries expenses, CancellationToken token) => ApiResults.Found(await expenses.FindAsync(id, token) is { } found ? Json(found.Expense, found.IsTakenBack) : null));
        api.MapPost("", AddAsync).Validates<SaveExpense>().RequireAuthorization(ReportsPermissions.ManageExpenses);
        api.MapPost("/{id:guid}/reverse", async Task<Results<Ok<ExpenseJson>, ProblemHttpResult>> (Guid id, ReverseExpense input, ExpenseService expenses, CancellationToken token) =>
            ApiResults.From(await expenses.ReverseAsync(id, input.Reason!, token), e => Json(e, false))).Validates<ReverseExpense>().RequireAuthorization(ReportsPermissions.ManageExpenses);
    }

    private static async Task<Results<Created<ExpenseJson>, ProblemHttpResult>> AddAsync(SaveExpense input, ExpenseService expenses, CancellationToken cancellationToken)
    {
        var added = await expenses.AddAsync(input, cancellationToken);
        return added.Ok ? TypedResults.Created($"/api/expenses/{added.Value.Id}", Json(added.Value, false)) : ApiResults.Problem(added.Refusal);
    }

    private static ExpenseJson Json(Expense e, bool isTakenBack) =>
        new(e.Id, e.BookedOn, e.SpentOn, e.Category, e.Amount.ToDecimal(), e.Amount.Currency, e.Way, e.Supplier, e.Reference, e.Note, e.ActorName, e.ReversesId, isTakenBack);
}
