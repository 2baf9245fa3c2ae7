using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Core.Settings;
using MikrotikBilling.Core.Tenants;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Settings;

/// <summary>Currency, zone, country, and how dates and numbers are written.</summary>
[Authorize(SettingsPermissions.Manage)]
public sealed class RegionModel(TenantQueries tenants, TenantService service, TimeProvider clock) : SettingsPageModel<SaveRegion, RegionForm>
{
    public DateTimeOffset Now => clock.GetUtcNow();

    protected override (string Url, Phrase Toast) Saved => (SettingsPages.Region, "Region saved.");

    protected override object Parameters => new { Input, Version, IsStale, Now, Errors = FormErrors.From(ModelState) };

    /// <summary>What the chosen zone and styles lead to, before saving.</summary>
    public IActionResult OnGetPreview(SaveRegion input) => this.Fragment<RegionPreview>(new { Input = input, Now });

    protected override async Task<(SaveRegion Input, int Version)> ReadAsync(CancellationToken cancellationToken)
    {
        var tenant = await tenants.FindAsync(cancellationToken);
        return (SettingsJson.Of(tenant), tenant.Version);
    }

    protected override async Task<Result> SaveAsync(CancellationToken cancellationToken) => (await service.SaveRegionAsync(Input, Version, cancellationToken)).ToResult();
}
