using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Settings;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Settings;

/// <summary>What the form of a new router begins with.</summary>
[Authorize(SettingsPermissions.Manage)]
public sealed class RoutersModel(SettingsQueries queries, SettingsService service) : PageModel
{
    [BindProperty]
    public SaveRouterDefaults Input { get; set; } = new();

    [BindProperty]
    public int Version { get; set; }

    public bool IsStale { get; private set; }

    public bool HasPassword { get; private set; }

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        var settings = await LoadAsync(cancellationToken);
        Input = SettingsJson.RouterDefaultsOf(settings);
        Version = settings.Version;
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        await LoadAsync(cancellationToken);
        if (!ModelState.IsValid) return this.InvalidFragment<RouterDefaultsForm>(Parameters());
        var saved = await service.SaveRouterDefaultsAsync(Input, Version, cancellationToken);
        if (saved.Ok) return this.Leave(SettingsPages.Routers, toast: "Router defaults saved.");
        ModelState.AddRefusal(saved.Refusal);
        if (IsStale = saved.Refusal.Code == Refusal.StaleCode) Version = (await LoadAsync(cancellationToken)).Version;
        return this.RefusedFragment<RouterDefaultsForm>(Parameters());
    }

    private async Task<SystemSettings> LoadAsync(CancellationToken cancellationToken)
    {
        var settings = await queries.FindAsync(cancellationToken);
        HasPassword = settings.ProtectedRouterPassword is not null;
        return settings;
    }

    private object Parameters() => new { Input, HasPassword, Version, IsStale, Errors = FormErrors.From(ModelState) };
}
