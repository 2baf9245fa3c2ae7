using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace MikrotikBilling.Core.Routers.Simulation.Tables;

/// <summary>Values that are worked out when somebody looks: counters, uptimes.</summary>
internal interface ILiveValues
{
    bool TryGet(string name, DateTimeOffset now, [NotNullWhen(true)] out string? value);
}

/// <summary>One item of a menu. Holds what was set; defaults stay in the menu's definition.</summary>
internal sealed class Row(Table table, long id, bool isDynamic)
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    public Table Table { get; } = table;

    public long Id { get; } = id;

    public string Handle { get; } = "*" + id.ToString("X", CultureInfo.InvariantCulture);

    /// <summary>Made by the router itself; may not be changed over the API.</summary>
    public bool IsDynamic { get; } = isDynamic;

    /// <summary>Came with the router (<c>default=true</c>) and may not be removed.</summary>
    public bool IsDefault { get; init; }

    public ILiveValues? Live { get; set; }

    public bool IsRemoved { get; set; }

    public bool IsDisabled => Flag("disabled");

    public string? Name => Stored("name");

    public string? Stored(string name) => _values.GetValueOrDefault(name);

    /// <summary>The value as stored, or the menu's default.</summary>
    public string? Value(string name) => _values.GetValueOrDefault(name) ?? Table.Menu.Defaults.GetValueOrDefault(name);

    public bool Flag(string name) => Value(name) is "true" or "yes";

    public long Number(string name) => long.TryParse(Value(name), CultureInfo.InvariantCulture, out var number) ? number : 0;

    public TimeSpan? Time(string name) =>
        Value(name) is { Length: > 0 } text && Durations.TryRead(text, out var span) && span > TimeSpan.Zero ? span : null;

    /// <summary>As printed; null when the row has no such property now.</summary>
    public string? Printed(string name)
    {
        if (name == ".id") return Table.Menu.IsSingleton ? null : Handle;
        if (Live is not null && Live.TryGet(name, Table.Router.Now, out var live)) return live;
        if (name == "dynamic" && IsDynamic) return "true";
        if (name == "default") return IsDefault ? "true" : _values.GetValueOrDefault(name);
        return Value(name) is { } stored ? Table.KindOf(name).Print(stored, Table.Router) : null;
    }

    public IEnumerable<KeyValuePair<string, string>> PrintAll()
    {
        foreach (var name in Table.PrintOrder)
            if (Printed(name) is { } value) yield return new(name, value);
    }

    public IEnumerable<KeyValuePair<string, string>> StoredValues => _values;

    /// <summary>Only <see cref="Table"/> calls this: it keeps the index of names.</summary>
    internal void Put(string name, string? value)
    {
        if (value is null) _values.Remove(name);
        else _values[name] = value;
    }
}
