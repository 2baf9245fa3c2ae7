using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Hotspots;
using MikrotikBilling.Core.Hotspots.Files;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Tenants;
using MikrotikBilling.Web.Features.Payments.Gateways;
using MikrotikBilling.Web.Features.Tenants;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Hotspots;

/// <summary>Everything the page draws.</summary>
/// <param name="Servers">As the router told them just now; null while it was not asked.</param>
public sealed record RouterHotspotView(Router Router, HotspotPortal Portal, SaveHotspotPortal Input, int Version, IReadOnlyList<HotspotServerLine>? Servers, TenantTime Time)
{
    public string? Trouble { get; init; }
    public bool IsStale { get; init; }
}

/// <summary>The page that a router's hotspot sends its guests to, and the files that do so.</summary>
[Authorize(RoutersPermissions.Manage)]
public sealed class RouterHotspotModel(RouterQueries routers, HotspotPortalService portals, TenantQueries tenants, TenantClock clock) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    public RouterHotspotView View { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken) => await LoadAsync(null, null, cancellationToken) ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync([FromForm(Name = "Input")] SaveHotspotPortal input, int? version, CancellationToken cancellationToken)
    {
        if (!await LoadAsync(input, version, cancellationToken)) return NotFound();
        if (!ModelState.IsValid) return this.InvalidFragment<RouterHotspot>(Parameters);
        var saved = await portals.SaveAsync(Id, version, input, cancellationToken);
        if (saved.Ok) return this.Leave(HotspotPages.OfRouter(Id), toast: "Hotspot page saved.");
        if (saved.Refusal.IsNotFound) return NotFound();
        ModelState.AddRefusal(saved.Refusal);
        if (saved.Refusal.Code == Refusal.StaleCode) View = View with { IsStale = true, Version = View.Portal.Version };
        return this.RefusedFragment<RouterHotspot>(Parameters);
    }

    /// <summary>Asks the router.</summary>
    public async Task<IActionResult> OnPostReadAsync(CancellationToken cancellationToken)
    {
        if (!await LoadAsync(null, null, cancellationToken)) return NotFound();
        var read = await portals.ReadAsync(Id, cancellationToken);
        await LoadAsync(null, null, cancellationToken);
        View = View with { Servers = read.Value, Trouble = read.Refusal?.Message };
        return Request.IsHtmx() ? this.Fragment<RouterHotspot>(Parameters) : Page();
    }

    /// <summary>The files for the router, in one.</summary>
    public async Task<IActionResult> OnGetFilesAsync(CancellationToken cancellationToken)
    {
        if (!await LoadAsync(null, null, cancellationToken)) return NotFound();
        return File(HotspotFiles.Zip(View.Portal, (await tenants.CurrentAsync(cancellationToken)).Name), "application/zip", "hotspot.zip");
    }

    private object Parameters => new { View, Errors = FormErrors.From(ModelState) };

    private async Task<bool> LoadAsync(SaveHotspotPortal? typed, int? version, CancellationToken cancellationToken)
    {
        if (await routers.FindAsync(Id, cancellationToken) is not { } router || await portals.OpenAsync(Id, GatewaysPages.SiteOf(Request), cancellationToken) is not { } portal) return false;
        View = new RouterHotspotView(router, portal, typed ?? SaveHotspotPortal.Of(portal), version ?? portal.Version, null, await clock.NowAsync(cancellationToken));
        return true;
    }
}
