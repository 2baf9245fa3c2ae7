using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Billing.Discounts;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Tenants;
using MikrotikBilling.Web.Features.Tenants;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Billing.Discounts;

[Authorize(DiscountsPermissions.Manage)]
public sealed class NewModel(DiscountEditor editor, ProfileQueries profiles, TenantQueries tenants, TenantClock clock) : PageModel
{
    [BindProperty]
    public SaveDiscount Input { get; set; } = new();

    public string Currency { get; private set; } = "";

    public IReadOnlyList<ProfileName> Profiles { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        var time = await clock.NowAsync(cancellationToken);
        Input = new SaveDiscount { ValidFrom = DateOnly.FromDateTime(time.Local(time.Now)) };
        await LoadAsync(cancellationToken);
    }

    /// <summary>A code nobody guesses, in the field for it.</summary>
    public IActionResult OnGetCode() => this.Fragment<DiscountCodeField>(new { Code = DiscountCode.Generate() });

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        await LoadAsync(cancellationToken);
        if (!ModelState.IsValid) return this.InvalidFragment<DiscountForm>(Parameters());
        var added = await editor.AddAsync(Input, cancellationToken);
        if (added.Ok) return this.Leave(DiscountsPages.Of(added.Value.Id), toast: $"{added.Value.Name} added.");
        ModelState.AddRefusal(added.Refusal);
        return this.RefusedFragment<DiscountForm>(Parameters());
    }

    private async Task LoadAsync(CancellationToken cancellationToken)
    {
        Currency = (await tenants.CurrentAsync(cancellationToken)).Currency;
        Profiles = await profiles.NamesAsync(cancellationToken);
    }

    private object Parameters() => new { Input, Currency, Profiles, Errors = FormErrors.From(ModelState) };
}
