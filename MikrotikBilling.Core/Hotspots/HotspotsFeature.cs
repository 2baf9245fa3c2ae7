using System.ComponentModel;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Data.Jobs;
using MikrotikBilling.Core.Provisioning.WalledGarden;
using MikrotikBilling.Core.Routers;

namespace MikrotikBilling.Core.Hotspots;

public static class HotspotsFeature
{
    public static IServiceCollection AddHotspots(this IServiceCollection services)
    {
        services.AddScoped<HotspotPortalService>();
        services.AddScoped<HotspotPortalQueries>();
        services.AddScoped<HotspotVisits>();
        services.AddScoped<IGardenHosts, HotspotGarden>();
        services.AddScoped<IRouterFarewell, HotspotFarewell>();
        services.AddJob<PurgeHotspotVisitsJob>(PurgeHotspotVisitsJob.Key, "0 25 * * * ?", TimeSpan.FromHours(1));
        return services;
    }
}

/// <summary>A router that is deleted takes its portal along.</summary>
internal sealed class HotspotFarewell(AppDbContext db) : IRouterFarewell
{
    public Task ForgetAsync(Guid routerId, CancellationToken cancellationToken) => db.Set<HotspotPortal>().Where(p => p.RouterId == routerId).ExecuteDeleteAsync(cancellationToken);
}

[Description("Forgets guests who were on their way through a hotspot's page an hour ago.")]
public sealed class PurgeHotspotVisitsJob(HotspotVisits visits) : IAppJob
{
    public const string Key = "purge-hotspot-visits";

    public async Task<string> RunAsync(DateTimeOffset now, CancellationToken cancellationToken) => $"{await visits.PurgeAsync(now, cancellationToken)} visits forgotten.";
}
