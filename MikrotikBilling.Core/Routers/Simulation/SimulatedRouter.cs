using System.Collections.Concurrent;
using MikrotikBilling.Core.Routers.Simulation.Commands;
using MikrotikBilling.Core.Routers.Simulation.Life;
using MikrotikBilling.Core.Routers.Simulation.Menus;
using MikrotikBilling.Core.Routers.Simulation.Schema;
using MikrotikBilling.Core.Routers.Simulation.Tables;

namespace MikrotikBilling.Core.Routers.Simulation;

/// <summary>The router behind the wire: its menus and its life. Everything but the counters is used under <see cref="Gate"/>.</summary>
internal sealed class SimulatedRouter
{
    private readonly Dictionary<string, Table> _tables = new(StringComparer.Ordinal);
    private TaskCompletionSource? _change;

    public SimulatedRouter(RouterSimulatorOptions options, string password)
    {
        Options = options;
        Password = password;
        Schema = SchemaCatalog.For(options.Version);
        Traps = new Traps(options.Version);
        BootedAt = options.Clock.GetUtcNow();
        Life = new RouterLife(this);
    }

    public Lock Gate { get; } = new();

    public RouterSimulatorOptions Options { get; }

    public string Password { get; }

    public RouterVersion Version => Options.Version;

    public SchemaCatalog Schema { get; }

    public Traps Traps { get; }

    public RouterLife Life { get; }

    public DateTimeOffset BootedAt { get; set; }

    /// <summary>The moment the event under way happens, which may lie behind the clock when life catches up.</summary>
    public DateTimeOffset Now => Life.EventTime ?? Options.Clock.GetUtcNow();

    /// <summary>A fault: prints stop after so many rows.</summary>
    public int? MostRowsShown { get; set; }

    public ConcurrentDictionary<string, int> CommandCounts { get; } = new(StringComparer.Ordinal);

    /// <summary>Ends all API connections and comes back later; set by the server.</summary>
    public Action<TimeSpan> Reboot { get; set; } = _ => { };

    public Table Table(string path)
    {
        if (_tables.TryGetValue(path, out var table)) return table;
        var menu = Schema.Menu(path) ?? throw new ArgumentException($"The simulator has no menu {path}.", nameof(path));
        var rules = RulesByMenu.For(path);
        _tables[path] = table = new Table(this, menu, rules);
        rules.Seed(table);
        if (menu.IsSingleton && table.Rows.Count == 0) table.Insert([]);
        return table;
    }

    /// <summary>Runs under the gate, after life has caught up with the clock.</summary>
    public T Use<T>(Func<T> work)
    {
        lock (Gate)
        {
            Life.CatchUp();
            return work();
        }
    }

    public void Use(Action work) => Use(() =>
    {
        work();
        return true;
    });

    /// <summary>All configuration gone, as after a reset without defaults; API users and services stay.</summary>
    public void Empty()
    {
        foreach (var table in _tables.Values.ToArray())
        {
            if (table.Menu.Path is "/user" or "/user/group" or "/ip/service" or "/user/active" or "/log" or "/interface") continue;
            if (!table.Menu.Commands.ContainsKey("add")) continue;
            foreach (var row in table.Rows.Where(row => !row.IsDefault && !row.IsDynamic).ToArray())
            {
                table.Delete(row);
                table.Rules.Removed(row);
            }
        }
    }

    public void NoteChange() => Interlocked.Exchange(ref _change, null)?.TrySetResult();

    /// <summary>Completes at the next change; ask before looking, so that none is missed.</summary>
    public Task NextChange()
    {
        var made = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return (Interlocked.CompareExchange(ref _change, made, null) ?? made).Task;
    }

    public void Count(string path)
    {
        CommandCounts.AddOrUpdate(path, 1, static (_, count) => count + 1);
        NoteChange();
    }
}
