using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Billing.Discounts;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Tenants;
using MikrotikBilling.Web.Shell;
using MikrotikBilling.Web.Shell.Components;

namespace MikrotikBilling.Web.Features.Billing.Discounts;

[Authorize(DiscountsPermissions.Manage)]
public sealed class EditModel(DiscountQueries queries, DiscountEditor editor, ProfileQueries profiles, TenantQueries tenants) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    [BindProperty]
    public int Version { get; set; }

    [BindProperty]
    public SaveDiscount Input { get; set; } = new();

    public bool IsStale { get; private set; }

    public Discount Discount { get; private set; } = null!;

    public string Currency { get; private set; } = "";

    public IReadOnlyList<ProfileName> Profiles { get; private set; } = [];

    public IReadOnlyList<Crumb> Crumbs => [.. DiscountForm.Crumbs, new Crumb(Phrase.Verbatim(Discount.Name), DiscountsPages.Of(Id))];

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (!await LoadAsync(cancellationToken)) return NotFound();
        Version = Discount.Version;
        Input = new SaveDiscount
        {
            Name = Discount.Name,
            Kind = Discount.Kind,
            Code = Discount.Code,
            Percent = Discount.Percent,
            Amount = Discount.Percent is null ? Discount.Amount.ToDecimal() : null,
            Scope = Discount.Scope,
            ProfileIds = [.. (await queries.ProfilesAsync(Id, cancellationToken)).Select(p => p.Id)],
            Timing = Discount.Timing,
            ValidFrom = Discount.ValidFrom,
            ValidTo = Discount.ValidTo,
            UseLimit = Discount.UseLimit,
            PerCustomerLimit = Discount.PerCustomerLimit,
            LoyaltyAfter = Discount.LoyaltyAfter,
            LoyaltyRule = Discount.LoyaltyRule,
            ReferrerReward = Discount.ReferrerReward.IsZero ? null : Discount.ReferrerReward.ToDecimal(),
            IsActive = Discount.IsActive,
        };
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (!await LoadAsync(cancellationToken)) return NotFound();
        Input = Input with { Kind = Discount.Kind };
        if (!ModelState.IsValid) return this.InvalidFragment<DiscountForm>(Parameters());
        var saved = await editor.EditAsync(Id, Version, Input, cancellationToken);
        if (saved.Ok) return this.Leave(DiscountsPages.Of(Id), toast: $"{saved.Value.Name} saved.");
        if (saved.Refusal.IsNotFound) return NotFound();
        ModelState.AddRefusal(saved.Refusal);
        if (IsStale = saved.Refusal.Code == Refusal.StaleCode) Version = (await queries.FindAsync(Id, cancellationToken))?.Version ?? Version;
        return this.RefusedFragment<DiscountForm>(Parameters());
    }

    private async Task<bool> LoadAsync(CancellationToken cancellationToken)
    {
        if (await queries.FindAsync(Id, cancellationToken) is not { } discount) return false;
        Discount = discount;
        Currency = (await tenants.CurrentAsync(cancellationToken)).Currency;
        Profiles = await profiles.NamesAsync(cancellationToken);
        return true;
    }

    private object Parameters() => new { Input, Id = (Guid?)Id, Version, IsStale, Currency, Profiles, Errors = FormErrors.From(ModelState) };
}
