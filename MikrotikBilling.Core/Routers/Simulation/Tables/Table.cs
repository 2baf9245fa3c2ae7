using System.Globalization;
using MikrotikBilling.Core.Routers.Simulation.Schema;

namespace MikrotikBilling.Core.Routers.Simulation.Tables;

/// <summary>What happened to a row; listeners are told.</summary>
internal enum RowChange
{
    Added,
    Changed,
    Removed,
}

/// <summary>The rows of one menu on one router, in order, with an index of names. Used under the router's gate only.</summary>
internal sealed class Table
{
    /// <summary>Where routers begin to count rows that they make themselves.</summary>
    private static readonly long FirstDynamicId = 0xF0_0000;

    private readonly List<Row> _rows = [];
    private readonly Dictionary<long, Row> _byId = [];
    private readonly Dictionary<string, List<Row>> _byName = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ValueKind> _kinds = new(StringComparer.Ordinal);
    private long _nextId = 1;
    private long _nextDynamicId = FirstDynamicId;

    public Table(SimulatedRouter router, MenuDefinition menu, MenuRules rules)
    {
        (Router, Menu, Rules) = (router, menu, rules);
        PrintOrder = [".id", .. menu.Printed.Concat(menu.Defaults.Keys).Concat(menu.Settable).Except(NotPrinted).Except(rules.NeverPrinted).Distinct(),
            .. rules.AlsoPrinted.Except(menu.Printed)];
    }

    private static IEnumerable<string> NotPrinted => [".id", "numbers", "copy-from", "place-before", "destination", "value-name"];

    public SimulatedRouter Router { get; }

    public MenuDefinition Menu { get; }

    public MenuRules Rules { get; }

    public IReadOnlyList<Row> Rows => _rows;

    public IReadOnlyList<string> PrintOrder { get; }

    /// <summary>Told after each change, under the gate.</summary>
    public List<Action<Row, RowChange>> Followers { get; } = [];

    public ValueKind KindOf(string name)
    {
        if (_kinds.TryGetValue(name, out var kind)) return kind;
        return _kinds[name] = ValueKinds.Of(Menu, name);
    }

    public Row? ById(string handle) =>
        handle is ['*', ..] && long.TryParse(handle.AsSpan(1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var id)
            ? _byId.GetValueOrDefault(id)
            : null;

    public Row? ByName(string name) => _byName.TryGetValue(name, out var rows) ? rows[0] : null;

    public IReadOnlyList<Row> AllByName(string name) => _byName.TryGetValue(name, out var rows) ? rows : [];

    public Row Insert(IEnumerable<KeyValuePair<string, string>> values, bool dynamic = false, bool isDefault = false,
        ILiveValues? live = null, Row? before = null)
    {
        // Default rows count from *0 on, as /ppp/profile does.
        var id = dynamic ? _nextDynamicId++ : isDefault && _rows.Count == 0 ? 0 : _nextId++;
        var row = new Row(this, id, dynamic) { IsDefault = isDefault, Live = live };
        foreach (var (name, value) in values) row.Put(name, value);
        if (before is null) _rows.Add(row);
        else _rows.Insert(_rows.IndexOf(before), row);
        _byId[row.Id] = row;
        Index(row);
        Tell(row, RowChange.Added);
        return row;
    }

    public void Update(Row row, IEnumerable<KeyValuePair<string, string?>> values)
    {
        Unindex(row);
        foreach (var (name, value) in values) row.Put(name, value);
        Index(row);
        Tell(row, RowChange.Changed);
    }

    public void Delete(Row row)
    {
        if (row.IsRemoved) return;
        row.IsRemoved = true;
        _rows.Remove(row);
        _byId.Remove(row.Id);
        Unindex(row);
        Tell(row, RowChange.Removed);
    }

    public void Move(Row row, Row? before)
    {
        _rows.Remove(row);
        if (before is null) _rows.Add(row);
        else _rows.Insert(_rows.IndexOf(before), row);
        Tell(row, RowChange.Changed);
    }

    public void Tell(Row row, RowChange change)
    {
        foreach (var follower in Followers) follower(row, change);
        Router.NoteChange();
    }

    private void Index(Row row)
    {
        if (row.Name is not { } name) return;
        if (_byName.TryGetValue(name, out var rows)) rows.Add(row);
        else _byName[name] = [row];
    }

    private void Unindex(Row row)
    {
        if (row.Name is not { } name || !_byName.TryGetValue(name, out var rows)) return;
        rows.Remove(row);
        if (rows.Count == 0) _byName.Remove(name);
    }
}
