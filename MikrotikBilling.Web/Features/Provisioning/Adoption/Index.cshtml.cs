using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Provisioning.Adoption;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Web.Features.Tenants;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Provisioning.Adoption;

/// <summary>Where a router full of rows made by hand is taken into the books: begins a reading, lists those of before.</summary>
[Authorize(RoutersPermissions.Manage)]
public sealed class IndexModel(RouterQueries routers, AdoptionQueries queries, AdoptionService adoptions, TenantClock clock) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Cursor { get; set; }

    public RouterLine Router { get; private set; } = null!;

    public Page<AdoptionLine> Runs { get; private set; } = new([], null);

    /// <summary>Services of this router that are in the books only.</summary>
    public int HandsOff { get; private set; }

    public TenantTime Time { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (await routers.LineAsync(Id, cancellationToken) is not { } router) return NotFound();
        Router = router;
        Runs = await queries.ListAsync(Id, Cursor, cancellationToken);
        HandsOff = await queries.CountHandsOffAsync(Id, cancellationToken);
        Time = await clock.NowAsync(cancellationToken);
        return Page();
    }

    public async Task<IActionResult> OnPostReadAsync(CancellationToken cancellationToken)
    {
        var begun = await adoptions.ReadAsync(Id, cancellationToken);
        if (begun.Refusal is { IsNotFound: true }) return NotFound();
        return begun.Ok ? this.Leave($"/routers/{Id}/adopt/{begun.Value.Id}") : this.Leave($"/routers/{Id}/adopt", ToastKind.Bad, begun.Refusal.Message);
    }

    public async Task<IActionResult> OnPostTakeOverAsync(CancellationToken cancellationToken)
    {
        var taken = await adoptions.TakeOverAsync(Id, cancellationToken);
        if (taken.Refusal is { IsNotFound: true }) return NotFound();
        return taken.Ok
            ? this.Leave($"/routers/{Id}/adopt", ToastKind.Info, $"{AdoptText.Services(taken.Value)} {(taken.Value == 1 ? T("gets its") : T("get their"))} mark on the router now.")
            : this.Leave($"/routers/{Id}/adopt", ToastKind.Bad, taken.Refusal.Message);
    }
}
