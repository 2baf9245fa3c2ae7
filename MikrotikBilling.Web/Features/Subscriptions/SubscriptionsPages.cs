using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Web.Features.Customers;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Subscriptions;

public static class SubscriptionsPages
{
    public static IServiceCollection AddSubscriptionsPages(this IServiceCollection services)
    {
        services.AddScoped<ICustomerPanel, ServicesPanel>();
        services.AddScoped<ICustomerActions, CustomerServiceActions>();
        services.AddCommandPages(new CommandPage("New customer", "/customers/new", "user-plus", CustomersPermissions.Manage, "add", IsOffered: true),
            new CommandPage("Expire in 3 days", "/customers?status=Active&within=3&sort=expires", "clock", CustomersPermissions.View, "expiry expiring ending soon"));
        services.AddNavigation(new NavigationItem("Customers", 40, "Bulk changes", "/bulk", "list", SubscriptionsPermissions.Manage, Key: 'b'));
        return services;
    }
}
