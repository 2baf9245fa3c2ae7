using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Core.Monitoring;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Monitoring;

/// <summary>Binds a service to the device of one of its sessions, or lets any device in again.</summary>
[Authorize(SubscriptionsPermissions.Manage)]
public sealed class DeviceLockModel(SubscriptionQueries subscriptions, SubscriptionSetupService setup, SessionHistoryQueries sessions) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    public SubscriptionLine Service { get; private set; } = null!;

    public string? Why { get; private set; }

    /// <summary>There is nothing to see here before something was pressed.</summary>
    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken) =>
        await subscriptions.FindAsync(Id, cancellationToken) is { } service ? this.Leave($"/customers/{service.CustomerId}/sessions") : NotFound();

    public async Task<IActionResult> OnPostAsync([FromForm] long session, CancellationToken cancellationToken)
    {
        if (await subscriptions.FindAsync(Id, cancellationToken) is not { } service) return NotFound();
        if (await sessions.FindAsync(session, cancellationToken) is not { } found || found.SubscriptionId != Id) return NotFound();
        return MacAddress.NormaliseOrNull(found.CallerId) is { } mac
            ? await SetAsync(service, mac, $"Locked to {mac}.", cancellationToken)
            : Refused(service, new Refusal("session.no-device", "The router told no MAC address of that session."));
    }

    public async Task<IActionResult> OnPostUnlockAsync(CancellationToken cancellationToken) =>
        await subscriptions.FindAsync(Id, cancellationToken) is { } service ? await SetAsync(service, null, "Any device may sign in again.", cancellationToken) : NotFound();

    private async Task<IActionResult> SetAsync(SubscriptionLine service, string? mac, Phrase toast, CancellationToken cancellationToken)
    {
        var set = await setup.SetDeviceAsync(Id, new ServiceDevice(mac, service.Address?.ToString()), null, cancellationToken);
        if (set.Refusal is { IsNotFound: true }) return NotFound();
        return set.Ok ? this.Leave($"/customers/{service.CustomerId}/sessions", toast: toast) : Refused(service, set.Refusal);
    }

    private IActionResult Refused(SubscriptionLine service, Refusal refusal)
    {
        (Service, Why) = (service, refusal.Message);
        return this.RefusedFragment<LockRefused>(new { service.CustomerId, Why });
    }
}
