using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Reports;
using MikrotikBilling.Core.Reports.Expenses;
using MikrotikBilling.Core.Tenants;
using MikrotikBilling.Web.Features.Tenants;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Reports.Expenses;

/// <summary>Everything the form draws.</summary>
public sealed record ExpenseFormView(SaveExpense Input, IReadOnlyList<string> Categories, string Currency, DateOnly Today);

/// <summary>An expense, entered by hand.</summary>
[Authorize(ReportsPermissions.ManageExpenses)]
public sealed class NewModel(ExpenseService expenses, ExpenseQueries queries, TenantQueries tenants, TenantClock clock) : PageModel
{
    public ExpenseFormView View { get; private set; } = null!;

    public Task OnGetAsync(CancellationToken cancellationToken) => LoadAsync(null, cancellationToken);

    public async Task<IActionResult> OnPostAsync([FromForm(Name = "Input")] SaveExpense input, CancellationToken cancellationToken)
    {
        if (!ModelState.IsValid)
        {
            await LoadAsync(input, cancellationToken);
            return this.InvalidFragment<ExpenseForm>(Parameters);
        }
        var added = await expenses.AddAsync(input, cancellationToken);
        if (added.Ok) return this.Leave(ReportsPages.Expenses, toast: $"{added.Value.Amount} spent on {ExpenseWords.Category(added.Value.Category)}.");
        if (added.Refusal.Code == "expense.already-saved") return this.Leave(ReportsPages.Expenses, ToastKind.Info, added.Refusal.Message);
        await LoadAsync(input, cancellationToken);
        ModelState.AddRefusal(added.Refusal);
        return this.RefusedFragment<ExpenseForm>(Parameters);
    }

    private object Parameters => new { View, Errors = FormErrors.From(ModelState) };

    private async Task LoadAsync(SaveExpense? typed, CancellationToken cancellationToken)
    {
        var time = await clock.NowAsync(cancellationToken);
        var today = DateOnly.FromDateTime(time.Local(time.Now));
        View = new ExpenseFormView(typed ?? new SaveExpense { Id = Guid.CreateVersion7(), SpentOn = today }, await queries.CategoriesAsync(cancellationToken), (await tenants.CurrentAsync(cancellationToken)).Currency, today);
    }
}
