using MikrotikBilling.Core.Routers.RouterOs;
using MikrotikBilling.Core.Staff;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace MikrotikBilling.Core.Routers;

public static class RoutersFeature
{
    public static IServiceCollection AddRouters(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddRouterOsClient(configuration);
        services.AddSingleton<RouterLink>();
        services.AddSingleton<RouterStatusWriter>();
        services.AddScoped<RouterService>();
        services.AddScoped<RouterQueries>();
        services.AddPermission(RoutersPermissions.View, StaffRole.Support);
        services.AddPermission(RoutersPermissions.Manage);
        services.AddPermission(RoutersPermissions.EndSession, StaffRole.Support);
        return services;
    }
}
