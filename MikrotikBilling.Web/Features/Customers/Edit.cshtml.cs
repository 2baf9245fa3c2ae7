using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Core.Tenants;
using MikrotikBilling.Web.Shell;
using MikrotikBilling.Web.Shell.Components;

namespace MikrotikBilling.Web.Features.Customers;

[Authorize(CustomersPermissions.Manage)]
public sealed class EditModel(CustomerQueries queries, CustomerService customers, TenantQueries tenants) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    /// <summary>That of the customer the form was made from.</summary>
    [BindProperty]
    public int Version { get; set; }

    [BindProperty]
    public SaveCustomer Input { get; set; } = new("", null, null, null, null);

    public bool IsStale { get; private set; }

    public Customer Customer { get; private set; } = null!;

    public string Country { get; private set; } = "";

    public IReadOnlyList<Crumb> Crumbs => [.. CustomerHeader.Crumbs, new Crumb(Phrase.Verbatim(Customer.Name), $"/customers/{Id}")];

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (!await LoadAsync(cancellationToken)) return NotFound();
        Version = Customer.Version;
        Input = new SaveCustomer(Customer.Name, Customer.Email, Customer.Phone, Customer.Address, Customer.Notes) { Company = Customer.Company, TaxNumber = Customer.TaxNumber, Country = Customer.Country, Region = Customer.Region };
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (!await LoadAsync(cancellationToken)) return NotFound();
        if (!ModelState.IsValid) return this.InvalidFragment<CustomerForm>(Parameters());
        var saved = await customers.EditAsync(Id, Version, Input, cancellationToken);
        if (saved.Ok) return this.Leave($"/customers/{Id}", toast: $"{saved.Value.Name} saved.");
        if (saved.Refusal.IsNotFound) return NotFound();
        ModelState.AddRefusal(saved.Refusal);
        if (IsStale = saved.Refusal.Code == Refusal.StaleCode) Version = Customer.Version;
        return this.RefusedFragment<CustomerForm>(Parameters());
    }

    private async Task<bool> LoadAsync(CancellationToken cancellationToken)
    {
        if (await queries.FindAsync(Id, cancellationToken) is not { } customer) return false;
        Customer = customer;
        Country = (await tenants.CurrentAsync(cancellationToken)).Country;
        return true;
    }

    private object Parameters() => new { Input, Id, Version, Country, IsStale, Errors = FormErrors.From(ModelState) };
}
