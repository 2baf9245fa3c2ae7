using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Billing.Taxes;
using MikrotikBilling.Core.Tenants;
using MikrotikBilling.Web.Features.Tenants;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Billing.Taxes;

[Authorize(TaxesPermissions.Manage)]
public sealed class NewRateModel(TaxRateService rates, TenantQueries tenants, TenantClock clock) : PageModel
{
    [BindProperty]
    public SaveTaxRate Input { get; set; } = new();

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        var time = await clock.NowAsync(cancellationToken);
        Input = new SaveTaxRate { Name = "VAT", Country = (await tenants.CurrentAsync(cancellationToken)).Country, ValidFrom = DateOnly.FromDateTime(time.Local(time.Now)) };
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (!ModelState.IsValid) return this.InvalidFragment<TaxRateForm>(Parameters());
        var added = await rates.AddAsync(Input, cancellationToken);
        if (added.Ok) return this.Leave(TaxesPages.Rates, toast: $"{added.Value.Name} {TaxRegion.PercentText(added.Value.Percent)} added.");
        ModelState.AddRefusal(added.Refusal);
        return this.RefusedFragment<TaxRateForm>(Parameters());
    }

    private object Parameters() => new { Input, Errors = FormErrors.From(ModelState) };
}
