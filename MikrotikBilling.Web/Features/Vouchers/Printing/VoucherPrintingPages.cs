using MikrotikBilling.Core.Vouchers;
using MikrotikBilling.Core.Vouchers.Printing;
using MikrotikBilling.Web.Features.Audit;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Vouchers.Printing;

public static class VoucherPrintingPages
{
    internal const string Templates = "/vouchers/templates";
    internal const string NewTemplate = "/vouchers/templates/new";
    internal const string QuickSell = "/vouchers/quick-sell";

    public static IServiceCollection AddVoucherPrintingPages(this IServiceCollection services)
    {
        services.AddScoped<VoucherSheetViews>();
        services.AddScoped<VoucherFiles>();
        services.AddAuditSubject(VoucherTemplateService.Subject, "Voucher templates", "Voucher template", Template);
        return services.AddNavigation(new NavigationItem("Money", 63, "Quick sell", QuickSell, "ticket", VouchersPermissions.Sell));
    }

    internal static string Template(Guid id) => $"{Templates}/{id}";

    internal static string Print(Guid batchId) => $"/vouchers/{batchId}/print";

    internal static string Batch(Guid batchId) => $"/vouchers/{batchId}";
}
