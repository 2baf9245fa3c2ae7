using System.ComponentModel;
using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Core.Data.Jobs;
using MikrotikBilling.Core.Provisioning.WalledGarden;

namespace MikrotikBilling.Core.Hotspots;

public static class HotspotsFeature
{
    public static IServiceCollection AddHotspots(this IServiceCollection services)
    {
        services.AddScoped<HotspotPortalService>();
        services.AddScoped<HotspotPortalQueries>();
        services.AddScoped<HotspotVisits>();
        services.AddScoped<IGardenHosts, HotspotGarden>();
        services.AddJob<PurgeHotspotVisitsJob>(PurgeHotspotVisitsJob.Key, "0 25 * * * ?", TimeSpan.FromHours(1));
        return services;
    }
}

[Description("Forgets guests who were on their way through a hotspot's page an hour ago.")]
public sealed class PurgeHotspotVisitsJob(HotspotVisits visits) : IAppJob
{
    public const string Key = "purge-hotspot-visits";

    public async Task<string> RunAsync(DateTimeOffset now, CancellationToken cancellationToken) => $"{await visits.PurgeAsync(now, cancellationToken)} visits forgotten.";
}
