using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Subscriptions;

/// <summary>Everything the form of a service draws.</summary>
public sealed record EditServiceView(
    SubscriptionLine Service, EditService Input, int Version, IReadOnlyList<RouterChoice> Routers, bool IsStale);

/// <summary>What the service is made of, in one form: user name, router, device, address. The profile has a page of its own, as money hangs on it.</summary>
[Authorize(SubscriptionsPermissions.Manage)]
public sealed class EditServiceModel(
    SubscriptionQueries subscriptions, SubscriptionSetupService setup, RouterQueries routers) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    [BindProperty]
    public int Version { get; set; }

    [BindProperty]
    public EditService Input { get; set; } = new();

    public EditServiceView View { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (await subscriptions.FindAsync(Id, cancellationToken) is not { ArchivedAt: null } service) return NotFound();
        Version = service.Version;
        Input = new EditService
        {
            UserName = service.UserName,
            RouterId = service.RouterId,
            Device = new ServiceDevice(service.MacAddress, service.Address?.ToString()),
        };
        await LoadAsync(service, isStale: false, cancellationToken);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (await subscriptions.FindAsync(Id, cancellationToken) is not { ArchivedAt: null } service) return NotFound();
        if (!ModelState.IsValid) return await ShowAsync(service, null, cancellationToken);
        var edited = await setup.EditAsync(Id, Input with { ProfileId = null }, Version, cancellationToken);
        if (edited.Ok) return this.Leave($"/customers/{service.CustomerId}", toast: $"{edited.Value.UserName} saved.");
        return edited.Refusal.Code switch
        {
            Refusal.NotFoundCode => NotFound(),
            "subscription.unchanged" => this.Leave($"/customers/{service.CustomerId}", ToastKind.Info, "Nothing was changed."),
            _ => await ShowAsync(service, edited.Refusal, cancellationToken),
        };
    }

    private async Task<IActionResult> ShowAsync(SubscriptionLine service, Refusal? refusal, CancellationToken cancellationToken)
    {
        if (refusal is not null) ModelState.AddRefusal(Named(refusal));
        var isStale = refusal?.Code == Refusal.StaleCode;
        if (isStale) Version = service.Version;
        await LoadAsync(service, isStale, cancellationToken);
        var parameters = new { View, Errors = FormErrors.From(ModelState) };
        return refusal is null ? this.InvalidFragment<EditServiceForm>(parameters) : this.RefusedFragment<EditServiceForm>(parameters);
    }

    /// <summary>The device's fields stand one level lower in this form.</summary>
    private static Refusal Named(Refusal refusal) =>
        refusal.Field is "FixedAddress" or "MacAddress" ? refusal with { Field = $"{nameof(EditService.Device)}.{refusal.Field}" } : refusal;

    private async Task LoadAsync(SubscriptionLine service, bool isStale, CancellationToken cancellationToken) =>
        View = new EditServiceView(service, Input, Version, await routers.ChoicesAsync(cancellationToken), isStale);
}
