using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Notifications;
using MikrotikBilling.Core.Settings;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Notifications;

/// <summary>At which hour the staff get their daily digest.</summary>
[Authorize(SettingsPermissions.Manage)]
public sealed class DigestModel(EmailSettingsQueries queries, EmailSettingsService service) : PageModel
{
    [BindProperty]
    public SaveDigest Input { get; set; } = new();

    [BindProperty]
    public int Version { get; set; }

    public bool IsStale { get; private set; }

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        var settings = await queries.FindAsync(cancellationToken);
        (Input, Version) = (new SaveDigest { Hour = settings.DigestHour }, settings.Version);
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (!ModelState.IsValid) return this.InvalidFragment<DigestForm>(Parameters());
        var saved = await service.SaveDigestAsync(Input, Version, cancellationToken);
        if (saved.Ok) return this.Leave(NotificationsPages.Settings, toast: "Saved.");
        ModelState.AddRefusal(saved.Refusal);
        if (IsStale = saved.Refusal.Code == Refusal.StaleCode) Version = (await queries.FindAsync(cancellationToken)).Version;
        return this.RefusedFragment<DigestForm>(Parameters());
    }

    private object Parameters() => new { Input, Version, IsStale, Errors = FormErrors.From(ModelState) };
}
