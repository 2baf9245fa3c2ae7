using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Billing;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Settings;
using MikrotikBilling.Core.Tenants;
using MikrotikBilling.Web.Features.Tenants;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Billing.Taxes;

/// <summary>How invoices are made: prices and tax, numbers, who sells, what happens by itself.</summary>
[Authorize(SettingsPermissions.Manage)]
public sealed class BillingSettingsModel(BillingSettingsQueries queries, BillingSettingsService service, TenantQueries tenants, TenantClock clock) : PageModel
{
    [BindProperty]
    public SaveBillingSettings Input { get; set; } = new();

    [BindProperty]
    public int Version { get; set; }

    public bool IsStale { get; private set; }

    public string Company { get; private set; } = "";

    public int Year { get; private set; }

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        var settings = await queries.FindAsync(cancellationToken);
        (Input, Version) = (SaveBillingSettings.Of(settings), settings.Version);
        await LoadAsync(cancellationToken);
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        await LoadAsync(cancellationToken);
        if (!ModelState.IsValid) return this.InvalidFragment<BillingSettingsForm>(Parameters());
        var saved = await service.SaveAsync(Input, Version, cancellationToken);
        if (saved.Ok) return this.Leave(TaxesPages.Settings, toast: "Invoices and tax saved.");
        ModelState.AddRefusal(saved.Refusal);
        if (IsStale = saved.Refusal.Code == Refusal.StaleCode) Version = (await queries.FindAsync(cancellationToken)).Version;
        return this.RefusedFragment<BillingSettingsForm>(Parameters());
    }

    private async Task LoadAsync(CancellationToken cancellationToken)
    {
        Company = (await tenants.CurrentAsync(cancellationToken)).Name;
        var time = await clock.NowAsync(cancellationToken);
        Year = time.Local(time.Now).Year;
    }

    private object Parameters() => new { Input, Version, IsStale, Company, Year, Errors = FormErrors.From(ModelState) };
}
