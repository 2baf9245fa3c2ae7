using MikrotikBilling.Core.Vouchers.Printing;

namespace MikrotikBilling.Web.Features.Vouchers.Printing;

/// <summary>How large letters may be so that a code stays on one line of its voucher. Widths are those of <c>voucher.css</c>.</summary>
public static class VoucherFit
{
    public const int SmallestCode = 6;
    public const int LargestCode = 26;

    private const double PointsOfMillimetre = 72 / 25.4;

    /// <summary>Width of a sign of monospaced type, with a little to spare.</summary>
    private const double Sign = 0.61;

    /// <summary>Width of a usual letter of bold type, and of a sign of the price with its currency, by the size of the text.</summary>
    private const double BoldSign = 0.58, PriceSign = 0.8;

    private const double Edge = 7, Gap = 2, Padding = 2.2;

    private static readonly int[] ByColumns = [13, 11, 9, 8, 7, 6];

    /// <summary>Millimetres inside the frame of one voucher.</summary>
    public static double InnerWidth(VoucherTemplate template)
    {
        ArgumentNullException.ThrowIfNull(template);
        if (template.IsRoll) return template.Paper == VoucherPaper.Roll58 ? 48 : 72;
        var (paper, gap) = (template.Paper == VoucherPaper.Letter ? 215.9 : 210, template.HasCutMarks ? 0 : Gap);
        return ((paper - (2 * Edge) - ((template.Columns - 1) * gap)) / template.Columns) - (2 * Padding);
    }

    /// <summary>Of everything but the code.</summary>
    public static int TextPoints(VoucherTemplate template)
    {
        ArgumentNullException.ThrowIfNull(template);
        var usual = template.Paper switch { VoucherPaper.Roll58 => 9, VoucherPaper.Roll80 => 11, _ => ByColumns[template.Columns - 1] };
        return template.TextSize switch { VoucherTextSize.Small => Math.Max(5, usual - (usual / 6)), VoucherTextSize.Large => usual + Math.Max(1, usual / 6), _ => usual };
    }

    /// <summary>As large as it may be for the seller to stand on one line beside the price; on two, small ones, where even those are too many letters.</summary>
    public static string? NameClass(VoucherTemplate template, string seller, string? price)
    {
        ArgumentNullException.ThrowIfNull(template);
        ArgumentNullException.ThrowIfNull(seller);
        if (template.IsRoll) return null;
        var text = TextPoints(template);
        var room = (InnerWidth(template) - 2) * PointsOfMillimetre - ((price?.Length ?? 0) * PriceSign * text);
        return (room / (Math.Max(seller.Length, 1) * BoldSign * text)) switch { >= 1.05 => null, >= 0.88 => "v-name-m", _ => "v-name-s" };
    }

    /// <param name="signs">Of the longest code, dashes among them.</param>
    public static int CodePoints(VoucherTemplate template, int signs)
    {
        var onOneLine = (int)(InnerWidth(template) * PointsOfMillimetre / (Math.Max(signs, 1) * Sign));
        return Math.Clamp(Math.Min(onOneLine, TextPoints(template) * 2), SmallestCode, LargestCode);
    }
}
