using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Reports;
using MikrotikBilling.Core.Tenants;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Dashboard;

[Authorize(CustomersPermissions.View)]
public sealed class IndexModel(DashboardDesk desk, TenantQueries tenants, IAuthorizationService authorization) : PageModel
{
    public DashboardView View { get; private set; } = null!;

    public bool MayAdd { get; private set; }

    public bool SeesReports { get; private set; }

    public string Subtitle { get; private set; } = "";

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        View = await desk.LoadAsync(User, cancellationToken);
        MayAdd = await authorization.MayAsync(User, CustomersPermissions.Manage);
        SeesReports = await authorization.MayAsync(User, ReportsPermissions.View);
        Subtitle = (await tenants.CurrentAsync(cancellationToken)).Name;
    }

    /// <summary>The figures as they stand now.</summary>
    public async Task<IActionResult> OnGetBoardAsync(CancellationToken cancellationToken) =>
        this.Fragment<Board>(new { View = await desk.LoadAsync(User, cancellationToken) });
}
