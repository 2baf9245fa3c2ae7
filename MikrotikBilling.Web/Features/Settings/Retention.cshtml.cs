using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Settings;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Settings;

/// <summary>How long records are kept.</summary>
[Authorize(SettingsPermissions.Manage)]
public sealed class RetentionModel(SettingsQueries queries, SettingsService service) : PageModel
{
    [BindProperty]
    public SaveRetention Input { get; set; } = new();

    [BindProperty]
    public int Version { get; set; }

    public bool IsStale { get; private set; }

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        var settings = await queries.FindAsync(cancellationToken);
        Input = SettingsJson.RetentionOf(settings);
        Version = settings.Version;
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (!ModelState.IsValid) return this.InvalidFragment<RetentionForm>(Parameters());
        var saved = await service.SaveRetentionAsync(Input, Version, cancellationToken);
        if (saved.Ok) return this.Leave(SettingsPages.Retention, toast: "Retention saved.");
        ModelState.AddRefusal(saved.Refusal);
        if (IsStale = saved.Refusal.Code == Refusal.StaleCode) Version = (await queries.FindAsync(cancellationToken)).Version;
        return this.RefusedFragment<RetentionForm>(Parameters());
    }

    private object Parameters() => new { Input, Version, IsStale, Errors = FormErrors.From(ModelState) };
}
