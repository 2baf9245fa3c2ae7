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
        services.AddPermission(CustomersPermissions.View, "See customers, their contacts and history, and the dashboard", StaffRole.Support, StaffRole.Accountant);
        services.AddPermission(CustomersPermissions.Manage, "Add customers and change their contacts and notes", StaffRole.Support);
        return services;
    }
}
