using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Web.Features.Tenants;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Routers;

[Authorize(Policy = RoutersPermissions.View)]
public sealed class HistoryModel(
    RouterQueries queries, AuditQueries audit, TenantClock clock, IAuthorizationService authorization) : PageModel
{
    private const int Shown = 100;

    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    public RouterLine Router { get; private set; } = null!;

    public IReadOnlyList<AuditLine> Lines { get; private set; } = [];

    public bool CanManage { get; private set; }

    public TenantTime Time { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (await queries.LineAsync(Id, cancellationToken) is not { } router) return NotFound();
        Router = router;
        Lines = await audit.OfSubjectAsync(Id, Shown, cancellationToken);
        CanManage = await authorization.MayAsync(User, RoutersPermissions.Manage);
        Time = await clock.NowAsync(cancellationToken);
        return Page();
    }
}
