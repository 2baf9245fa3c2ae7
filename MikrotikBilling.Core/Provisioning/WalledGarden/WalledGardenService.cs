using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Routers.RouterOs;
using MikrotikBilling.Core.Settings;

namespace MikrotikBilling.Core.Provisioning.WalledGarden;

/// <summary>What was, or in a dry run would be, changed on one router.</summary>
/// <param name="Lines">One a row: <c>+</c> added, <c>~</c> changed, <c>-</c> removed.</param>
public sealed record GardenOutcome(int Added, int Changed, int Removed, IReadOnlyList<string> Lines)
{
    public int Writes => Added + Changed + Removed;
}

/// <summary>More hosts that devices at a router reach before they sign in. Features above implement it.</summary>
public interface IGardenHosts
{
    Task<IReadOnlyList<string>> HostsAsync(Guid routerId, CancellationToken cancellationToken);
}

/// <summary>
/// Keeps the walled garden of routers as the settings say: the pay page and the hosts a payment needs, on routers that lead customers there or
/// serve hotspots. Only rows with our mark are touched; a router that holds them already gets no write.
/// </summary>
public sealed class WalledGardenService(IServiceScopeFactory scopes, RouterLink link, InstallationService installation)
{
    /// <summary>Routers that answer now, of a tenant or of all.</summary>
    public async Task<IReadOnlyList<Guid>> OnlineRoutersAsync(Guid? tenantId, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<AppDbContext>().Set<Router>().IgnoreQueryFilters(QueryFilters.AllTenants)
            .Where(r => r.IsActive && r.Status!.State == RouterState.Online && (tenantId == null || r.TenantId == tenantId)).Select(r => r.Id).ToListAsync(cancellationToken);
    }

    /// <param name="dryRun">Reads and tells, writes nothing.</param>
    public async Task<Result<GardenOutcome>> ConvergeAsync(Guid routerId, bool dryRun, CancellationToken cancellationToken)
    {
        if (await HostsAsync(routerId, cancellationToken) is not { } hosts) return Refusal.NotFound;
        var code = await installation.CodeAsync(cancellationToken);
        try
        {
            var connection = await link.OpenAsync(routerId, RouterUse.Bulk, cancellationToken);
            var plans = new List<GardenPlan>();
            foreach (var menu in new[] { GardenPlan.ByName, GardenPlan.ByAddress })
                plans.Add(GardenPlan.Of(menu, hosts, await SessionSnapshot.WithoutHotspotAsync(RowMenu.AllAsync(connection, GardenPlan.Print(menu), cancellationToken)), code));
            if (!dryRun)
                foreach (var command in plans.SelectMany(p => p.Commands)) await SendAsync(connection, command, cancellationToken);
            return new GardenOutcome(plans.Sum(p => p.Added), plans.Sum(p => p.Changed), plans.Sum(p => p.Removed), [.. plans.SelectMany(p => p.Lines)]);
        }
        catch (RouterOsException e)
        {
            return new Refusal("router.unreachable", e.Message);
        }
    }

    /// <summary>Null when there is no such router; empty when its garden shall hold nothing of ours.</summary>
    private async Task<IReadOnlyList<string>?> HostsAsync(Guid routerId, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AppDbContext>();
        var accounts = db.Set<RouterAccount>().IgnoreQueryFilters(QueryFilters.AllTenants);
        var router = await db.Set<Router>().IgnoreQueryFilters(QueryFilters.AllTenants).Where(r => r.Id == routerId)
            .Select(r => new { r.TenantId, r.UnpaidMode, HasHotspot = accounts.Any(a => a.RouterId == r.Id && a.IsWanted && a.Kind == AccountKind.HotspotUser) })
            .SingleOrDefaultAsync(cancellationToken);
        if (router is null) return null;
        var more = new List<string>();
        foreach (var source in scope.ServiceProvider.GetServices<IGardenHosts>()) more.AddRange(await source.HostsAsync(routerId, cancellationToken));
        if (router.UnpaidMode != UnpaidMode.Redirect && !router.HasHotspot) return [.. more.Distinct(StringComparer.OrdinalIgnoreCase)];
        var settings = await db.Set<SystemSettings>().IgnoreQueryFilters(QueryFilters.AllTenants).AsNoTracking().SingleOrDefaultAsync(s => s.TenantId == router.TenantId, cancellationToken);
        return [.. PayPage.Of(settings ?? new SystemSettings()).Hosts.Concat(more).Distinct(StringComparer.OrdinalIgnoreCase)];
    }

    private static async Task SendAsync(IRouterOsConnection connection, RouterOsCommand command, CancellationToken cancellationToken)
    {
        try
        {
            await connection.RunAsync(command, cancellationToken);
        }
        catch (RouterOsException e) when (e.Kind is RouterOsErrorKind.NoSuchItem or RouterOsErrorKind.Duplicate)
        {
            // as wished already
        }
    }
}
