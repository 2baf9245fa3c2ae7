using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Core.Notifications;
using MikrotikBilling.Core.Settings;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Notifications;

/// <summary>The server that emails go out by; the test and the reminders below it are pages of their own.</summary>
[Authorize(SettingsPermissions.Manage)]
public sealed class SettingsModel(EmailSettingsQueries queries, EmailSettingsService service, EmailQueries emails) : PageModel
{
    private const int MostCounted = 1000;

    [BindProperty]
    public SaveEmailSettings Input { get; set; } = new();

    [BindProperty]
    public int Version { get; set; }

    public bool IsStale { get; private set; }

    public EmailSettings Stored { get; private set; } = new();

    public bool HasPassword => Stored.ProtectedPassword is not null;

    public SendTestEmail Test { get; private set; } = new();

    public SaveReminders Reminders { get; private set; } = new();

    public SaveDigest Digest { get; private set; } = new();

    public int Waiting { get; private set; }

    public string WaitingTitle => T(Waiting == MostCounted ? Phrase.Of($"{MostCounted} emails or more wait") : Waiting == 1 ? "One email waits" : Phrase.Of($"{Waiting} emails wait"));

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        await LoadAsync(cancellationToken);
        Version = Stored.Version;
        Input = new SaveEmailSettings
        {
            IsEnabled = Stored.IsEnabled || Stored.Host.Length == 0,
            Host = Stored.Host,
            Port = Stored.Port,
            UseStartTls = Stored.UseStartTls,
            UserName = Stored.UserName,
            FromAddress = Stored.FromAddress,
            FromName = Stored.FromName,
            ReplyTo = Stored.ReplyTo,
            CopyTo = Stored.CopyTo,
        };
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        await LoadAsync(cancellationToken);
        if (!ModelState.IsValid) return this.InvalidFragment<EmailSettingsForm>(Parameters());
        var saved = await service.SaveAsync(Input, Version, cancellationToken);
        if (saved.Ok) return this.Leave(NotificationsPages.Settings, toast: saved.Value.IsSetUp ? "Email settings saved. Send yourself a test." : "Email settings saved. Nothing is sent while sending is off.");
        ModelState.AddRefusal(saved.Refusal);
        if (IsStale = saved.Refusal.Code == Refusal.StaleCode) Version = (await queries.FindAsync(cancellationToken)).Version;
        return this.RefusedFragment<EmailSettingsForm>(Parameters());
    }

    private async Task LoadAsync(CancellationToken cancellationToken)
    {
        Stored = await queries.FindAsync(cancellationToken);
        Waiting = Stored.IsSetUp ? 0 : await emails.WaitingAsync(MostCounted, cancellationToken);
        Reminders = new SaveReminders { Days = Stored.ReminderDays };
        Digest = new SaveDigest { Hour = Stored.DigestHour };
        Test = new SendTestEmail { To = User.FindFirstValue(ClaimTypes.Email) ?? "" };
    }

    private object Parameters() => new { Input, HasPassword, Version, IsStale, Errors = FormErrors.From(ModelState) };
}
