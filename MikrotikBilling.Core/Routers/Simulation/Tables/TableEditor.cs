namespace MikrotikBilling.Core.Routers.Simulation.Tables;

/// <summary>Adds, sets and removes rows with all checks a router makes. Used under the gate.</summary>
internal static class TableEditor
{
    private static readonly HashSet<string> NotValues =
        new(StringComparer.Ordinal) { ".id", "numbers", "copy-from", "place-before", "destination", "value-name" };

    public static Row Add(Table table, IReadOnlyDictionary<string, string> arguments)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        if (arguments.TryGetValue("copy-from", out var source))
            foreach (var (name, value) in One(table, source).StoredValues) values[name] = value;
        Read(table, arguments, values);
        foreach (var required in table.Rules.Required)
            if (!values.ContainsKey(required)) throw table.Router.Traps.Missing(required);
        table.Rules.Complete(table, null, values);
        table.Rules.CheckDuplicate(table, null, values);
        var before = arguments.TryGetValue("place-before", out var place) ? One(table, place) : null;
        var row = table.Insert(values, before: before);
        table.Rules.Added(row);
        return row;
    }

    public static void Set(Table table, Row row, IReadOnlyDictionary<string, string> arguments)
    {
        RefuseDynamic(row);
        var values = row.StoredValues.ToDictionary(StringComparer.Ordinal);
        var before = new Dictionary<string, string>(values, StringComparer.Ordinal);
        Read(table, arguments, values);
        table.Rules.Complete(table, row, values);
        table.Rules.CheckDuplicate(table, row, values);
        var changes = values.Where(pair => before.GetValueOrDefault(pair.Key) != pair.Value)
            .Select(pair => KeyValuePair.Create(pair.Key, (string?)pair.Value))
            .Concat(before.Keys.Except(values.Keys).Select(name => KeyValuePair.Create(name, (string?)null)))
            .ToArray();
        if (changes.Length == 0) return;
        table.Update(row, changes);
        table.Rules.Changed(row);
    }

    public static void SetOne(Table table, Row row, string name, string value) =>
        Set(table, row, new Dictionary<string, string>(StringComparer.Ordinal) { [name] = value });

    public static void Unset(Table table, Row row, string name)
    {
        RefuseDynamic(row);
        if (!table.Menu.Settable.Contains(name)) throw table.Router.Traps.NoMatch("value-name");
        table.Update(row, [KeyValuePair.Create(name, (string?)null)]);
        table.Rules.Changed(row);
    }

    public static void Remove(Table table, Row row)
    {
        if (row.IsRemoved) return;
        if (table.Menu.Commands.ContainsKey("add") && !table.Rules.EndsSessions) RefuseDynamic(row);
        table.Rules.CheckRemove(table, row);
        table.Delete(row);
        table.Rules.Removed(row);
    }

    /// <summary>The rows that <c>.id</c> or <c>numbers</c> name: ids or names, separated by commas.</summary>
    public static IReadOnlyList<Row> Many(Table table, string list)
    {
        if (list.Length == 0) return [];
        if (table.ByName(list) is { } whole) return [whole];
        return [.. list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(one => One(table, one))];
    }

    public static Row One(Table table, string handleOrName) =>
        table.ById(handleOrName) ?? table.ByName(handleOrName)
        ?? table.Rows.FirstOrDefault(row => table.Rules.Key(row) == handleOrName && handleOrName.Length > 0)
        ?? throw table.Router.Traps.NoSuchItem();

    private static void Read(Table table, IReadOnlyDictionary<string, string> arguments, Dictionary<string, string> values)
    {
        foreach (var (name, text) in arguments)
        {
            if (NotValues.Contains(name) || name.StartsWith('.')) continue;
            var value = table.KindOf(name).Read(text, name, table.Router);
            if (value.Length == 0 && !table.Menu.Defaults.ContainsKey(name)) values.Remove(name);
            else values[name] = value;
        }
    }

    private static void RefuseDynamic(Row row)
    {
        if (row.IsDynamic) throw row.Table.Router.Traps.Failure("can not change dynamic item");
    }
}
