using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Routers;

[Authorize(Policy = RoutersPermissions.View)]
public sealed class IndexModel(RouterQueries routers, IAuthorizationService authorization, TimeProvider clock) : PageModel
{
    [BindProperty(SupportsGet = true, Name = "q")]
    public string? Search { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Before { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? After { get; set; }

    public Page<RouterLine> Routers { get; private set; } = new([], null);

    public bool CanManage { get; private set; }

    public RouterListQuery Query => new(Search, Before, After);

    public DateTimeOffset Now => clock.GetUtcNow();

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        Routers = await routers.ListAsync(Search, Before ?? After, cancellationToken);
        CanManage = await authorization.MayAsync(User, RoutersPermissions.Manage);
    }

    public async Task<IActionResult> OnGetRowsAsync(CancellationToken cancellationToken)
    {
        await OnGetAsync(cancellationToken);
        return this.Fragment<RouterTable>(new { Routers, Query, CanManage, Now });
    }
}

/// <summary>Which part of the list is shown.</summary>
public sealed record RouterListQuery(string? Search, string? Before, string? After)
{
    public string Url => PageUrl.With("/routers", ("q", Search), ("before", Before), ("after", After));

    public string RowsUrl => PageUrl.With(Url, ("handler", "rows"));
}
