using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Billing;
using MikrotikBilling.Core.Billing.Customers;
using MikrotikBilling.Core.Billing.Taxes;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Web.Features.Customers;
using MikrotikBilling.Web.Shell;
using MikrotikBilling.Web.Shell.Components;

namespace MikrotikBilling.Web.Features.Billing.Taxes;

/// <summary>What billing knows of a customer: exemption, terms, reminders, who brought him.</summary>
[Authorize(TaxesPermissions.Terms)]
public sealed class TermsModel(
    CustomerQueries customers, CustomerBillingQueries queries, CustomerBillingService service, BillingSettingsQueries settings) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    [BindProperty]
    public int Version { get; set; }

    [BindProperty]
    public SaveCustomerBilling Input { get; set; } = new();

    public bool IsStale { get; private set; }

    public int DefaultTerms { get; private set; }

    public Customer Customer { get; private set; } = null!;

    public IReadOnlyList<Crumb> Crumbs => [.. CustomerHeader.Crumbs, new Crumb(Phrase.Verbatim(Customer.Name), $"/customers/{Id}")];

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (!await LoadAsync(cancellationToken)) return NotFound();
        var terms = await queries.TermsAsync(Id, cancellationToken);
        Version = terms.Billing.Version;
        Input = new SaveCustomerBilling
        {
            TaxExemptNumber = terms.Billing.TaxExemptNumber,
            TaxExemptUntil = terms.Billing.TaxExemptUntil,
            PaymentTermsDays = terms.Billing.PaymentTermsDays,
            DunningExcludedUntil = terms.Billing.DunningExcludedUntil,
            DunningExclusionReason = terms.Billing.DunningExclusionReason,
            Referrer = terms.Referrer?.NumberText,
        };
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (!await LoadAsync(cancellationToken)) return NotFound();
        if (!ModelState.IsValid) return this.InvalidFragment<TermsForm>(Parameters());
        var saved = await service.SaveAsync(Id, Version, Input, cancellationToken);
        if (saved.Ok) return this.Leave($"/customers/{Id}", toast: "Billing saved.");
        if (saved.Refusal.IsNotFound) return NotFound();
        ModelState.AddRefusal(saved.Refusal);
        if (IsStale = saved.Refusal.Code == Refusal.StaleCode) Version = (await queries.FindAsync(Id, cancellationToken)).Version;
        return this.RefusedFragment<TermsForm>(Parameters());
    }

    private async Task<bool> LoadAsync(CancellationToken cancellationToken)
    {
        if (await customers.FindAsync(Id, cancellationToken) is not { } customer) return false;
        Customer = customer;
        DefaultTerms = (await settings.CurrentAsync(cancellationToken)).PaymentTermsDays;
        return true;
    }

    private object Parameters() => new { Input, CustomerId = Id, Version, IsStale, DefaultTerms, Errors = FormErrors.From(ModelState) };
}
