using MikrotikBilling.Core.Billing.Discounts;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Billing.Discounts;

public static class DiscountsPages
{
    internal const string All = "/discounts";

    public static IServiceCollection AddDiscountsPages(this IServiceCollection services) =>
        services.AddNavigation(new NavigationItem("Money", 65, "Discounts", All, "tag", DiscountsPermissions.View));

    internal static string Of(Guid id) => $"{All}/{id}";

    internal static string Give(Guid customerId) => $"/customers/{customerId}/discounts/new";
}
