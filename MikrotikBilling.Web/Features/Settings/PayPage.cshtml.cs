using Microsoft.AspNetCore.Authorization;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Core.Settings;

namespace MikrotikBilling.Web.Features.Settings;

/// <summary>Where customers without access pay, and what they may reach for it.</summary>
[Authorize(SettingsPermissions.Manage)]
public sealed class PayPageModel(SettingsQueries queries, SettingsService service) : SettingsPageModel<SavePayPage, PayPageForm>
{
    protected override (string Url, Phrase Toast) Saved => (SettingsPages.PayPage, "Pay page saved. Routers that lead there are brought up to date.");

    protected override async Task<(SavePayPage Input, int Version)> ReadAsync(CancellationToken cancellationToken)
    {
        var settings = await queries.FindAsync(cancellationToken);
        return (SettingsJson.PayPageOf(settings), settings.Version);
    }

    protected override async Task<Result> SaveAsync(CancellationToken cancellationToken) => (await service.SavePayPageAsync(Input, Version, cancellationToken)).ToResult();
}
