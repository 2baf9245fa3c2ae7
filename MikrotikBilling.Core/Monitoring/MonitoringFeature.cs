using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Core.Data.Jobs;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Provisioning;
using MikrotikBilling.Core.Subscriptions;

namespace MikrotikBilling.Core.Monitoring;

public static class MonitoringFeature
{
    public static IServiceCollection AddMonitoring(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<MonitoringOptions>().Bind(configuration.GetSection(MonitoringOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<LiveTraffic>();
        services.AddScoped<LiveQueries>();
        services.AddScoped<UsageQueries>();
        services.AddScoped<SessionHistoryQueries>();
        services.AddScoped<UsageRollup>();
        services.AddScoped<CapMeter>();
        services.AddScoped<CapReview>();
        services.AddScoped<IAccessListener>(p => p.GetRequiredService<CapReview>());
        services.AddScoped<IProfileListener>(p => p.GetRequiredService<CapReview>());
        services.AddScoped<IReadingListener, UsageRecorder>();
        services.AddSingleton<IReadingFollower, QueueMeter>();
        services.AddSingleton<IReadingFollower, EndReader>();
        services.AddJob<RollUpUsageJob>(RollUpUsageJob.Key, "0 7 * * * ?", TimeSpan.FromHours(1));
        services.AddJob<PurgeUsageJob>(PurgeUsageJob.Key, "0 55 3 * * ?", TimeSpan.FromDays(1));
        return services;
    }
}
