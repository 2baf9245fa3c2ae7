using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Core.Notifications;
using MikrotikBilling.Core.Settings;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Notifications;

/// <summary>How many days before the end customers are told of it.</summary>
[Authorize(SettingsPermissions.Manage)]
public sealed class RemindersModel(EmailSettingsQueries queries, EmailSettingsService service) : PageModel
{
    [BindProperty]
    public SaveReminders Input { get; set; } = new();

    [BindProperty]
    public int Version { get; set; }

    public bool IsStale { get; private set; }

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        var settings = await queries.FindAsync(cancellationToken);
        (Input, Version) = (new SaveReminders { Days = settings.ReminderDays }, settings.Version);
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (!ModelState.IsValid) return this.InvalidFragment<RemindersForm>(Parameters());
        var saved = await service.SaveRemindersAsync(Input, Version, cancellationToken);
        if (saved.Ok) return this.Leave(NotificationsPages.Settings, toast: saved.Value.ReminderDays.Length == 0 ? "Nobody is reminded any more." : Phrase.Of($"Customers are reminded {saved.Value.ReminderDays} days before the end."));
        ModelState.AddRefusal(saved.Refusal);
        if (IsStale = saved.Refusal.Code == Refusal.StaleCode) Version = (await queries.FindAsync(cancellationToken)).Version;
        return this.RefusedFragment<RemindersForm>(Parameters());
    }

    private object Parameters() => new { Input, Version, IsStale, Errors = FormErrors.From(ModelState) };
}
