using MikrotikBilling.Core.Customers;
using MikrotikBilling.Web.Features.Billing.Invoices;
using MikrotikBilling.Web.Features.Customers;
using MikrotikBilling.Web.Features.Jobs;
using MikrotikBilling.Web.Features.Payments;
using MikrotikBilling.Web.Features.Provisioning;
using MikrotikBilling.Web.Features.Routers;
using MikrotikBilling.Web.Features.Subscriptions;
using MikrotikBilling.Web.Features.Vouchers;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Dashboard;

public static class DashboardPages
{
    internal const string Arrange = "/dashboard/arrange";

    public static IServiceCollection AddDashboardPages(this IServiceCollection services)
    {
        services.AddSingleton<SoonCounts>();
        services.AddSingleton<KeptFigures>();
        services.AddScoped<DashboardDesk>();
        services.AddScoped<IDashboardSource, OwnParts>();
        services.AddScoped<IDashboardSource, CustomersDashboard>();
        services.AddScoped<IDashboardSource, SubscriptionsDashboard>();
        services.AddScoped<IDashboardSource, RoutersDashboard>();
        services.AddScoped<IDashboardSource, ProvisioningDashboard>();
        services.AddScoped<IDashboardSource, PaymentsDashboard>();
        services.AddScoped<IDashboardSource, InvoicesDashboard>();
        services.AddScoped<IDashboardSource, VouchersDashboard>();
        services.AddScoped<IDashboardSource, JobsDashboard>();
        services.AddNavigation(new NavigationItem("", 0, "Dashboard", "/", "dashboard", CustomersPermissions.View, Key: 'd'));
        return services;
    }
}
