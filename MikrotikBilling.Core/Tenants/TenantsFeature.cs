using Microsoft.Extensions.DependencyInjection;

namespace MikrotikBilling.Core.Tenants;

public static class TenantsFeature
{
    public static IServiceCollection AddTenants(this IServiceCollection services)
    {
        services.AddSingleton<TenantCache>();
        services.AddScoped<TenantQueries>();
        services.AddScoped<TenantService>();
        return services;
    }
}
