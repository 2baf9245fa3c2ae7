using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Billing.Taxes;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Web.Shell;
using MikrotikBilling.Web.Shell.Components;

namespace MikrotikBilling.Web.Features.Billing.Taxes;

/// <summary>For a rate that no document has.</summary>
[Authorize(TaxesPermissions.Manage)]
public sealed class EditRateModel(TaxQueries queries, TaxRateService rates) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    [BindProperty]
    public int Version { get; set; }

    [BindProperty]
    public SaveTaxRate Input { get; set; } = new();

    public bool IsStale { get; private set; }

    public IReadOnlyList<Crumb> Crumbs => [.. TaxRateForm.Crumbs, new Crumb(Phrase.Verbatim(Input.Name), TaxesPages.Rate(Id))];

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (await queries.FindAsync(Id, cancellationToken) is not { } rate) return NotFound();
        if (await rates.LastUsedOnAsync(Id, cancellationToken) is not null) return this.Leave(TaxesPages.Rate(Id));
        Version = rate.Version;
        Input = new SaveTaxRate
        {
            Name = rate.Name,
            Percent = rate.Percent,
            Country = rate.Country,
            Region = rate.Region,
            ReplacesCountry = rate.ReplacesCountry,
            ValidFrom = rate.ValidFrom,
            ValidTo = rate.ValidTo,
        };
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (!ModelState.IsValid) return this.InvalidFragment<TaxRateForm>(Parameters());
        var saved = await rates.EditAsync(Id, Version, Input, cancellationToken);
        if (saved.Ok) return this.Leave(TaxesPages.Rate(Id), toast: $"{saved.Value.Name} saved.");
        if (saved.Refusal.IsNotFound) return NotFound();
        ModelState.AddRefusal(saved.Refusal);
        if (IsStale = saved.Refusal.Code == Refusal.StaleCode) Version = (await queries.FindAsync(Id, cancellationToken))?.Version ?? Version;
        return this.RefusedFragment<TaxRateForm>(Parameters());
    }

    private object Parameters() => new { Input, Id = (Guid?)Id, Version, IsStale, Errors = FormErrors.From(ModelState) };
}
