using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Billing.Changes;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Billing.Changes;

/// <summary>Ending a service for good is asked on a page of its own, with what it means, what comes back and room for the reason.</summary>
[Authorize(SubscriptionsPermissions.Manage)]
public sealed class CancelModel(ContractChanges changes, ChangeViews views) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    [BindProperty]
    public int? Version { get; set; }

    public ChangeView View { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync([FromQuery(Name = "Input")] ChangeInput input, CancellationToken cancellationToken) =>
        await LoadAsync(input, cancellationToken) ? Page() : NotFound();

    /// <summary>What the form as it stands would lead to.</summary>
    public async Task<IActionResult> OnGetPriceAsync([FromQuery(Name = "Input")] ChangeInput input, CancellationToken cancellationToken)
    {
        ModelState.Clear();
        return await LoadAsync(input, cancellationToken) ? this.Fragment<ChangePriceCard>(new { View, Url = CancelForm.PriceUrl(Id), Form = CancelForm.Id }) : NotFound();
    }

    public async Task<IActionResult> OnPostAsync([FromForm(Name = "Input")] ChangeInput input, CancellationToken cancellationToken)
    {
        if (!await LoadAsync(input, cancellationToken)) return NotFound();
        if (input.Reason is { Length: > 300 }) ModelState.AddModelError("Input.Reason", T("At most 300 letters."));
        if (!ModelState.IsValid) return this.InvalidFragment<CancelForm>(Parameters);
        var done = await ChangeViews.CarryOutAsync(changes, new ChangeWish(Id) { GivesBack = input.GivesBack, Reason = input.Reason, Version = Version, LetOpen = true }, input, cancellationToken);
        if (done.Ok) return this.Leave($"/customers/{View.Service.CustomerId}", toast: $"{View.Service.UserName} is cancelled. {ChangeViews.Words(done.Value)}");
        if (done.Refusal.IsNotFound || !await LoadAsync(input, cancellationToken)) return NotFound();
        ModelState.AddRefusal(done.Refusal);
        return done.Refusal.Field is null ? this.RefusedFragment<CancelForm>(Parameters) : this.InvalidFragment<CancelForm>(Parameters);
    }

    private object Parameters => new { View, Errors = FormErrors.From(ModelState) };

    private async Task<bool> LoadAsync(ChangeInput input, CancellationToken cancellationToken)
    {
        if (await views.OfAsync(Id, input, ends: true, cancellationToken) is not { } view) return false;
        View = view;
        return true;
    }
}
