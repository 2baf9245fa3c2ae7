using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Core.Vouchers.Printing;
using MikrotikBilling.Web.Shell.Components;

namespace MikrotikBilling.Web.Features.Vouchers.Printing;

/// <summary>How templates are spoken of.</summary>
internal static class VoucherWords
{
    public static readonly IReadOnlyList<RadioCard> Papers = [.. Enum.GetValues<VoucherPaper>().Select(p => new RadioCard(p.ToString(), Of(p), p is VoucherPaper.A4 or VoucherPaper.Letter ? "Sheets to cut" : "Slips of a thermal printer"))];

    public static readonly IReadOnlyList<SelectOption> Colors = [.. Enum.GetValues<VoucherColor>().Select(c => new SelectOption(c.ToString(), c.ToString()))];

    public static readonly IReadOnlyList<SelectOption> Sizes = [.. Enum.GetValues<VoucherTextSize>().Select(s => new SelectOption(s.ToString(), s.ToString()))];

    public static Phrase Of(VoucherPaper paper) => paper switch { VoucherPaper.Roll58 => "58 mm roll", VoucherPaper.Roll80 => "80 mm roll", VoucherPaper.Letter => "Letter", _ => "A4" };

    public static string Css(VoucherColor color) => color switch
    {
        VoucherColor.Blue => "blue",
        VoucherColor.Teal => "teal",
        VoucherColor.Green => "green",
        VoucherColor.Orange => "orange",
        VoucherColor.Red => "red",
        VoucherColor.Purple => "purple",
        _ => "black",
    };

    /// <summary>Without its currency, and without decimals that say nothing.</summary>
    public static string Figure(Money money)
    {
        var amount = money.ToDecimal();
        return amount.ToString(decimal.Truncate(amount) == amount ? "N0" : $"N{Currency.Digits(money.Currency)}", DisplayFormat.Current.Numbers);
    }
}
