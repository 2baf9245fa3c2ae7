using MikrotikBilling.Core.Vouchers;
using MikrotikBilling.Web.Features.Audit;
using MikrotikBilling.Web.Features.Customers;
using MikrotikBilling.Web.Shell;
using MikrotikBilling.Web.Shell.Components;

namespace MikrotikBilling.Web.Features.Vouchers;

public static class VouchersPages
{
    internal const string All = "/vouchers";
    internal const string New = "/vouchers/new";
    internal const string Import = "/vouchers/import";
    internal const string Adopt = "/vouchers/adopt";
    internal const string PointsOfSale = "/vouchers/points-of-sale";
    internal const string Report = "/reports/vouchers";
    internal const string Uses = "/vouchers/uses";
    internal const string Redeem = "/vouchers/redeem";

    /// <summary>Open to customers.</summary>
    internal const string Public = "/redeem";

    internal static IReadOnlyList<Crumb> Crumbs { get; } = [new("Vouchers", All)];

    public static IServiceCollection AddVouchersPages(this IServiceCollection services)
    {
        services.AddScoped<BatchViews>();
        services.AddScoped<ISearchSource, VoucherSearch>();
        services.AddCommandPages(
            new CommandPage("Make vouchers", New, "ticket", VouchersPermissions.Manage, "new batch print", IsOffered: true),
            new CommandPage("Redeem a voucher", Redeem, "ticket", VouchersPermissions.Redeem, "code", IsOffered: true),
            new CommandPage("Vouchers report", Report, "chart", VouchersPermissions.View, "reports"),
            new CommandPage("Points of sale", PointsOfSale, "map-pin", VouchersPermissions.View, "shops"));
        services.AddScoped<ICustomerPanel, VoucherPanel>();
        services.AddAuditSubject("voucher-batch", "Vouchers", "Voucher batch", Of);
        services.AddAuditSubject("point-of-sale", "Points of sale", "Point of sale", _ => PointsOfSale);
        return services.AddNavigation(new NavigationItem("Money", 66, "Vouchers", All, "ticket", VouchersPermissions.View, Key: 'v'));
    }

    internal static string Of(Guid id) => $"{All}/{id}";

    internal static string RedeemCode(string code) => $"{Redeem}?code={Uri.EscapeDataString(code)}";

    internal static string PublicOf(Guid tenantId) => $"{Public}/{tenantId}";
}
