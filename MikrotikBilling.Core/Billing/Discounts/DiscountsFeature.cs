using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Billing.Credit;
using MikrotikBilling.Core.Staff;
using MikrotikBilling.Core.Tenants;

namespace MikrotikBilling.Core.Billing.Discounts;

public static class DiscountsPermissions
{
    public const string View = "billing.discounts.view";
    public const string Manage = "billing.discounts.manage";
}

public static class DiscountsFeature
{
    public static IServiceCollection AddDiscounts(this IServiceCollection services)
    {
        services.AddScoped<DiscountService>();
        services.AddScoped<DiscountEditor>();
        services.AddScoped<ISettlementListener, ReferralCredit>();
        services.AddScoped<DiscountQueries>();
        services.AddScoped<IRecordNames, DiscountNames>();
        services.AddScoped<ICurrencyUsage, DiscountCurrencies>();
        services.AddPermission(DiscountsPermissions.View, "See discounts and what they took off", StaffRole.Accountant);
        services.AddPermission(DiscountsPermissions.Manage, "Add, change, stop and give discounts", StaffRole.Accountant);
        return services;
    }
}
