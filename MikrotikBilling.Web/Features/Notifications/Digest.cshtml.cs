using Microsoft.AspNetCore.Authorization;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Core.Notifications;
using MikrotikBilling.Core.Settings;
using MikrotikBilling.Web.Features.Settings;

namespace MikrotikBilling.Web.Features.Notifications;

/// <summary>At which hour the staff get their daily digest.</summary>
[Authorize(SettingsPermissions.Manage)]
public sealed class DigestModel(EmailSettingsQueries queries, EmailSettingsService service) : SettingsPageModel<SaveDigest, DigestForm>
{
    protected override (string Url, Phrase Toast) Saved => (NotificationsPages.Settings, "Saved.");

    protected override async Task<(SaveDigest Input, int Version)> ReadAsync(CancellationToken cancellationToken)
    {
        var settings = await queries.FindAsync(cancellationToken);
        return (new SaveDigest { Hour = settings.DigestHour }, settings.Version);
    }

    protected override async Task<Result> SaveAsync(CancellationToken cancellationToken) => (await service.SaveDigestAsync(Input, Version, cancellationToken)).ToResult();
}
