using MikrotikBilling.Core.Billing.Taxes;
using MikrotikBilling.Web.Features.Customers;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Billing.Taxes;

public static class TaxesPages
{
    internal const string Settings = "/settings/billing";
    internal const string Report = "/taxes/report";
    internal const string Rates = "/settings/taxes";

    public static IServiceCollection AddTaxesPages(this IServiceCollection services) =>
        services.AddScoped<ICustomerPanel, TermsPanel>().AddCommandPages(new CommandPage("Tax rates", Rates, "settings", TaxesPermissions.View, "settings vat"))
            .AddNavigation(new NavigationItem("Money", 64, "Tax report", Report, "file", TaxesPermissions.View));

    internal static string Rate(Guid id) => $"{Rates}/{id}";

    internal static string Terms(Guid customerId) => $"/customers/{customerId}/billing";
}
