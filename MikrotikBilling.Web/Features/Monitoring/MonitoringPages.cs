using MikrotikBilling.Web.Features.Customers;

namespace MikrotikBilling.Web.Features.Monitoring;

public static class MonitoringPages
{
    public static IServiceCollection AddMonitoringPages(this IServiceCollection services)
    {
        services.AddSingleton<LiveEvents>();
        services.AddScoped<ICustomerPanel, UsagePanel>();
        services.AddScoped<SessionHistoryLoader>();
        return services;
    }

    public static void MapMonitoring(this IEndpointRouteBuilder routes)
    {
        routes.MapLive();
        routes.MapUsage();
    }
}
