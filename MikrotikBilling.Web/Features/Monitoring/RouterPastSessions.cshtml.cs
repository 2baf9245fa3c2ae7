using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Monitoring;

/// <summary>Who was online on a router.</summary>
[Authorize(RoutersPermissions.View)]
public sealed class RouterPastSessionsModel(RouterQueries routers, IAuthorizationService authorization) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    public RouterLine Router { get; private set; } = null!;

    public bool CanManage { get; private set; }

    public SessionHistory View { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync([FromQuery] SessionQuery query, CancellationToken cancellationToken)
    {
        if (await routers.LineAsync(Id, cancellationToken) is not { } router) return NotFound();
        Router = router;
        CanManage = await authorization.MayAsync(User, RoutersPermissions.Manage);
        View = await HttpContext.RequestServices.GetRequiredService<SessionHistoryLoader>().LoadAsync($"/routers/{Id}/past-sessions", null, Id, query, User, cancellationToken);
        return Page();
    }
}
