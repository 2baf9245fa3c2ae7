using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Reports;
using MikrotikBilling.Core.Reports.Expenses;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Reports.Expenses;

/// <summary>Everything the list draws.</summary>
public sealed record ExpenseListView(ExpenseListQuery Query, Page<ExpenseLine> Expenses, IReadOnlyList<string> Categories, string Url, bool MayManage, bool MaySeeReports);

/// <summary>What the business spent.</summary>
[Authorize(ReportsPermissions.ViewExpenses)]
public sealed class IndexModel(ExpenseQueries expenses, IAuthorizationService authorization) : PageModel
{
    public ExpenseListView View { get; private set; } = null!;

    public async Task OnGetAsync([FromQuery] ExpenseListQuery query, CancellationToken cancellationToken) =>
        View = new ExpenseListView(query, await expenses.ListAsync(query.ToFilter(), cancellationToken), await expenses.CategoriesAsync(cancellationToken), PageUrl.Of(Request),
            await authorization.MayAsync(User, ReportsPermissions.ManageExpenses), await authorization.MayAsync(User, ReportsPermissions.View));
}
