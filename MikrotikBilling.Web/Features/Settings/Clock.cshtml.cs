using Microsoft.AspNetCore.Authorization;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Core.Settings;

namespace MikrotikBilling.Web.Features.Settings;

/// <summary>When it is an alarm that what was paid is not online.</summary>
[Authorize(SettingsPermissions.Manage)]
public sealed class ClockModel(SettingsQueries queries, SettingsService service) : SettingsPageModel<SaveClock, ClockForm>
{
    protected override (string Url, Phrase Toast) Saved => (SettingsPages.Clock, "Saved.");

    protected override async Task<(SaveClock Input, int Version)> ReadAsync(CancellationToken cancellationToken)
    {
        var settings = await queries.FindAsync(cancellationToken);
        return (SettingsJson.ClockOf(settings), settings.Version);
    }

    protected override async Task<Result> SaveAsync(CancellationToken cancellationToken) => (await service.SaveClockAsync(Input, Version, cancellationToken)).ToResult();
}
