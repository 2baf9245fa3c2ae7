using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Tenants;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Routers;

[Authorize(Policy = RoutersPermissions.View)]
public sealed class DetailModel(
    RouterQueries queries, RouterService routers, RouterTest test, RouterHealthService health, TenantQueries tenants, IAuthorizationService authorization,
    TimeProvider clock) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    public Router Router { get; private set; } = null!;

    public bool CanManage { get; private set; }

    public TimeZoneInfo Zone { get; private set; } = TimeZoneInfo.Utc;

    public RouterTestResult? Test { get; private set; }

    public IReadOnlyList<string> TestMessages { get; private set; } = [];

    public DateTimeOffset Now => clock.GetUtcNow();

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken) => await LoadAsync(cancellationToken) ? Page() : NotFound();

    public async Task<IActionResult> OnGetVitalsAsync(CancellationToken cancellationToken) =>
        await LoadAsync(cancellationToken) ? Vitals() : NotFound();

    /// <summary>Asks the router now; anyone who may see it may.</summary>
    public async Task<IActionResult> OnPostCheckAsync(CancellationToken cancellationToken)
    {
        var contact = await queries.FindAsync(Id, cancellationToken) is null ? null : await health.CheckAsync(Id, cancellationToken);
        if (!await LoadAsync(cancellationToken)) return NotFound();
        var (kind, text) = contact switch
        {
            null => (ToastKind.Warn, $"{Router.Name} is switched off here."),
            { Error: null } => (ToastKind.Good, $"{Router.Name} answered."),
            _ => (ToastKind.Bad, $"{Router.Name} did not answer as it should."),
        };
        if (!Request.IsHtmx()) return this.Leave($"/routers/{Id}", kind, text);
        Response.Toast(kind, text);
        Response.HxTrigger("router:checked");
        return Vitals();
    }

    public async Task<IActionResult> OnPostTestAsync(CancellationToken cancellationToken)
    {
        var tested = await test.StoredAsync(Id, cancellationToken);
        if (tested.Refusal is { IsNotFound: true } || !await LoadAsync(cancellationToken)) return NotFound();
        (Test, TestMessages) = (tested.Value, tested.Refusal is { } refusal ? [refusal.Message] : []);
        if (!Request.IsHtmx()) return Page();
        Response.HxTrigger("router:tested");
        return this.Fragment<TestPanel>(new { Result = Test, Messages = TestMessages, RouterId = Id, CanManage });
    }

    [Needs(RoutersPermissions.Manage)]
    public async Task<IActionResult> OnPostTrustAsync([FromForm] string? sha256, CancellationToken cancellationToken)
    {
        var trusted = await routers.TrustCertificateAsync(Id, sha256 ?? "", cancellationToken);
        if (trusted.Refusal is { IsNotFound: true }) return NotFound();
        return trusted.Ok
            ? this.Leave($"/routers/{Id}", toast: "The certificate is trusted. The router is being checked.")
            : this.Leave($"/routers/{Id}", ToastKind.Bad, trusted.Refusal.Message);
    }

    /// <summary>The device that answers now is the replacement.</summary>
    [Needs(RoutersPermissions.Manage)]
    public async Task<IActionResult> OnPostReplacedAsync(CancellationToken cancellationToken)
    {
        var accepted = await routers.AcceptDeviceAsync(Id, cancellationToken);
        if (accepted.Refusal is { IsNotFound: true }) return NotFound();
        return accepted.Ok
            ? this.Leave($"/routers/{Id}/drift", toast: $"{accepted.Value.Name} is the new device now. It gets everything the old one held.")
            : this.Leave($"/routers/{Id}", ToastKind.Bad, accepted.Refusal.Message);
    }

    private FragmentResult<RouterVitals> Vitals() => this.Fragment<RouterVitals>(new { Router, CanManage, Now, Zone });

    private async Task<bool> LoadAsync(CancellationToken cancellationToken)
    {
        if (await queries.FindAsync(Id, cancellationToken) is not { } router) return false;
        Router = router;
        CanManage = await authorization.MayAsync(User, RoutersPermissions.Manage);
        Zone = (await tenants.CurrentAsync(cancellationToken)).Zone;
        return true;
    }
}
