using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Tenants;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Routers;

[Authorize(Policy = RoutersPermissions.View)]
public sealed class LogModel(RouterQueries queries, TenantQueries tenants, IAuthorizationService authorization, TimeProvider clock) : PageModel
{
    public const string Failures = "failures";

    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Show { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Before { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? After { get; set; }

    public RouterLine Router { get; private set; } = null!;

    public Page<RouterLogEntry> Entries { get; private set; } = new([], null);

    public bool CanManage { get; private set; }

    public TimeZoneInfo Zone { get; private set; } = TimeZoneInfo.Utc;

    public DateTimeOffset Now => clock.GetUtcNow();

    public new string Url => PageUrl.With($"/routers/{Id}/log", ("show", Show == Failures ? Show : null));

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (await queries.LineAsync(Id, cancellationToken) is not { } router) return NotFound();
        Router = router;
        Entries = await queries.LogAsync(Id, Before ?? After, Show == Failures, cancellationToken);
        CanManage = await authorization.MayAsync(User, RoutersPermissions.Manage);
        Zone = (await tenants.CurrentAsync(cancellationToken)).Zone;
        return Page();
    }
}
