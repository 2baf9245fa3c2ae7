using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Settings;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Settings;

/// <summary>What is done about routers that differ from the books, and when a person is asked first.</summary>
[Authorize(SettingsPermissions.Manage)]
public sealed class DriftModel(SettingsQueries queries, SettingsService service) : PageModel
{
    [BindProperty]
    public SaveDrift Input { get; set; } = new();

    [BindProperty]
    public int Version { get; set; }

    public bool IsStale { get; private set; }

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        var settings = await queries.FindAsync(cancellationToken);
        Input = SettingsJson.DriftOf(settings);
        Version = settings.Version;
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (!ModelState.IsValid) return this.InvalidFragment<DriftForm>(Parameters());
        var saved = await service.SaveDriftAsync(Input, Version, cancellationToken);
        if (saved.Ok) return this.Leave(SettingsPages.Drift, toast: "Saved.");
        ModelState.AddRefusal(saved.Refusal);
        if (IsStale = saved.Refusal.Code == Refusal.StaleCode) Version = (await queries.FindAsync(cancellationToken)).Version;
        return this.RefusedFragment<DriftForm>(Parameters());
    }

    private object Parameters() => new { Input, Version, IsStale, Errors = FormErrors.From(ModelState) };
}
