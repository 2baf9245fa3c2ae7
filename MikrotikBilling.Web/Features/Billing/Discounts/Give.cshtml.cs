using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Billing.Discounts;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Web.Features.Customers;
using MikrotikBilling.Web.Shell;
using MikrotikBilling.Web.Shell.Components;

namespace MikrotikBilling.Web.Features.Billing.Discounts;

/// <summary>A discount for a customer, by hand or by the code he has brought.</summary>
[Authorize(DiscountsPermissions.Manage)]
public sealed class GiveModel(DiscountQueries discounts, DiscountEditor editor, CustomerQueries customers) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    [BindProperty]
    public GiveDiscount Input { get; set; } = new();

    public Customer Customer { get; private set; } = null!;

    public IReadOnlyList<Discount> Choices { get; private set; } = [];

    public IReadOnlyList<Crumb> Crumbs => [.. CustomerHeader.Crumbs, new Crumb(Phrase.Verbatim(Customer.Name), $"/customers/{Id}")];

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken) => await LoadAsync(cancellationToken) ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (!await LoadAsync(cancellationToken)) return NotFound();
        if (!ModelState.IsValid) return this.InvalidFragment<GiveForm>(Parameters());
        var given = await editor.GiveAsync(Id, Input, cancellationToken);
        if (given.Ok) return this.Leave($"/customers/{Id}", toast: "The discount applies from the next invoice on.");
        if (given.Refusal.IsNotFound) return NotFound();
        ModelState.AddRefusal(given.Refusal);
        return this.RefusedFragment<GiveForm>(Parameters());
    }

    public async Task<IActionResult> OnPostTakeAwayAsync(Guid given, CancellationToken cancellationToken) =>
        (await editor.TakeAwayAsync(Id, given, cancellationToken)).Ok ? this.Leave($"/customers/{Id}", toast: "The discount is taken away.") : NotFound();

    private async Task<bool> LoadAsync(CancellationToken cancellationToken)
    {
        if (await customers.FindAsync(Id, cancellationToken) is not { } customer) return false;
        Customer = customer;
        Choices = await discounts.ToGiveAsync(cancellationToken);
        return true;
    }

    private object Parameters() => new { Input, CustomerId = Id, Choices, Errors = FormErrors.From(ModelState) };
}
