using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace MikrotikBilling.Core.Routers.RouterOs;

public static class RouterOsSetup
{
    /// <summary>The client of RouterOS: <see cref="IRouterOsConnector"/>, <see cref="RouterConnections"/>, options from section <c>RouterOs</c>.</summary>
    public static IServiceCollection AddRouterOsClient(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<RouterOsOptions>()
            .Bind(configuration.GetSection(RouterOsOptions.Section))
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<HostGuard>();
        services.AddSingleton<IRouterOsConnector, RouterOsConnector>();
        services.AddSingleton<RouterConnections>();
        return services;
    }
}
