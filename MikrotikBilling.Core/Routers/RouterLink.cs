using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Routers.RouterOs;

namespace MikrotikBilling.Core.Routers;

/// <summary>Connections by router id: reads address and login, takes the kept connection, and reports what came of it.</summary>
public sealed class RouterLink(IServiceScopeFactory scopes, RouterConnections connections, SecretBox secrets, RouterStatusWriter status)
{
    /// <summary>Throws <see cref="RouterOsException"/>; a router that is inactive or gone is unreachable.</summary>
    public async Task<IRouterOsConnection> OpenAsync(Guid routerId, RouterUse use, CancellationToken cancellationToken)
    {
        var settings = await SettingsAsync(routerId, cancellationToken);
        try
        {
            return await connections.GetAsync(settings, use, cancellationToken);
        }
        catch (RouterOsException e) when (e.Kind != RouterOsErrorKind.Interrupted)
        {
            await status.OfflineAsync(routerId, e, cancellationToken);
            throw;
        }
    }

    private async Task<RouterConnectionSettings> SettingsAsync(Guid routerId, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var router = await scope.ServiceProvider.GetRequiredService<AppDbContext>().Set<Router>().IgnoreQueryFilters(QueryFilters.AllTenants)
            .AsNoTracking().SingleOrDefaultAsync(r => r.Id == routerId, cancellationToken);
        if (router is not { IsActive: true })
            throw new RouterOsException(RouterOsErrorKind.Unreachable, "This router is switched off here or was deleted.");
        try
        {
            return SettingsOf(router, secrets.Reveal(router.ProtectedPassword));
        }
        catch (SecretLostException e)
        {
            throw new RouterOsException(RouterOsErrorKind.BadLogin, e.Message, e);
        }
    }

    public static RouterConnectionSettings SettingsOf(Router router, string password) => new(
        router.Id, new RouterOsEndpoint(router.Host, router.Port, router.UseTls, router.PinnedCertificate), new RouterOsCredentials(router.UserName, password));
}
