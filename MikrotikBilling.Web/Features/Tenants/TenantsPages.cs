namespace MikrotikBilling.Web.Features.Tenants;

public static class TenantsPages
{
    public static IServiceCollection AddTenantsPages(this IServiceCollection services) => services.AddScoped<TenantClock>();
}
