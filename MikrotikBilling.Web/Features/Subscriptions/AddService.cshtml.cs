using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Web.Features.Customers;
using MikrotikBilling.Web.Features.Tenants;
using MikrotikBilling.Web.Shell;
using MikrotikBilling.Web.Shell.Components;

namespace MikrotikBilling.Web.Features.Subscriptions;

/// <summary>Everything the form of one more service draws.</summary>
public sealed record AddServiceView(
    Customer Customer, NewService Input, string? Proposed, IReadOnlyList<RouterChoice> Routers, IReadOnlyList<ProfileChoice> Profiles, NewServicePlan? Plan, TenantTime Time);

/// <summary>One more service for a customer who has some: an office line beside the home, a hotspot beside the fibre.</summary>
[Authorize(CustomersPermissions.Manage)]
public sealed class AddServiceModel(
    NewCustomerService services, CustomerQueries customers, RouterQueries routers, ProfileQueries profiles, TenantClock clock) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    [BindProperty]
    public NewService Input { get; set; } = new();

    [BindProperty]
    public string? Proposed { get; set; }

    public AddServiceView View { get; private set; } = null!;

    public IReadOnlyList<Crumb> Crumbs => [.. CustomerHeader.Crumbs, new Crumb(Phrase.Verbatim(View.Customer.Name), $"/customers/{Id}")];

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (await customers.FindAsync(Id, cancellationToken) is not { ArchivedAt: null } customer) return NotFound();
        Proposed = await services.ProposeUserNameAsync(customer.Name, customer.Number, cancellationToken);
        Input = new NewService { Id = Guid.CreateVersion7(), UserName = Proposed, Password = Credentials.NewPassword(), RouterId = customer.MainRouterId, FirstCharge = FirstCharge.Invoice };
        await LoadAsync(customer, cancellationToken);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (await customers.FindAsync(Id, cancellationToken) is not { } customer) return NotFound();
        if (!ModelState.IsValid) return await ShowAsync(customer, refused: false, cancellationToken);
        var added = await services.AddServiceAsync(Id, Input, cancellationToken);
        if (added.Ok)
        {
            TempData[NewModel.PasswordKey] = added.Value.Password;
            return this.Leave($"/customers/{Id}/created?service={added.Value.SubscriptionId}");
        }
        if (added.Refusal.IsNotFound) return NotFound();
        if (added.Refusal.Code == "subscription.already-saved") return this.Leave($"/customers/{Id}", ToastKind.Info, added.Refusal.Message);
        ModelState.AddRefusal(added.Refusal);
        return await ShowAsync(customer, refused: true, cancellationToken);
    }

    private async Task<IActionResult> ShowAsync(Customer customer, bool refused, CancellationToken cancellationToken)
    {
        await LoadAsync(customer, cancellationToken);
        var parameters = new { View, Errors = FormErrors.From(ModelState) };
        return refused ? this.RefusedFragment<AddServiceForm>(parameters) : this.InvalidFragment<AddServiceForm>(parameters);
    }

    private async Task LoadAsync(Customer customer, CancellationToken cancellationToken)
    {
        var plan = Input.ProfileId is { } id && (Input.StartsOn is not { } on || on.Year is >= 2000 and <= 2100)
            ? await services.PlanAsync(id, Input.StartsOn, cancellationToken, new FirstPriceQuestion(customer.Id, null, null, id, default, default))
            : null;
        View = new AddServiceView(customer, Input, Proposed, await routers.ChoicesAsync(cancellationToken), await profiles.ChoicesAsync(cancellationToken), plan,
            await clock.NowAsync(cancellationToken));
    }
}
