using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Core.Staff;

namespace MikrotikBilling.Core.Customers;

public static class CustomersPermissions
{
    public const string View = "customers.view";
    public const string Manage = "customers.manage";
}

public static class CustomersFeature
{
    public static IServiceCollection AddCustomers(this IServiceCollection services)
    {
        services.AddScoped<CustomerService>();
        services.AddScoped<CustomerQueries>();
        services.AddScoped<CustomerSearchIndex>();
        services.AddPermission(CustomersPermissions.View, StaffRole.Support, StaffRole.Accountant);
        services.AddPermission(CustomersPermissions.Manage, StaffRole.Support);
        return services;
    }
}
