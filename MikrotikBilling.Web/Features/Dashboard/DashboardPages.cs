using MikrotikBilling.Core.Customers;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Dashboard;

public static class DashboardPages
{
    public static IServiceCollection AddDashboardPages(this IServiceCollection services)
    {
        services.AddSingleton<SoonCounts>();
        services.AddSingleton<JobAlerts>();
        services.AddSingleton<MoneyAlerts>();
        services.AddScoped<DashboardFigures>();
        services.AddNavigation(new NavigationItem("", 0, "Dashboard", "/", "dashboard", CustomersPermissions.View, Key: 'd'));
        return services;
    }
}
