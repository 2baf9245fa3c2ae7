using Microsoft.Extensions.DependencyInjection;

namespace MikrotikBilling.Core.Settings;

public static class SettingsFeature
{
    public static IServiceCollection AddSettings(this IServiceCollection services)
    {
        services.AddSingleton<InstallationService>();
        return services;
    }
}
