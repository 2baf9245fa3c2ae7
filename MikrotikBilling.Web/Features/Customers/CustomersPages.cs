using MikrotikBilling.Core.Customers;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Customers;

public static class CustomersPages
{
    public static IServiceCollection AddCustomersPages(this IServiceCollection services)
    {
        services.AddScoped<ICustomerPanel, HistoryPanel>();
        services.AddScoped<ISearchSource, CustomerSearch>();
        services.AddNavigation(new NavigationItem("Customers", 20, "Customers", "/customers", "users", CustomersPermissions.View, Key: 'c'));
        return services;
    }
}
