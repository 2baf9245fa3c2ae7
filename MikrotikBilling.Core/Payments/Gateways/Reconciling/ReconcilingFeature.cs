using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Core.Data.Jobs;

namespace MikrotikBilling.Core.Payments.Gateways.Reconciling;

public static class ReconcilingFeature
{
    public static IServiceCollection AddReconciling(this IServiceCollection services)
    {
        services.AddScoped<OurMovementQueries>();
        services.AddScoped<ReconciliationDesk>();
        services.AddScoped<ReconciliationComparer>();
        services.AddScoped<ReconciliationService>();
        services.AddScoped<ReconciliationSettling>();
        services.AddScoped<ReconciliationBooking>();
        services.AddScoped<ReconciliationQueries>();
        services.AddScoped<ReconciliationExport>();
        services.AddJob<ReconcileGatewaysJob>(ReconcileGatewaysJob.Key, "0 20 4 * * ?", TimeSpan.FromDays(1));
        return services;
    }
}
