using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Text.Json;

namespace MikrotikBilling.Core.Routers.Simulation.Schema;

/// <summary>All menus and plain commands of one RouterOS version. Read once per version and shared by all simulators.</summary>
internal sealed class SchemaCatalog
{
    private static readonly Lazy<SchemaDocument> Document = new(SchemaDocument.Read);
    private static readonly ConcurrentDictionary<RouterVersion, SchemaCatalog> ByVersion = new();

    private readonly FrozenDictionary<string, MenuDefinition> _menus;
    private readonly FrozenDictionary<string, FrozenSet<string>> _plain;
    private readonly FrozenSet<string> _folders;

    private SchemaCatalog(RouterVersion version)
    {
        var document = Document.Value;
        var older = version switch
        {
            RouterVersion.V7_24 => [],
            RouterVersion.V7_12 => document.Older["7.12"],
            _ => document.Older["6"],
        };
        _menus = document.Menus
            .Select(menu => Build(version, menu.Key, menu.Value, older.GetValueOrDefault(menu.Key) ?? []))
            .ToFrozenDictionary(menu => menu.Path);
        _plain = document.Plain.ToFrozenDictionary(plain => plain.Key, plain => plain.Value.ToFrozenSet());
        _folders = _menus.Keys.Concat(_plain.Keys).SelectMany(Ancestors).ToFrozenSet();
    }

    public static SchemaCatalog For(RouterVersion version) => ByVersion.GetOrAdd(version, static v => new SchemaCatalog(v));

    public IEnumerable<MenuDefinition> Menus => _menus.Values;

    public MenuDefinition? Menu(string path) => _menus.GetValueOrDefault(path);

    /// <summary>Arguments of a command that belongs to no table, such as <c>/system/reboot</c>; null when there is none.</summary>
    public FrozenSet<string>? Plain(string path) => _plain.GetValueOrDefault(path);

    public bool IsFolder(string path) => _folders.Contains(path) || _menus.ContainsKey(path);

    private static MenuDefinition Build(RouterVersion version, string path, SchemaMenu menu, Dictionary<string, JsonElement> older)
    {
        var commands = menu.Commands.ToDictionary(command => command.Key, command => command.Value.ToHashSet(StringComparer.Ordinal));
        if (commands.TryGetValue("print", out var print)) commands["getall"] = print;
        foreach (var (name, change) in older) Apply(commands, name, change);
        return new MenuDefinition
        {
            Path = path,
            // The list form of /system/health came with RouterOS 7.
            IsSingleton = menu.Singleton && (path != "/system/health" || version.Is6()),
            Commands = commands.ToFrozenDictionary(command => command.Key, command => command.Value.ToFrozenSet()),
            Printed = menu.Printed ?? [],
            Defaults = (menu.Defaults ?? []).ToFrozenDictionary(),
            Hints = (menu.Hints ?? []).ToFrozenDictionary(),
        };
    }

    private static void Apply(Dictionary<string, HashSet<string>> commands, string name, JsonElement change)
    {
        switch (name)
        {
            case "commandsAbsent":
                foreach (var absent in Names(change)) commands.Remove(absent);
                break;
            case "commandsExtra":
                foreach (var extra in Names(change)) commands.TryAdd(extra, ["numbers", "value-name"]);
                break;
            default:
                if (!commands.TryGetValue(name, out var arguments)) break;
                if (change.TryGetProperty("argsAbsent", out var gone)) arguments.ExceptWith(Names(gone));
                if (change.TryGetProperty("argsExtra", out var more)) arguments.UnionWith(Names(more));
                break;
        }
    }

    private static IEnumerable<string> Names(JsonElement list) => list.EnumerateArray().Select(item => item.GetString()!);

    private static IEnumerable<string> Ancestors(string path)
    {
        for (var end = path.LastIndexOf('/'); end > 0; end = path.LastIndexOf('/', end - 1)) yield return path[..end];
    }
}
