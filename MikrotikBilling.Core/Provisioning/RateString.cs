using System.Globalization;
using MikrotikBilling.Core.Kernel;

namespace MikrotikBilling.Core.Provisioning;

/// <summary>
/// Rate strings compared by meaning (MikroTik manual, "PPP AAA", rate-limit): <c>2M/10M</c>, <c>2000k/10M</c> and <c>2000000/10000000</c> are
/// equal; so are <c>1M</c> and <c>1M/1M</c>. Without this every pass would rewrite every profile.
/// </summary>
public static class RateString
{
    public static bool Same(string? left, string? right) => Normalise(left) == Normalise(right);

    private static string Normalise(string? text)
    {
        if (string.IsNullOrWhiteSpace(text)) return "";
        var parts = text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Pair).ToList();
        return parts is ["0/0"] ? "" : string.Join(' ', parts);
    }

    private static string Pair(string part)
    {
        var sides = part.Split('/');
        var first = Side(sides[0]);
        return sides.Length == 1 ? $"{first}/{first}" : $"{first}/{Side(sides[1])}";
    }

    private static string Side(string side) =>
        side.EndsWith('s') && long.TryParse(side[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? seconds.ToString(CultureInfo.InvariantCulture)
        : BitRate.TryParse(side, out var bits) ? bits.ToString(CultureInfo.InvariantCulture)
        : side;
}
