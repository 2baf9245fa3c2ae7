using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Billing;
using MikrotikBilling.Core.Billing.Invoices;
using MikrotikBilling.Core.Billing.Pricing;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Core.Tenants;
using MikrotikBilling.Web.Shell;
using MikrotikBilling.Web.Shell.Components;

namespace MikrotikBilling.Web.Features.Billing.Invoices;

/// <summary>Everything the form draws.</summary>
/// <param name="Priced">What it comes to; null while there is nothing to price.</param>
public sealed record DraftView(Guid? Id, Customer Customer, SaveInvoiceDraft Input, int Version, PricedDocument? Priced, string? WhyNot, string Currency, bool PricesIncludeTax);

/// <summary>An invoice written by hand, with its sums beside it.</summary>
[Authorize(BillingPermissions.Manage)]
public sealed class DraftModel(InvoiceDrafts drafts, CustomerQueries customers, BillingSettingsQueries settings, TenantQueries tenants) : PageModel
{
    /// <summary>Empty lines below those that are written.</summary>
    private const int Spare = 3;

    [BindProperty(SupportsGet = true)]
    public Guid? Id { get; set; }

    [BindProperty(SupportsGet = true)]
    public Guid CustomerId { get; set; }

    [BindProperty]
    public int Version { get; set; }

    [BindProperty]
    public SaveInvoiceDraft Input { get; set; } = new();

    [BindProperty(SupportsGet = true, Name = "q")]
    public string? Search { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Cursor { get; set; }

    public DraftView View { get; private set; } = null!;

    /// <summary>Those it can be written for, while nobody is chosen.</summary>
    public Page<CustomerLine>? Choices { get; private set; }

    public IReadOnlyList<Crumb> Crumbs => [new("Invoices", InvoicesPages.Invoices), new(Phrase.Verbatim(View.Customer.Name), $"{InvoicesPages.Invoices}?customerId={CustomerId}")];

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (Id is null && CustomerId == Guid.Empty)
        {
            Choices = await customers.ListAsync(new CustomerFilter(Search, Sort: string.IsNullOrWhiteSpace(Search) ? CustomerSort.Name : CustomerSort.Match, Cursor: Cursor), cancellationToken);
            return Page();
        }
        if (Id is { } id)
        {
            if (await drafts.FindAsync(id, cancellationToken) is not (var draft, var input)) return NotFound();
            (CustomerId, Version, Input) = (draft.CustomerId, draft.Version, input);
        }
        return await LoadAsync(cancellationToken) ? Page() : NotFound();
    }

    /// <summary>What the form as it stands comes to.</summary>
    public async Task<IActionResult> OnPostPreviewAsync(CancellationToken cancellationToken)
    {
        var readable = ModelState.IsValid;
        ModelState.Clear();
        if (!await LoadAsync(cancellationToken, priced: readable)) return NotFound();
        return Request.IsHtmx() ? this.Fragment<DraftPreview>(new { View }) : Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (!ModelState.IsValid) return await LoadAsync(cancellationToken, priced: false) ? this.InvalidFragment<DraftForm>(Parameters) : NotFound();
        var saved = await drafts.SaveAsync(Id, CustomerId, Input, Id is null ? null : Version, cancellationToken);
        if (saved.Ok) return this.Leave(InvoicesPages.Of(saved.Value.Id), toast: "Draft saved.");
        if (saved.Refusal.IsNotFound || !await LoadAsync(cancellationToken)) return NotFound();
        ModelState.AddRefusal(saved.Refusal);
        return this.RefusedFragment<DraftForm>(Parameters);
    }

    private object Parameters => new { View, Errors = FormErrors.From(ModelState) };

    private async Task<bool> LoadAsync(CancellationToken cancellationToken, bool priced = true)
    {
        if (await customers.FindAsync(CustomerId, cancellationToken) is not { } customer) return false;
        var filled = priced && Input.Lines.Any(l => !l.IsBlank);
        var result = filled ? await drafts.PriceAsync(CustomerId, Input, cancellationToken) : (Result<PricedDocument>?)null;
        // Where they were typed they stay: messages name them by their place.
        var spare = Input.Lines.Count(l => l.IsBlank) >= Spare ? 0 : Math.Clamp(SaveInvoiceDraftValidator.MostLines - Input.Lines.Count, 0, Spare);
        View = new DraftView(
            Id, customer, Input with { Lines = [.. Input.Lines, .. Enumerable.Repeat(new DraftLine { Taxed = true }, spare)] }, Version, result?.Value,
            result?.Refusal?.Message, (await tenants.CurrentAsync(cancellationToken)).Currency, (await settings.CurrentAsync(cancellationToken)).PricesIncludeTax);
        return true;
    }
}
