using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Data.Jobs;
using MikrotikBilling.Core.Routers.RouterOs;
using MikrotikBilling.Core.Routers.SetUp;
using MikrotikBilling.Core.Staff;

namespace MikrotikBilling.Core.Routers;

public static class RoutersFeature
{
    public static IServiceCollection AddRouters(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddRouterOsClient(configuration);
        services.AddOptions<RouterHealthOptions>().Bind(configuration.GetSection(RouterHealthOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<RouterLogOptions>().Bind(configuration.GetSection(RouterLogOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<RouterSetUpOptions>().Bind(configuration.GetSection(RouterSetUpOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<RouterLogWriter>();
        services.AddSingleton<IRouterOsObserver>(p => p.GetRequiredService<RouterLogWriter>());
        services.AddSingleton<RouterCheckSignals>();
        services.AddSingleton<IRouterOsObserver>(p => p.GetRequiredService<RouterCheckSignals>());
        services.AddSingleton<IRouterStateListener>(p => p.GetRequiredService<RouterCheckSignals>());
        services.AddSingleton<RouterHealthService>();
        services.AddSingleton<RouterLink>();
        services.AddSingleton<RouterStatusWriter>();
        services.AddScoped<RouterOutages>();
        services.AddScoped<RouterService>();
        services.AddScoped<RouterTest>();
        services.AddScoped<RouterSetUpService>();
        services.AddScoped<RouterLogPurge>();
        services.AddScoped<RouterQueries>();
        services.AddScoped<RouterLogQueries>();
        services.AddScoped<IRecordNames, RouterNames>();
        services.AddJob<CheckRoutersJob>(CheckRoutersJob.Key, TimeSpan.FromMinutes(5));
        services.AddJob<CheckOfflineRoutersJob>(CheckOfflineRoutersJob.Key, TimeSpan.FromSeconds(30));
        services.AddJob<PurgeRouterLogJob>(PurgeRouterLogJob.Key, "0 20 3 * * ?", TimeSpan.FromDays(1));
        services.AddPermission(RoutersPermissions.View, "See routers, their health, log and who is online; check a router now", StaffRole.Support);
        services.AddPermission(RoutersPermissions.Manage, "Add, change and remove routers, trust their certificates");
        services.AddPermission(RoutersPermissions.EndSession, "Cut a customer's session, so that the device dials in again", StaffRole.Support);
        return services;
    }

    /// <summary>Starts the router log and the checks of signalled routers with the web server. Call it before what talks to routers, so that it stops last.</summary>
    public static IServiceCollection RunRoutersInBackground(this IServiceCollection services)
    {
        services.AddHostedService(p => p.GetRequiredService<RouterLogWriter>());
        services.AddHostedService<RouterCheckWorker>();
        return services;
    }
}
