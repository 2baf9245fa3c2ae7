using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Reports;
using MikrotikBilling.Core.Reports.Growth;
using MikrotikBilling.Web.Features.Tenants;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Reports.Growth;

/// <summary>Everything the list draws.</summary>
public sealed record MoveListView(MoveFilter Filter, MoveListQuery Query, Page<MoveLine> Moves, TenantTime Time, string Url);

/// <summary>The customers and services behind a figure of a report.</summary>
[Authorize(ReportsPermissions.View)]
public sealed class MovesModel(MoveQueries moves, TenantClock clock) : PageModel
{
    public MoveListView View { get; private set; } = null!;

    [Needs(CustomersPermissions.View)]
    public async Task OnGetAsync([FromQuery] MoveListQuery query, CancellationToken cancellationToken)
    {
        var time = await clock.NowAsync(cancellationToken);
        var filter = query.ToFilter(DateOnly.FromDateTime(time.Local(time.Now)));
        View = new MoveListView(filter, query, await moves.ListAsync(filter, cancellationToken), time, PageUrl.Of(Request));
    }
}
