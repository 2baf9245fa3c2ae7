using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Options;
using MikrotikBilling.Core.Provisioning;
using MikrotikBilling.Core.Provisioning.WalledGarden;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Settings;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Provisioning;

/// <summary>What a router does with customers whose time is up, and what the operator adds for it.</summary>
[Authorize(Policy = RoutersPermissions.View)]
public sealed class RouterPayPageModel(
    RouterQueries routers, SettingsQueries settings, WalledGardenService gardens, IOptions<ProvisioningOptions> options, IAuthorizationService authorization) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    public Router Router { get; private set; } = null!;

    public PayPage PayPage { get; private set; } = null!;

    public IReadOnlyList<string> Rules { get; private set; } = [];

    public bool CanManage { get; private set; }

    /// <summary>Null while nothing was pressed.</summary>
    public GardenOutcome? Outcome { get; private set; }

    public string? Trouble { get; private set; }

    public string Address => $"/routers/{Id}/pay-page";

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken) => await LoadAsync(cancellationToken) ? Page() : NotFound();

    /// <summary>Brings the walled garden up to date now.</summary>
    [Needs(RoutersPermissions.Manage)]
    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (!await LoadAsync(cancellationToken)) return NotFound();
        var done = await gardens.ConvergeAsync(Id, dryRun: false, cancellationToken);
        (Outcome, Trouble) = (done.Value, done.Refusal?.Message);
        if (Request.IsHtmx()) return this.Fragment<RouterPayPage>(new { Router, Page = PayPage, Rules, CanManage, Outcome, Trouble });
        return Page();
    }

    private async Task<bool> LoadAsync(CancellationToken cancellationToken)
    {
        if (await routers.FindAsync(Id, cancellationToken) is not { } router) return false;
        Router = router;
        PayPage = PayPage.Of(await settings.CurrentAsync(cancellationToken));
        Rules = UnpaidRules.Commands(PayPage, options.Value.UnpaidList);
        CanManage = await authorization.MayAsync(User, RoutersPermissions.Manage);
        return true;
    }
}
