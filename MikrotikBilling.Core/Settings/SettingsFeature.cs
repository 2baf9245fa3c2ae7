using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Core.Data.Jobs;

namespace MikrotikBilling.Core.Settings;

public static class SettingsPermissions
{
    public const string Manage = "settings.manage";
}

public static class SettingsFeature
{
    public static IServiceCollection AddSettings(this IServiceCollection services)
    {
        services.AddSingleton<InstallationService>();
        services.AddSingleton<SettingsCache>();
        services.AddScoped<SettingsQueries>();
        services.AddScoped<SettingsService>();
        services.AddJob<PurgeJobRunsJob>(PurgeJobRunsJob.Key, "0 35 3 * * ?", TimeSpan.FromDays(1));
        return services;
    }
}
