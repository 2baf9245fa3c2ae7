using MikrotikBilling.Core.Kernel;

namespace MikrotikBilling.Web.Features.Reports.Drawer;

internal static class DrawerWords
{
    public static string Difference(Money difference) => difference.Minor switch
    {
        0 => "none",
        > 0 => $"{difference} too much",
        _ => $"{-difference} missing",
    };
}
