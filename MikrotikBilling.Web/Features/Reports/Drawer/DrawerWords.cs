using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Kernel.Words;

namespace MikrotikBilling.Web.Features.Reports.Drawer;

internal static class DrawerWords
{
    public static Phrase Difference(Money difference) => difference.Minor switch
    {
        0 => "none",
        > 0 => Phrase.Of($"{difference} too much"),
        _ => Phrase.Of($"{-difference} missing"),
    };
}
