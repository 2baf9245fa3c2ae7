using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Core.Tenants;
using MikrotikBilling.Web.Features.Tenants;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Subscriptions;

[Authorize(CustomersPermissions.Manage)]
public sealed class NewModel(
    NewCustomerService customers, RouterQueries routers, ProfileQueries profiles, TenantQueries tenants, TenantClock clock) : PageModel
{
    /// <summary>Carries the password to the page after saving, once, in an encrypted cookie.</summary>
    public const string PasswordKey = "new-password";

    [BindProperty]
    public NewCustomer Input { get; set; } = new();

    [BindProperty]
    public string? Proposed { get; set; }

    public NewCustomerView View { get; private set; } = null!;

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        Input = new NewCustomer { Id = Guid.CreateVersion7(), Password = Credentials.NewPassword(), FirstCharge = FirstCharge.Invoice };
        await LoadAsync(cancellationToken);
    }

    /// <summary>A user name for the name just typed, unless somebody chose one.</summary>
    public async Task<IActionResult> OnGetUserNameAsync([Bind(Prefix = "Input")] NewCustomer input, string? proposed, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(input);
        var isFree = string.IsNullOrWhiteSpace(input.UserName) || input.UserName == proposed;
        if (isFree && !string.IsNullOrWhiteSpace(input.Name)) proposed = await customers.ProposeUserNameAsync(input.Name, number: null, cancellationToken);
        return this.Fragment<UserNameField>(new { Value = isFree ? proposed : input.UserName, Proposed = proposed, IsByNumber = isFree && proposed is null && !string.IsNullOrWhiteSpace(input.Name) });
    }

    /// <summary>What the present choices lead to.</summary>
    public async Task<IActionResult> OnGetPlanAsync([Bind(Prefix = "Input")] NewCustomer input, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(input);
        return this.Fragment<PlanCard>(new { Plan = await PlanAsync(input, cancellationToken), Charge = input.FirstCharge, Time = await clock.NowAsync(cancellationToken) });
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (!ModelState.IsValid) return await ShowAsync(refused: false, cancellationToken);
        var created = await customers.CreateAsync(Input, cancellationToken);
        if (created.Ok)
        {
            TempData[PasswordKey] = created.Value.Password;
            return this.Leave($"/customers/{created.Value.CustomerId}/created");
        }
        if (created.Refusal.Code == "customer.already-saved") return this.Leave($"/customers/{Input.Id}", ToastKind.Info, created.Refusal.Message);
        ModelState.AddRefusal(created.Refusal);
        return await ShowAsync(refused: true, cancellationToken);
    }

    private async Task<IActionResult> ShowAsync(bool refused, CancellationToken cancellationToken)
    {
        await LoadAsync(cancellationToken);
        var parameters = new { View, Errors = FormErrors.From(ModelState) };
        return refused ? this.RefusedFragment<NewCustomerForm>(parameters) : this.InvalidFragment<NewCustomerForm>(parameters);
    }

    private async Task LoadAsync(CancellationToken cancellationToken)
    {
        var tenant = await tenants.CurrentAsync(cancellationToken);
        var (machines, offers) = (await routers.ChoicesAsync(cancellationToken), await profiles.ChoicesAsync(cancellationToken));
        if (machines is [var router]) Input = Input with { RouterId = Input.RouterId ?? router.Id };
        if (offers is [var offer]) Input = Input with { ProfileId = Input.ProfileId ?? offer.Id };
        View = new NewCustomerView(Input, Proposed, machines, offers, await PlanAsync(Input, cancellationToken), await clock.NowAsync(cancellationToken), tenant.Country);
    }

    private async Task<NewServicePlan?> PlanAsync(NewCustomer input, CancellationToken cancellationToken) =>
        input.ProfileId is { } id && (input.StartsOn is not { } on || on.Year is >= 2000 and <= 2100) ? await customers.PlanAsync(id, input.StartsOn, cancellationToken, new FirstPriceQuestion(null, input.Country, input.Region, id, default, default)) : null;
}
