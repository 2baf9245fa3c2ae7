using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Payments.Gateways;
using MikrotikBilling.Web.Features.Tenants;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Payments.Gateways;

public sealed record GatewayEventCardView(GatewayEventView Found, bool ShowsPhones, TenantTime Time);

/// <summary>One message as it came, and what came of it.</summary>
[Authorize(GatewaysPermissions.Manage)]
public sealed class EventModel(GatewayQueries queries, GatewayReplay replay, TenantClock clock, IAuthorizationService authorization) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    public GatewayEventCardView View { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken) => await LoadAsync(cancellationToken) ? Page() : NotFound();

    /// <summary>Once more, as the person who asks for it.</summary>
    public async Task<IActionResult> OnPostReplayAsync(CancellationToken cancellationToken)
    {
        var done = await replay.ReplayAsync(Id);
        if (!done.Ok || !await LoadAsync(cancellationToken)) return NotFound();
        var (kind, words) = done.Value.State == GatewayEventState.Done ? (ToastKind.Good, done.Value.Outcome ?? "It is done.") : (ToastKind.Warn, $"Nothing was booked. {done.Value.Outcome}");
        if (!Request.IsHtmx()) return this.Leave(GatewaysPages.Event(Id), kind, words);
        Response.Toast(kind, words);
        return this.Fragment<GatewayEventCard>(new { View });
    }

    private async Task<bool> LoadAsync(CancellationToken cancellationToken)
    {
        if (await queries.EventAsync(Id, cancellationToken) is not { } found) return false;
        View = new GatewayEventCardView(found, await authorization.MayAsync(User, GatewaysPermissions.Manage), await clock.NowAsync(cancellationToken));
        return true;
    }
}
