using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Tenants;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Routers;

[Authorize(Policy = RoutersPermissions.View)]
public sealed class HistoryModel(
    RouterQueries queries, AuditQueries audit, TenantQueries tenants, IAuthorizationService authorization, TimeProvider clock) : PageModel
{
    private const int Shown = 100;

    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    public RouterLine Router { get; private set; } = null!;

    public IReadOnlyList<AuditLine> Lines { get; private set; } = [];

    public bool CanManage { get; private set; }

    public TimeZoneInfo Zone { get; private set; } = TimeZoneInfo.Utc;

    public DateTimeOffset Now => clock.GetUtcNow();

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (await queries.LineAsync(Id, cancellationToken) is not { } router) return NotFound();
        Router = router;
        Lines = await audit.OfSubjectAsync(Id, Shown, cancellationToken);
        CanManage = await authorization.MayAsync(User, RoutersPermissions.Manage);
        Zone = (await tenants.CurrentAsync(cancellationToken)).Zone;
        return Page();
    }
}
