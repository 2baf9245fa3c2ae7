using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Routers.SetUp;
using MikrotikBilling.Core.Settings;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Routers;

/// <summary>The set-up of a router that is not here yet; it leads on to its form.</summary>
[Authorize(Policy = RoutersPermissions.Manage)]
public sealed class SetUpNewModel(RouterSetUpService setUp, PreparedLogins prepared, SettingsQueries settings) : SetUpModel(setUp, prepared)
{
    public async Task OnGetAsync(CancellationToken cancellationToken) =>
        Begin(null, null, (await settings.CurrentAsync(cancellationToken)).RouterUserName, 0);

    public IActionResult OnPost() => Make(null, Router.TlsPort, 0);

    public IActionResult OnPostTake([FromForm] string? made)
    {
        if (Reveal(made) is null) return this.Leave("/routers/set-up", ToastKind.Bad, "These commands are too old. Make them again.");
        TempData[PreparedLogins.Key] = made;
        return this.Leave("/routers/new");
    }
}
