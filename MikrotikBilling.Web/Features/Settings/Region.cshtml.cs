using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Settings;
using MikrotikBilling.Core.Tenants;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Settings;

/// <summary>Currency, zone, country, and how dates and numbers are written.</summary>
[Authorize(SettingsPermissions.Manage)]
public sealed class RegionModel(TenantQueries tenants, TenantService service, TimeProvider clock) : PageModel
{
    [BindProperty]
    public SaveRegion Input { get; set; } = new();

    [BindProperty]
    public int Version { get; set; }

    public bool IsStale { get; private set; }

    public DateTimeOffset Now => clock.GetUtcNow();

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        var tenant = await tenants.FindAsync(cancellationToken);
        Input = SettingsJson.Of(tenant);
        Version = tenant.Version;
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (!ModelState.IsValid) return this.InvalidFragment<RegionForm>(Parameters());
        var saved = await service.SaveRegionAsync(Input, Version, cancellationToken);
        if (saved.Ok) return this.Leave(SettingsPages.Region, toast: "Region saved.");
        ModelState.AddRefusal(saved.Refusal);
        if (IsStale = saved.Refusal.Code == Refusal.StaleCode) Version = (await tenants.FindAsync(cancellationToken)).Version;
        return this.RefusedFragment<RegionForm>(Parameters());
    }

    /// <summary>What the chosen zone and styles lead to, before saving.</summary>
    public IActionResult OnGetPreview(SaveRegion input) => this.Fragment<RegionPreview>(new { Input = input, Now });

    private object Parameters() => new { Input, Version, IsStale, Now, Errors = FormErrors.From(ModelState) };
}
