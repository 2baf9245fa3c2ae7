using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Data.Counts;
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
        services.AddKeptCount<Customer>(async (db, cancellationToken) =>
            (await db.Set<Customer>().IgnoreQueryFilters(QueryFilters.AllTenants).Where(c => c.ArchivedAt == null).GroupBy(c => new { c.TenantId, c.MainStatus })
                .Select(g => new { g.Key, Count = g.Count() }).ToListAsync(cancellationToken)).ConvertAll(g => new CountRow(g.Key.TenantId, g.Key.MainStatus.ToString(), g.Count)));
        services.AddPermission(CustomersPermissions.View, "See customers, their contacts and history, and the dashboard", StaffRole.Support, StaffRole.Accountant);
        services.AddPermission(CustomersPermissions.Manage, "Add customers and change their contacts and notes", StaffRole.Support);
        return services;
    }
}
