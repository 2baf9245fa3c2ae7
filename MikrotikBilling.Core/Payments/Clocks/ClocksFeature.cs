using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Core.Data.Jobs;
using MikrotikBilling.Core.Provisioning;

namespace MikrotikBilling.Core.Payments.Clocks;

internal static class ClocksFeature
{
    public static IServiceCollection AddClocks(this IServiceCollection services)
    {
        services.AddScoped<OnlineClocks>();
        services.AddScoped<ClockKeeper>();
        services.AddScoped<IAwaitedListener>(p => p.GetRequiredService<ClockKeeper>());
        services.AddScoped<ClockQueries>();
        services.AddScoped<ClockWatch>();
        services.AddJob<WatchOnlineClocksJob>(WatchOnlineClocksJob.Key, "45 * * * * ?", TimeSpan.FromMinutes(1));
        services.AddJob<PurgeOnlineClocksJob>(PurgeOnlineClocksJob.Key, "0 5 4 * * ?", TimeSpan.FromDays(1));
        return services;
    }
}
