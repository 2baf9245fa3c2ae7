using Microsoft.AspNetCore.Authorization;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Core.Notifications;
using MikrotikBilling.Core.Settings;
using MikrotikBilling.Web.Features.Settings;

namespace MikrotikBilling.Web.Features.Notifications;

/// <summary>How many days before the end customers are told of it.</summary>
[Authorize(SettingsPermissions.Manage)]
public sealed class RemindersModel(EmailSettingsQueries queries, EmailSettingsService service) : SettingsPageModel<SaveReminders, RemindersForm>
{
    private string _days = "";

    protected override (string Url, Phrase Toast) Saved =>
        (NotificationsPages.Settings, _days.Length == 0 ? "Nobody is reminded any more." : Phrase.Of($"Customers are reminded {_days} days before the end."));

    protected override async Task<(SaveReminders Input, int Version)> ReadAsync(CancellationToken cancellationToken)
    {
        var settings = await queries.FindAsync(cancellationToken);
        return (new SaveReminders { Days = settings.ReminderDays }, settings.Version);
    }

    protected override async Task<Result> SaveAsync(CancellationToken cancellationToken)
    {
        var saved = await service.SaveRemindersAsync(Input, Version, cancellationToken);
        if (saved.Ok) _days = saved.Value.ReminderDays;
        return saved.ToResult();
    }
}
