using Microsoft.AspNetCore.Authorization;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Core.Settings;

namespace MikrotikBilling.Web.Features.Settings;

/// <summary>How long records are kept.</summary>
[Authorize(SettingsPermissions.Manage)]
public sealed class RetentionModel(SettingsQueries queries, SettingsService service) : SettingsPageModel<SaveRetention, RetentionForm>
{
    protected override (string Url, Phrase Toast) Saved => (SettingsPages.Retention, "Retention saved.");

    protected override async Task<(SaveRetention Input, int Version)> ReadAsync(CancellationToken cancellationToken)
    {
        var settings = await queries.FindAsync(cancellationToken);
        return (SettingsJson.RetentionOf(settings), settings.Version);
    }

    protected override async Task<Result> SaveAsync(CancellationToken cancellationToken) => (await service.SaveRetentionAsync(Input, Version, cancellationToken)).ToResult();
}
