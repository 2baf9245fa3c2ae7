using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Web.Features.Tenants;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Subscriptions;

/// <summary>
/// What the pages about one service share: the answer is its card for htmx, the customer's page for a plain post, and a page with the card
/// alone when there is something to read on it.
/// </summary>
public abstract class ServicePageModel(SubscriptionQueries subscriptions, TenantClock clock, IAuthorizationService authorization) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    public IReadOnlyDictionary<string, object?> Card { get; private set; } = new Dictionary<string, object?>(StringComparer.Ordinal);

    public SubscriptionLine Service { get; private set; } = null!;

    /// <summary>As it is now.</summary>
    protected Task<SubscriptionLine?> FindAsync(CancellationToken cancellationToken) => subscriptions.FindAsync(Id, cancellationToken);

    /// <summary>The card for htmx; people are led to the customer.</summary>
    protected async Task<IActionResult> ShowAsync(CancellationToken cancellationToken)
    {
        if (!await LoadAsync(null, null, false, cancellationToken)) return NotFound();
        return Request.IsHtmx() ? this.Fragment<ServiceCard>(Card) : this.Leave($"/customers/{Service.CustomerId}");
    }

    /// <param name="undo">The way back, made from the service as it is now.</param>
    protected async Task<IActionResult> ChangedAsync(Phrase toast, CancellationToken cancellationToken, Func<SubscriptionLine, ToastUndo?>? undo = null)
    {
        if (!await LoadAsync(null, null, false, cancellationToken)) return NotFound();
        Response.HxTrigger("subscription:changed");
        if (!Request.IsHtmx()) return this.Leave($"/customers/{Service.CustomerId}", toast: toast, undo: undo?.Invoke(Service));
        Response.Toast(ToastKind.Good, toast, undo?.Invoke(Service));
        return this.Fragment<ServiceCard>(Card);
    }

    protected async Task<IActionResult> RefusedAsync(Refusal refusal, CancellationToken cancellationToken) =>
        refusal.IsNotFound || !await LoadAsync(refusal.Message, null, false, cancellationToken) ? NotFound() : this.RefusedFragment<ServiceCard>(Card);

    protected async Task<IActionResult> SecretAsync(string secret, bool isNew, CancellationToken cancellationToken)
    {
        if (!await LoadAsync(null, secret, isNew, cancellationToken)) return NotFound();
        Response.HxTrigger("subscription:changed");
        return Request.IsHtmx() ? this.Fragment<ServiceCard>(Card) : Page();
    }

    protected async Task<bool> LoadAsync(string? refusal, string? secret, bool secretIsNew, CancellationToken cancellationToken)
    {
        if (await subscriptions.FindAsync(Id, cancellationToken) is not { } service) return false;
        Service = service;
        Card = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            [nameof(ServiceCard.Service)] = service,
            [nameof(ServiceCard.Rights)] = await ServiceRights.OfAsync(authorization, User),
            [nameof(ServiceCard.Time)] = await clock.NowAsync(cancellationToken),
            [nameof(ServiceCard.Refusal)] = refusal,
            [nameof(ServiceCard.Secret)] = secret,
            [nameof(ServiceCard.SecretIsNew)] = secretIsNew,
        };
        return true;
    }
}
