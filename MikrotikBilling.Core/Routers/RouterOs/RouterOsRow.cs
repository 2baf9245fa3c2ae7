using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace MikrotikBilling.Core.Routers.RouterOs;

/// <summary>One <c>!re</c> sentence: property names and values as the router printed them. Unset properties are absent.</summary>
public sealed class RouterOsRow(IReadOnlyDictionary<string, string> values)
{
    public IReadOnlyDictionary<string, string> Values { get; } = values;

    /// <summary>The handler <c>*1A</c>: valid now, never a key to store.</summary>
    public string? Id => Values.GetValueOrDefault(".id");

    /// <summary>Set on rows of <c>listen</c> that tell of a removal.</summary>
    public bool IsDead => Flag(".dead");

    public string? this[string name] => Values.GetValueOrDefault(name);

    public string Text(string name) => Values.GetValueOrDefault(name, "");

    public bool Flag(string name) => Values.GetValueOrDefault(name) is "true" or "yes";

    public long? Number(string name) =>
        Values.TryGetValue(name, out var text) && long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;

    public bool TryGet(string name, [NotNullWhen(true)] out string? value) => Values.TryGetValue(name, out value);
}
