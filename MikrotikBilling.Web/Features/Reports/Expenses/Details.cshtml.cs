using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Reports;
using MikrotikBilling.Core.Reports.Expenses;
using MikrotikBilling.Web.Features.Tenants;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Reports.Expenses;

/// <summary>Everything the card draws.</summary>
public sealed record ExpenseView(ExpenseLine Line, TenantTime Time, string? Reason, bool MayManage);

/// <summary>One expense, and the form that takes it back.</summary>
[Authorize(ReportsPermissions.ViewExpenses)]
public sealed class DetailsModel(ExpenseQueries queries, ExpenseService expenses, TenantClock clock, IAuthorizationService authorization) : PageModel
{
    public ExpenseView View { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken cancellationToken) => await LoadAsync(id, null, cancellationToken) ? Page() : NotFound();

    [Needs(ReportsPermissions.ManageExpenses)]
    public async Task<IActionResult> OnPostReverseAsync(Guid id, [FromForm(Name = "Input")] ReverseExpense input, CancellationToken cancellationToken)
    {
        if (!ModelState.IsValid) return await LoadAsync(id, input.Reason, cancellationToken) ? this.InvalidFragment<ExpenseCard>(Parameters) : NotFound();
        var back = await expenses.ReverseAsync(id, input.Reason!, cancellationToken);
        if (back.Ok) return this.Leave(ReportsPages.Expenses, toast: $"{-back.Value.Amount} taken back.");
        if (back.Refusal.IsNotFound || !await LoadAsync(id, input.Reason, cancellationToken)) return NotFound();
        ModelState.AddRefusal(back.Refusal);
        return this.RefusedFragment<ExpenseCard>(Parameters);
    }

    private object Parameters => new { View, Errors = FormErrors.From(ModelState) };

    private async Task<bool> LoadAsync(Guid id, string? reason, CancellationToken cancellationToken)
    {
        if (await queries.FindAsync(id, cancellationToken) is not { } found) return false;
        View = new ExpenseView(found, await clock.NowAsync(cancellationToken), reason, await authorization.MayAsync(User, ReportsPermissions.ManageExpenses));
        return true;
    }
}
