using Microsoft.AspNetCore.Authorization;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Core.Settings;

namespace MikrotikBilling.Web.Features.Settings;

/// <summary>What is done about routers that differ from the books, and when a person is asked first.</summary>
[Authorize(SettingsPermissions.Manage)]
public sealed class DriftModel(SettingsQueries queries, SettingsService service) : SettingsPageModel<SaveDrift, DriftForm>
{
    protected override (string Url, Phrase Toast) Saved => (SettingsPages.Drift, "Saved.");

    protected override async Task<(SaveDrift Input, int Version)> ReadAsync(CancellationToken cancellationToken)
    {
        var settings = await queries.FindAsync(cancellationToken);
        return (SettingsJson.DriftOf(settings), settings.Version);
    }

    protected override async Task<Result> SaveAsync(CancellationToken cancellationToken) => (await service.SaveDriftAsync(Input, Version, cancellationToken)).ToResult();
}
