using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Core.Billing.Customers;
using MikrotikBilling.Core.Staff;

namespace MikrotikBilling.Core.Billing.Taxes;

public static class TaxesPermissions
{
    public const string View = "billing.taxes.view";
    public const string Manage = "billing.taxes.manage";
    public const string Terms = "billing.terms.manage";
}

public static class TaxesFeature
{
    /// <summary>Taxes, what billing knows of customers, and the settings of both.</summary>
    public static IServiceCollection AddTaxes(this IServiceCollection services)
    {
        services.AddSingleton<BillingSettingsCache>();
        services.AddScoped<BillingSettingsQueries>();
        services.AddScoped<BillingSettingsService>();
        services.AddScoped<CustomerBillingQueries>();
        services.AddScoped<CustomerBillingService>();
        services.AddScoped<TaxQueries>();
        services.AddScoped<TaxRateService>();
        services.AddScoped<TaxReportQueries>();
        services.AddScoped<ITaxRateUsage, DocumentTaxes>();
        services.AddPermission(TaxesPermissions.View, "See tax rates and the tax report", StaffRole.Accountant);
        services.AddPermission(TaxesPermissions.Manage, "Add tax rates, end them and let others follow");
        services.AddPermission(TaxesPermissions.Terms, "Change a customer's tax exemption, payment terms and exclusion from reminders", StaffRole.Accountant);
        return services;
    }
}
