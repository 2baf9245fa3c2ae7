using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Routers.RouterOs;

namespace MikrotikBilling.Core.Routers.SetUp;

/// <summary>Helps a person to make a router ready, and looks whether it is.</summary>
public sealed class RouterSetUpService(AppDbContext db, RouterLink link, RouterService routers, IOptions<RouterSetUpOptions> options, IOptions<RouterOsOptions> client)
{
    /// <summary>A person waits.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);

    /// <summary>As the installation says; null when it does not.</summary>
    public string? Known => string.IsNullOrWhiteSpace(options.Value.ServerAddresses) ? null : options.Value.ServerAddresses;

    public bool AllowLocal => client.Value.AllowLocalHosts;

    /// <summary>What each of the installation's addresses may be; empty when it names none.</summary>
    public IReadOnlyList<IPAddress> Servers => ServerAddresses.TryParse(Known, allowLocal: true, out var servers, out _) ? servers : [];

    public async Task<Result<IReadOnlyList<SafetyFinding>>> CheckAsync(Guid id, CancellationToken cancellationToken)
    {
        if (await db.Set<Router>().AsNoTracking().SingleOrDefaultAsync(r => r.Id == id, cancellationToken) is not { } router) return Refusal.NotFound;
        try
        {
            var connection = await link.OpenAsync(id, RouterUse.Interactive, cancellationToken).WaitAsync(Patience, cancellationToken);
            return new(await RouterSafetyCheck.ReadAsync(connection, router.UserName, Servers, cancellationToken).WaitAsync(Patience, cancellationToken), null);
        }
        catch (RouterOsException e)
        {
            return new Refusal("router.unreachable", e.Message);
        }
        catch (TimeoutException)
        {
            return new Refusal("router.slow", "The router did not answer in time. Try again in a moment.");
        }
    }

    /// <summary>Takes the user and password that the commands made into the router's record; from then on it is talked to over TLS.</summary>
    public async Task<Result> TakeOverAsync(Guid id, int version, string userName, string password, CancellationToken cancellationToken)
    {
        if (await db.Set<Router>().AsNoTracking().SingleOrDefaultAsync(r => r.Id == id, cancellationToken) is not { } router) return Result.NotFound;
        var port = router.UseTls ? router.Port : Router.TlsPort;
        var edited = await routers.EditAsync(id, version,
            new SaveRouter(router.Name, router.Host, port, true, userName, password, router.IsActive, router.Notes), cancellationToken);
        return edited.Ok ? Result.Success : edited.Refusal;
    }
}
