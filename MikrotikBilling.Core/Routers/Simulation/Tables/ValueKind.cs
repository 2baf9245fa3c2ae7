using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace MikrotikBilling.Core.Routers.Simulation.Tables;

/// <summary>How an argument is read into what a row stores, and printed from there. Refuses bad input with a trap.</summary>
internal abstract class ValueKind
{
    public abstract string Read(string text, string argument, SimulatedRouter router);

    public virtual string Print(string stored, SimulatedRouter router) => stored;
}

internal sealed class TextValue : ValueKind
{
    public override string Read(string text, string argument, SimulatedRouter router) => text;
}

/// <summary>Must not be empty: names.</summary>
internal sealed class NameValue : ValueKind
{
    public override string Read(string text, string argument, SimulatedRouter router) =>
        text.Length > 0 ? text : throw router.Traps.Invalid(argument, "value must not be empty");
}

internal sealed class FlagValue : ValueKind
{
    public override string Read(string text, string argument, SimulatedRouter router) => text switch
    {
        "yes" or "true" => "true",
        "no" or "false" => "false",
        _ => throw router.Traps.NoMatch(argument),
    };
}

internal sealed class ChoiceValue(bool many, params string[] words) : ValueKind
{
    public override string Read(string text, string argument, SimulatedRouter router)
    {
        foreach (var word in many ? text.Split(',', StringSplitOptions.RemoveEmptyEntries) : [text])
        {
            var bare = many ? word.TrimStart('!') : word;
            if (!words.Contains(bare, StringComparer.Ordinal)) throw router.Traps.NoMatch(argument);
        }
        return text;
    }
}

internal sealed class NumberValue(long min, long max, params string[] words) : ValueKind
{
    public override string Read(string text, string argument, SimulatedRouter router)
    {
        if (text.Length == 0 || words.Contains(text, StringComparer.Ordinal)) return text;
        if (!Rates.TryReadNumber(text, out var number)) throw router.Traps.Invalid(argument);
        if (number < min || number > max) throw router.Traps.OutOfRange(argument, min, max);
        return number.ToString(CultureInfo.InvariantCulture);
    }
}

internal sealed class TimeValue(params string[] words) : ValueKind
{
    public override string Read(string text, string argument, SimulatedRouter router)
    {
        if (text.Length == 0 || words.Contains(text, StringComparer.Ordinal)) return text;
        return Durations.TryRead(text, out var span) ? Durations.Print(span) : throw router.Traps.Invalid(argument);
    }
}

internal sealed class AddressValue(bool prefix = false) : ValueKind
{
    public override string Read(string text, string argument, SimulatedRouter router)
    {
        if (text.Length == 0) return text;
        var slash = prefix ? text.IndexOf('/', StringComparison.Ordinal) : -1;
        var address = slash < 0 ? text : text[..slash];
        if (!IsAddress(address)) throw router.Traps.Invalid(argument);
        if (slash >= 0 && (!int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var bits)
            || bits > 128))
            throw router.Traps.Invalid(argument);
        return text;
    }

    /// <summary>Full dotted quads only; <see cref="IPAddress"/> alone would take <c>5</c> for an address.</summary>
    public static bool IsAddress(string text) =>
        IPAddress.TryParse(text, out var address)
        && (address.AddressFamily == AddressFamily.InterNetworkV6 || text.Count(c => c == '.') == 3);
}

internal sealed class MacValue : ValueKind
{
    public override string Read(string text, string argument, SimulatedRouter router)
    {
        if (text.Length == 0) return text;
        var hex = string.Concat(text.Split(':', '-', '.'));
        if (hex.Length != 12 || !hex.All(char.IsAsciiHexDigit)) throw router.Traps.Invalid(argument);
        return string.Join(':', hex.ToUpperInvariant().Chunk(2).Select(pair => new string(pair)));
    }
}
