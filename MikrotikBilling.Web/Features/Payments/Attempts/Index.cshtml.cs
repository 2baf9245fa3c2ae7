using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Payments;
using MikrotikBilling.Core.Payments.Gateways.Attempts;
using MikrotikBilling.Web.Features.Tenants;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Payments.Attempts;

public sealed record AttemptListView(AttemptListQuery Query, Page<AttemptLine> Lines, TenantTime Time, string Url);

/// <summary>Whom we asked for money, newest first.</summary>
[Authorize(PaymentsPermissions.View)]
public sealed class IndexModel(AttemptQueries attempts, TenantClock clock) : PageModel
{
    public AttemptListView View { get; private set; } = null!;

    public async Task OnGetAsync([FromQuery] AttemptListQuery query, CancellationToken cancellationToken) =>
        View = new AttemptListView(query, await attempts.ListAsync(query.ToFilter(), cancellationToken), await clock.NowAsync(cancellationToken), PageUrl.Of(Request));
}
