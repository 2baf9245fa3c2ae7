using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Settings;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Settings;

/// <summary>Where customers without access pay, and what they may reach for it.</summary>
[Authorize(SettingsPermissions.Manage)]
public sealed class PayPageModel(SettingsQueries queries, SettingsService service) : PageModel
{
    [BindProperty]
    public SavePayPage Input { get; set; } = new();

    [BindProperty]
    public int Version { get; set; }

    public bool IsStale { get; private set; }

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        var settings = await queries.FindAsync(cancellationToken);
        Input = SettingsJson.PayPageOf(settings);
        Version = settings.Version;
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (!ModelState.IsValid) return this.InvalidFragment<PayPageForm>(Parameters());
        var saved = await service.SavePayPageAsync(Input, Version, cancellationToken);
        if (saved.Ok) return this.Leave(SettingsPages.PayPage, toast: "Pay page saved. Routers that lead there are brought up to date.");
        ModelState.AddRefusal(saved.Refusal);
        if (IsStale = saved.Refusal.Code == Refusal.StaleCode) Version = (await queries.FindAsync(cancellationToken)).Version;
        return this.RefusedFragment<PayPageForm>(Parameters());
    }

    private object Parameters() => new { Input, Version, IsStale, Errors = FormErrors.From(ModelState) };
}
