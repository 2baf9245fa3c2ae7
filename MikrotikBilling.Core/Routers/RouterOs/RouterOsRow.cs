using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace MikrotikBilling.Core.Routers.RouterOs;

/// <summary>One <c>!re</c> sentence: property names and values as the router printed them. Unset properties are absent.</summary>
/// <param name="values">Names and decoded values.</param>
/// <param name="raw">The bytes of those values that were not UTF-8; null when all were.</param>
public sealed class RouterOsRow(
    IReadOnlyDictionary<string, string> values, IReadOnlyDictionary<string, ReadOnlyMemory<byte>>? raw = null)
{
    public static RouterOsRow Empty { get; } = new(new Dictionary<string, string>());

    public IReadOnlyDictionary<string, string> Values { get; } = values;

    /// <summary>The handler <c>*1A</c>: valid now, never a key to store.</summary>
    public string? Id => Values.GetValueOrDefault(".id");

    /// <summary>Set on rows of <c>listen</c> that tell of a removal.</summary>
    public bool IsDead => Flag(".dead");

    /// <summary>Some value was not UTF-8 (RouterOS 6, Winbox) and is shown as Latin-1; writing it back would change it.</summary>
    public bool IsLossy => raw is not null;

    /// <summary>The router's own bytes of a value that was not UTF-8; null for all others.</summary>
    public ReadOnlyMemory<byte>? RawBytes(string name) =>
        raw is not null && raw.TryGetValue(name, out var bytes) ? bytes : (ReadOnlyMemory<byte>?)null;

    public string? this[string name] => Values.GetValueOrDefault(name);

    public string Text(string name) => Values.GetValueOrDefault(name, "");

    public bool Flag(string name) => Values.GetValueOrDefault(name) is "true" or "yes";

    public long? Number(string name) =>
        Values.TryGetValue(name, out var text) && long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;

    public bool TryGet(string name, [NotNullWhen(true)] out string? value) => Values.TryGetValue(name, out value);
}
