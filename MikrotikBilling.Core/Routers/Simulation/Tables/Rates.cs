using System.Globalization;
using System.Runtime.InteropServices;

namespace MikrotikBilling.Core.Routers.Simulation.Tables;

/// <summary>Bits per second and the rate-limit string of profiles, seen from the router: rx is the customer's upload.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Rates(long Rx, long Tx)
{
    /// <summary>A number with an optional k, M or G, each a thousand times the one before.</summary>
    public static bool TryReadNumber(ReadOnlySpan<char> text, out long number)
    {
        number = 0;
        if (text.Length == 0) return false;
        var factor = text[^1] switch { 'k' or 'K' => 1_000L, 'm' or 'M' => 1_000_000L, 'g' or 'G' => 1_000_000_000L, _ => 1L };
        if (factor > 1) text = text[..^1];
        if (!decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value)) return false;
        if (value > long.MaxValue / factor) return false;
        number = (long)(value * factor);
        return true;
    }

    /// <summary><c>rx[/tx]</c>; tx left out is the same as rx.</summary>
    public static bool TryReadPair(string text, out Rates rates)
    {
        rates = default;
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (!TryReadNumber(slash < 0 ? text : text.AsSpan(0, slash), out var rx)) return false;
        var tx = rx;
        if (slash >= 0 && !TryReadNumber(text.AsSpan(slash + 1), out tx)) return false;
        rates = new Rates(rx, tx);
        return true;
    }

    /// <summary>The whole <c>rate-limit</c> string: rates, burst rates, thresholds, times, priority, minimum.</summary>
    public static bool TryReadLimit(string text, out Rates rates)
    {
        rates = default;
        var parts = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length is 0 or > 6 || !TryReadPair(parts[0], out rates)) return false;
        for (var i = 1; i < parts.Length; i++)
        {
            var good = i switch
            {
                3 => parts[i].Split('/') is { Length: <= 2 } times && times.All(time => Durations.TryRead(time, out _)),
                4 => int.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out var priority) && priority is >= 1 and <= 8,
                _ => TryReadPair(parts[i], out _),
            };
            if (!good) return false;
        }
        return true;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Rx}/{Tx}");
}
