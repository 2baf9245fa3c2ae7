using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Billing;
using MikrotikBilling.Core.Billing.Changes;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Billing.Changes;

/// <summary>Another profile in the middle of what is paid, with what comes back and what is charged shown beforehand.</summary>
[Authorize(SubscriptionsPermissions.Manage)]
public sealed class PlanModel(ContractChanges changes, ChangeViews views) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    public ChangeView View { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync([FromQuery(Name = "Input")] ChangeInput input, CancellationToken cancellationToken) =>
        await LoadAsync(input, cancellationToken) ? Page() : NotFound();

    /// <summary>What the form as it stands would lead to.</summary>
    public async Task<IActionResult> OnGetPriceAsync([FromQuery(Name = "Input")] ChangeInput input, CancellationToken cancellationToken)
    {
        ModelState.Clear();
        return await LoadAsync(input, cancellationToken) ? this.Fragment<ChangePriceCard>(new { View, Url = PlanForm.PriceUrl(Id), Form = PlanForm.Id }) : NotFound();
    }

    public async Task<IActionResult> OnPostAsync([FromForm(Name = "Input")] ChangeInput input, CancellationToken cancellationToken)
    {
        if (input.ProfileId is null) ModelState.AddModelError("Input.ProfileId", T("Choose a profile."));
        if (!ModelState.IsValid) return await LoadAsync(input, cancellationToken) ? this.InvalidFragment<PlanForm>(Parameters) : NotFound();
        var done = await ChangeViews.CarryOutAsync(changes, new ChangeWish(Id) { ProfileId = input.ProfileId, LetOpen = input.LetOpen }, input, cancellationToken);
        if (done.Refusal is { IsNotFound: true } || !await LoadAsync(input, cancellationToken)) return NotFound();
        if (done.Ok) return this.Leave($"/customers/{View.Service.CustomerId}", toast: $"{View.Service.UserName} is on {View.Service.Profile} now. {ChangeViews.Words(done.Value)}");
        // What is missing is not typed here; the tick that allows it is.
        ModelState.AddRefusal(done.Refusal.Code == MoneyRefusals.NotEnoughCode ? done.Refusal with { Field = nameof(ChangeInput.LetOpen) } : done.Refusal);
        return this.RefusedFragment<PlanForm>(Parameters);
    }

    private object Parameters => new { View, Errors = FormErrors.From(ModelState) };

    private async Task<bool> LoadAsync(ChangeInput input, CancellationToken cancellationToken)
    {
        if (await views.OfAsync(Id, input, ends: false, cancellationToken) is not { } view) return false;
        View = view;
        return true;
    }
}
