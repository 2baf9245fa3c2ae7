using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Provisioning.Reconcile;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Provisioning;

/// <summary>Has a router compared with the books and put right; what is right already costs no write.</summary>
[Authorize(Policy = RoutersPermissions.Manage)]
public sealed class SynchroniseModel(ReconcileService reconcile) : PageModel
{
    /// <summary>Only pressed, never looked at.</summary>
    public IActionResult OnGet() => NotFound();

    public async Task<IActionResult> OnPostAsync(Guid id, CancellationToken cancellationToken)
    {
        var asked = await reconcile.RequestAsync(id, repair: true, ReconcileCause.OnDemand, cancellationToken);
        if (asked.Refusal is { IsNotFound: true }) return NotFound();
        return asked.Ok ? this.Leave($"/routers/{id}/drift?run={asked.Value.Id}") : this.Leave($"/routers/{id}/drift", ToastKind.Bad, asked.Refusal.Message);
    }
}
