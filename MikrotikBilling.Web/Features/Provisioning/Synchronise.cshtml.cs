using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Provisioning;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Provisioning;

/// <summary>Has every account of a router compared with what it holds; what is right already costs no write.</summary>
[Authorize(Policy = RoutersPermissions.Manage)]
public sealed class SynchroniseModel(RouterQueries routers, AccountMarker accounts) : PageModel
{
    /// <summary>Only pressed, never looked at.</summary>
    public IActionResult OnGet() => NotFound();

    public async Task<IActionResult> OnPostAsync(Guid id, CancellationToken cancellationToken)
    {
        if (await routers.LineAsync(id, cancellationToken) is not { } router) return NotFound();
        var count = await accounts.SynchroniseRouterAsync(id, cancellationToken);
        return this.Leave($"/routers/{id}/pppoe-users", ToastKind.Info, count == 0 ? $"Nobody is on {router.Name}." : $"{count} {(count == 1 ? "account is" : "accounts are")} being compared with {router.Name}.");
    }
}
