using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Data.Jobs;
using MikrotikBilling.Core.Payments;
using MikrotikBilling.Core.Payments.Gateways;
using MikrotikBilling.Core.Provisioning.Alarms;
using MikrotikBilling.Core.Reports;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Tenants;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Dashboard;

[Authorize(CustomersPermissions.View)]
public sealed class IndexModel(DashboardFigures figures, TenantQueries tenants, IAuthorizationService authorization) : PageModel
{
    public DashboardView View { get; private set; } = null!;

    public bool SeesRouters { get; private set; }

    public bool SeesJobs { get; private set; }

    public bool SeesAlarms { get; private set; }

    public bool MayAdd { get; private set; }

    public bool SeesReports { get; private set; }

    public string Subtitle { get; private set; } = "";

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        await LoadAsync(cancellationToken);
        MayAdd = await authorization.MayAsync(User, CustomersPermissions.Manage);
        SeesReports = await authorization.MayAsync(User, ReportsPermissions.View);
        Subtitle = (await tenants.CurrentAsync(cancellationToken)).Name;
    }

    /// <summary>The figures as they stand now.</summary>
    public async Task<IActionResult> OnGetBoardAsync(CancellationToken cancellationToken)
    {
        await LoadAsync(cancellationToken);
        return this.Fragment<Board>(new { View, SeesRouters, SeesJobs, SeesAlarms });
    }

    private async Task LoadAsync(CancellationToken cancellationToken)
    {
        SeesRouters = await authorization.MayAsync(User, RoutersPermissions.View);
        SeesJobs = await authorization.MayAsync(User, JobsPermissions.View);
        SeesAlarms = await authorization.MayAsync(User, AlarmsPermissions.View);
        View = await figures.LoadAsync(await authorization.MayAsync(User, PaymentsPermissions.View), cancellationToken);
        if (!await authorization.MayAsync(User, GatewaysPermissions.Reconcile)) View = View with { Money = View.Money with { Statements = 0 } };
    }
}
