using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Payments;
using MikrotikBilling.Core.Payments.Clocks;
using MikrotikBilling.Web.Features.Tenants;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Payments.Clocks;

public sealed record ClockListView(ClockListQuery Query, Page<ClockLine> Clocks, OnlineFigures Figures, TenantTime Time, string Url);

/// <summary>How long it took from the money to the customer online, newest first.</summary>
[Authorize(PaymentsPermissions.View)]
public sealed class IndexModel(ClockQueries clocks, TenantClock clock) : PageModel
{
    public ClockListView View { get; private set; } = null!;

    public async Task OnGetAsync([FromQuery] ClockListQuery query, CancellationToken cancellationToken) => View = new ClockListView(
        query, await clocks.ListAsync(query.ToFilter(), cancellationToken), await clocks.FiguresAsync(cancellationToken), await clock.NowAsync(cancellationToken), PageUrl.Of(Request));
}
