using Microsoft.AspNetCore.Authorization;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Core.Settings;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Settings;

/// <summary>What the form of a new router begins with.</summary>
[Authorize(SettingsPermissions.Manage)]
public sealed class RoutersModel(SettingsQueries queries, SettingsService service) : SettingsPageModel<SaveRouterDefaults, RouterDefaultsForm>
{
    protected override (string Url, Phrase Toast) Saved => (SettingsPages.Routers, "Router defaults saved.");

    public bool HasPassword { get; private set; }

    protected override object Parameters => new { Input, HasPassword, Version, IsStale, Errors = FormErrors.From(ModelState) };

    protected override async Task LoadAsync(CancellationToken cancellationToken) => HasPassword = (await queries.FindAsync(cancellationToken)).ProtectedRouterPassword is not null;

    protected override async Task<(SaveRouterDefaults Input, int Version)> ReadAsync(CancellationToken cancellationToken)
    {
        var settings = await queries.FindAsync(cancellationToken);
        return (SettingsJson.RouterDefaultsOf(settings), settings.Version);
    }

    protected override async Task<Result> SaveAsync(CancellationToken cancellationToken) => (await service.SaveRouterDefaultsAsync(Input, Version, cancellationToken)).ToResult();
}
