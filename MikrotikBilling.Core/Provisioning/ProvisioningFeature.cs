using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Data.Jobs;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Provisioning.Adoption;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Subscriptions;

namespace MikrotikBilling.Core.Provisioning;

public static class ProvisioningFeature
{
    public static IServiceCollection AddProvisioning(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<ProvisioningOptions>().Bind(configuration.GetSection(ProvisioningOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<LaneSignals>();
        services.AddSingleton<IRouterStateListener>(p => p.GetRequiredService<LaneSignals>());
        services.AddSingleton<CutBrake>();
        services.AddSingleton<LanePass>();
        services.AddSingleton<RouterLeases>();
        services.AddSingleton<SessionRecorder>();
        services.AddSingleton<SessionSignals>();
        services.AddScoped<SessionService>();
        services.AddScoped<ProvisioningQueries>();
        services.AddScoped<PppUserService>();
        services.AddScoped<AccountMarker>();
        services.AddAdoption();
        services.AddJob<PurgeSessionsJob>(PurgeSessionsJob.Key, "0 50 3 * * ?", TimeSpan.FromDays(1));
        services.AddScoped<IAccessListener>(p => p.GetRequiredService<AccountMarker>());
        services.AddScoped<IProfileListener>(p => p.GetRequiredService<AccountMarker>());
        services.AddScoped<ICustomerListener>(p => p.GetRequiredService<AccountMarker>());
        return services;
    }

    /// <summary>Starts the lanes and the session watches with the web server.</summary>
    public static IServiceCollection RunLanesInBackground(this IServiceCollection services)
    {
        services.AddSingleton<LaneSupervisor>();
        services.AddHostedService(p => p.GetRequiredService<LaneSupervisor>());
        services.AddHostedService<SessionWatcher>();
        services.AddHostedService(p => p.GetRequiredService<AdoptionWorker>());
        return services;
    }
}
