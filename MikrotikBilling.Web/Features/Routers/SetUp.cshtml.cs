using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Routers.SetUp;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Routers;

/// <summary>Whether a router is set up as it should be, and the commands that make it so.</summary>
[Authorize(Policy = RoutersPermissions.View)]
public sealed class RouterSetUpModel(RouterSetUpService setUp, RouterQueries queries, PreparedLogins prepared, IAuthorizationService authorization) : SetUpModel(setUp, prepared)
{
    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    public Router Router { get; private set; } = null!;

    public bool CanManage { get; private set; }

    /// <summary>Null while the router was not asked.</summary>
    public IReadOnlyList<SafetyFinding>? Findings { get; private set; }

    /// <summary>Why it could not be asked.</summary>
    public string? Trouble { get; private set; }

    public string Address => $"/routers/{Id}/set-up";

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken) => await LoadAsync(cancellationToken) ? Page() : NotFound();

    public async Task<IActionResult> OnPostCheckAsync(CancellationToken cancellationToken)
    {
        ModelState.Clear(); // the form of the commands was not sent
        if (!await LoadAsync(cancellationToken)) return NotFound();
        var check = await SetUp.CheckAsync(Id, cancellationToken);
        (Findings, Trouble) = (check.Value, check.Refusal?.Message);
        if (Request.IsHtmx()) return this.Fragment<SafetyCard>(new { Id, Findings, Trouble });
        return Page();
    }

    [Needs(RoutersPermissions.Manage)]
    public async Task<IActionResult> OnPostMakeAsync(CancellationToken cancellationToken) =>
        await LoadAsync(cancellationToken) ? Make(Id, Router.UseTls ? Router.Port : Router.TlsPort, Router.Version) : NotFound();

    [Needs(RoutersPermissions.Manage)]
    public async Task<IActionResult> OnPostTakeAsync([FromForm] string? made, [FromForm] int version, CancellationToken cancellationToken)
    {
        ModelState.Clear();
        if (!await LoadAsync(cancellationToken)) return NotFound();
        if (Reveal(made) is not { } login) return this.Leave(Address, ToastKind.Bad, "These commands are too old. Make them again.");
        var taken = await SetUp.TakeOverAsync(Id, version, login.UserName, login.Password, cancellationToken);
        if (taken.Ok) return this.Leave($"/routers/{Id}", toast: "The new user and password are in the record. Compare the fingerprint, then trust the certificate.");
        return taken.Refusal.IsNotFound ? NotFound() : this.Leave(Address, ToastKind.Bad, taken.Refusal.Code == Refusal.StaleCode ? "Somebody edited this router meanwhile. Make the commands again." : taken.Refusal.Message);
    }

    private async Task<bool> LoadAsync(CancellationToken cancellationToken)
    {
        if (await queries.FindAsync(Id, cancellationToken) is not { } router) return false;
        Router = router;
        CanManage = await authorization.MayAsync(User, RoutersPermissions.Manage);
        Begin(Id, router.Host, router.UserName, router.Version);
        return true;
    }
}
