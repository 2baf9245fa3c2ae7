using Microsoft.Extensions.DependencyInjection;

namespace MikrotikBilling.Core.Audit;

public static class AuditFeature
{
    public static IServiceCollection AddAudit(this IServiceCollection services)
    {
        services.AddScoped<CurrentActor>();
        services.AddScoped<AuditLog>();
        services.AddScoped<AuditQueries>();
        return services;
    }
}
