using System.Globalization;

namespace MikrotikBilling.Core.Kernel;

/// <summary>
/// Bits per second. RouterOS documents only the suffixes k (1,000) and M (1,000,000); larger rates are written in M.
/// </summary>
public static class BitRate
{
    public const long Max = 1_000_000_000_000;

    /// <summary><c>512k</c>, <c>10M</c>, <c>2.5M</c>, <c>1G</c>, <c>64000</c>, with or without <c>bps</c>; false when it is no rate.</summary>
    public static bool TryParse(string? text, out long bitsPerSecond)
    {
        bitsPerSecond = 0;
        text = text?.Trim() ?? "";
        if (text.EndsWith("bps", StringComparison.OrdinalIgnoreCase)) text = text[..^3].TrimEnd();
        if (text.Length == 0) return false;

        var factor = char.ToUpperInvariant(text[^1]) switch { 'K' => 1_000m, 'M' => 1_000_000m, 'G' => 1_000_000_000m, _ => 1m };
        var number = factor == 1m ? text : text[..^1].TrimEnd();
        if (!decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value)) return false;
        if (value > Max / factor) return false;
        var bits = value * factor;
        if (bits != decimal.Truncate(bits)) return false;
        bitsPerSecond = (long)bits;
        return true;
    }

    /// <summary>As RouterOS takes it: <c>10M</c>, <c>2500k</c>, <c>64001</c>.</summary>
    public static string ToRouterOs(long bitsPerSecond) => bitsPerSecond switch
    {
        0 => "0",
        _ when bitsPerSecond % 1_000_000 == 0 => string.Create(CultureInfo.InvariantCulture, $"{bitsPerSecond / 1_000_000}M"),
        _ when bitsPerSecond % 1_000 == 0 => string.Create(CultureInfo.InvariantCulture, $"{bitsPerSecond / 1_000}k"),
        _ => bitsPerSecond.ToString(CultureInfo.InvariantCulture),
    };

    /// <summary>For people: <c>10 Mbps</c>.</summary>
    public static string ToText(long bitsPerSecond) => bitsPerSecond switch
    {
        >= 1_000_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bitsPerSecond / 1e9:0.###} Gbps"),
        >= 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bitsPerSecond / 1e6:0.###} Mbps"),
        >= 1_000 => string.Create(CultureInfo.InvariantCulture, $"{bitsPerSecond / 1e3:0.###} kbps"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bitsPerSecond} bps"),
    };
}
