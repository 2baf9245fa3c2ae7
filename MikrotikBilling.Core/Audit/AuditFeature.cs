using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Data.Invariants;

namespace MikrotikBilling.Core.Audit;

public static class AuditPermissions
{
    public const string View = "audit.view";
}

public static class AuditFeature
{
    public static IServiceCollection AddAudit(this IServiceCollection services)
    {
        services.AddScoped<CurrentActor>();
        services.AddScoped<AuditLog>();
        services.AddScoped<IJournal>(p => p.GetRequiredService<AuditLog>());
        services.AddScoped<AuditQueries>();
        services.AddProtectedTable(AuditEntryConfiguration.Table);
        return services;
    }
}
