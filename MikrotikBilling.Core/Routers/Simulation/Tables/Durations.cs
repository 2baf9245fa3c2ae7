using System.Globalization;
using System.Text;

namespace MikrotikBilling.Core.Routers.Simulation.Tables;

/// <summary>Spans as routers print (<c>1w2d3h4m5s</c>, <c>300ms</c>) and read them (also <c>hh:mm:ss</c> and plain seconds).</summary>
internal static class Durations
{
    private static readonly (string Unit, long Milliseconds)[] Units =
        [("w", 604_800_000), ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000), ("ms", 1)];

    /// <summary>Three hundred years, so that adding to a date never fails.</summary>
    private static readonly long Most = 300L * 365 * 86_400_000;

    public static string Print(TimeSpan span)
    {
        var rest = (long)span.TotalMilliseconds;
        if (rest <= 0) return "0s";
        var text = new StringBuilder();
        foreach (var (unit, size) in Units)
        {
            if (rest < size) continue;
            text.Append(CultureInfo.InvariantCulture, $"{rest / size}{unit}");
            rest %= size;
        }
        return text.ToString();
    }

    /// <summary>Whole seconds, as uptimes are printed.</summary>
    public static string PrintSeconds(TimeSpan span) => Print(TimeSpan.FromSeconds((long)span.TotalSeconds));

    public static bool TryRead(string text, out TimeSpan span)
    {
        span = default;
        if (text.Length == 0) return false;
        var total = 0L;
        var index = 0;
        while (index < text.Length)
        {
            if (text[index] == ' ')
            {
                index++;
                continue;
            }
            var start = index;
            while (index < text.Length && char.IsAsciiDigit(text[index])) index++;
            if (!long.TryParse(text.AsSpan(start, index - start), CultureInfo.InvariantCulture, out var number)) return false;
            if (index < text.Length && text[index] == ':') return TryReadClock(text[start..], total, out span);
            var unitStart = index;
            while (index < text.Length && char.IsAsciiLetter(text[index])) index++;
            var unit = text[unitStart..index];
            var size = unit.Length == 0 ? 1000 : Units.FirstOrDefault(known => known.Unit == unit).Milliseconds;
            if (size == 0 || number > Most / size) return false;
            total += number * size;
            if (total > Most) return false;
        }
        span = TimeSpan.FromMilliseconds(total);
        return true;
    }

    private static bool TryReadClock(string text, long totalBefore, out TimeSpan span)
    {
        span = default;
        var parts = text.Split(':');
        if (parts.Length is < 2 or > 3) return false;
        var seconds = 0L;
        foreach (var part in parts)
        {
            if (!long.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number > 1_000_000) return false;
            seconds = (seconds * 60) + number;
        }
        if (parts.Length == 2) seconds *= 60;
        span = TimeSpan.FromMilliseconds(totalBefore + (seconds * 1000));
        return true;
    }
}
