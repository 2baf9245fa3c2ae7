using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Web.Features.Tenants;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Subscriptions;

/// <summary>Ending a service for good is asked on a page of its own, with what it means and room for the reason.</summary>
[Authorize(SubscriptionsPermissions.Manage)]
public sealed class CancelModel(SubscriptionQueries subscriptions, SubscriptionService service, TenantClock clock) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    [BindProperty]
    public int Version { get; set; }

    [BindProperty(Name = "Input.Reason")]
    public string? Reason { get; set; }

    public SubscriptionLine Service { get; private set; } = null!;

    public TenantTime Time { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (!await LoadAsync(cancellationToken)) return NotFound();
        Version = Service.Version;
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (!await LoadAsync(cancellationToken)) return NotFound();
        var cancelled = await service.CancelAsync(Id, Reason, Version, cancellationToken);
        if (cancelled.Ok) return this.Leave($"/customers/{Service.CustomerId}", toast: $"{Service.UserName} is cancelled.");
        if (cancelled.Refusal.IsNotFound) return NotFound();
        ModelState.AddRefusal(cancelled.Refusal);
        if (cancelled.Refusal.Code == Refusal.StaleCode) Version = Service.Version;
        var parameters = new { Service, Reason, Version, Time, Errors = FormErrors.From(ModelState) };
        return cancelled.Refusal.Field is null ? this.RefusedFragment<CancelForm>(parameters) : this.InvalidFragment<CancelForm>(parameters);
    }

    private async Task<bool> LoadAsync(CancellationToken cancellationToken)
    {
        if (await subscriptions.FindAsync(Id, cancellationToken) is not { } found) return false;
        (Service, Time) = (found, await clock.NowAsync(cancellationToken));
        return true;
    }
}
