using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Hotspots;

namespace MikrotikBilling.Web.Features.Hotspots;

/// <summary>A guest between his code or payment and the router: it waits until the router holds him, then hands him over.</summary>
[AllowAnonymous]
public sealed class VisitModel(GuestViews views, HotspotPortalQueries portals, HotspotVisits visits, TimeProvider clock) : PageModel
{
    /// <summary>How long a page is held back before it says "one moment".</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    public VisitView View { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(string key, string visit, CancellationToken cancellationToken)
    {
        if (await views.OpenAsync(key, Request, cancellationToken) is not { } open) return NotFound();
        if (!open.Portal.IsOn || await portals.VisitAsync(open.Portal.RouterId, visit, clock.GetUtcNow() - HotspotVisit.Life, cancellationToken) is not { } found) return Redirect(open.Path);
        open = open with { Words = HotspotWords.In(found.Language) };
        // The portal may have lost a host since: what stands in the visit is looked at again.
        if (HotspotDeviceRules.Login(open.Portal, found.Login) is not { } login) return Redirect(open.Path);
        var standing = await visits.StandingAsync(found, Patience, cancellationToken);
        var arrival = new HotspotArrival(login, found.Destination, found.MacAddress, found.Address, found.ChapId, found.ChapChallenge);
        var handOver = standing is { State: VisitState.Ready, UserName: { } name, Password: { } password } ? HandOver.Of(open.Portal, arrival, name, password) : null;
        View = new VisitView(open, found, standing, handOver);
        HotspotPages.Hide(Response, handOver is null ? [] : [login]);
        return Page();
    }
}
