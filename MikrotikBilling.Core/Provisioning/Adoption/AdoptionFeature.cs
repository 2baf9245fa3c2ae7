using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Core.Data.Jobs;

namespace MikrotikBilling.Core.Provisioning.Adoption;

internal static class AdoptionFeature
{
    public static void AddAdoption(this IServiceCollection services)
    {
        services.AddScoped<AdoptionService>();
        services.AddScoped<AdoptionQueries>();
        services.AddScoped<AdoptionFacts>();
        services.AddScoped<AdoptionReader>();
        services.AddScoped<AdoptedProfiles>();
        services.AddScoped<AdoptionWriter>();
        services.AddScoped<AdoptionPurge>();
        services.AddSingleton<AdoptionSignal>();
        services.AddSingleton<AdoptionWorker>();
        services.AddJob<PurgeAdoptionsJob>(PurgeAdoptionsJob.Key, "0 45 3 * * ?", TimeSpan.FromDays(1));
    }
}
