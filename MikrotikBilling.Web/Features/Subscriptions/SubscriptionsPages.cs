using MikrotikBilling.Web.Features.Customers;

namespace MikrotikBilling.Web.Features.Subscriptions;

public static class SubscriptionsPages
{
    public static IServiceCollection AddSubscriptionsPages(this IServiceCollection services) => services.AddScoped<ICustomerPanel, ServicesPanel>();
}
