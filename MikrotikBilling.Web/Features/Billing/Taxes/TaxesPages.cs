using MikrotikBilling.Web.Features.Customers;

namespace MikrotikBilling.Web.Features.Billing.Taxes;

public static class TaxesPages
{
    internal const string Settings = "/settings/billing";
    internal const string Rates = "/settings/taxes";

    public static IServiceCollection AddTaxesPages(this IServiceCollection services) => services.AddScoped<ICustomerPanel, TermsPanel>();

    internal static string Rate(Guid id) => $"{Rates}/{id}";

    internal static string Terms(Guid customerId) => $"/customers/{customerId}/billing";
}
