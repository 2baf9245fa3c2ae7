using System.Runtime.CompilerServices;
using MikrotikBilling.Core.Routers.Simulation.Life;
using MikrotikBilling.Core.Routers.Simulation.Tables;

namespace MikrotikBilling.Core.Routers.Simulation.Menus;

/// <summary>The ports once more, with what only ethernet has.</summary>
internal sealed class EthernetRules : MenuRules
{
    public override void Seed(Table table)
    {
        foreach (var port in table.Router.Table("/interface").Rows.Where(row => row.Stored("type") == "ether").ToArray())
            table.Insert(port.StoredValues.Where(value =>
                value.Key is "name" or "default-name" or "mtu" or "l2mtu" or "mac-address" or "running"), live: port.Live);
    }
}

/// <summary>Interfaces that are added in a menu of their own (vlan, bridge) and stand in <c>/interface</c> too.</summary>
internal sealed class AddedInterfaceRules(string type, params string[] required) : MenuRules
{
    private readonly ConditionalWeakTable<Row, Row> _mirrors = [];

    public override IReadOnlyList<string> Required => required;

    public override void Complete(Table table, Row? self, Dictionary<string, string> values)
    {
        if (self is null && !values.ContainsKey("name")) values["name"] = $"{type}{table.Rows.Count + 2}";
    }

    public override void CheckDuplicate(Table table, Row? self, IReadOnlyDictionary<string, string> values)
    {
        var own = self is not null && _mirrors.TryGetValue(self, out var mirror) ? mirror : null;
        if (values.GetValueOrDefault("name") is { } name && table.Router.Table("/interface").AllByName(name).Any(row => row != own))
            throw table.Router.Traps.Failure("already have interface with such name");
    }

    public override void Added(Row row)
    {
        var router = row.Table.Router;
        var mirror = router.Table("/interface").Insert(
            [new("type", type), new("mtu", "1500"), new("actual-mtu", "1500"), new("running", "true")],
                live: new PortCounters(router, default, 0));
        mirror.Table.Update(mirror, Shared(row));
        _mirrors.Add(row, mirror);
    }

    public override void Changed(Row row)
    {
        if (_mirrors.TryGetValue(row, out var mirror)) mirror.Table.Update(mirror, Shared(row));
    }

    public override void Removed(Row row)
    {
        if (_mirrors.TryGetValue(row, out var mirror)) mirror.Table.Delete(mirror);
    }

    private static KeyValuePair<string, string?>[] Shared(Row row) =>
        [new("name", row.Name), new("disabled", row.Value("disabled")), new("comment", row.Stored("comment"))];
}

/// <summary>Five ports and a bridge.</summary>
internal sealed class InterfaceRules : MenuRules
{
    private static readonly int Ports = 5;

    protected override string DuplicateText => "already have interface with such name";

    public override void Seed(Table table)
    {
        var router = table.Router;
        for (var port = 1; port <= Ports; port++)
        {
            var busy = port <= 2;
            table.Insert(
            [
                new("name", $"ether{port}"), new("default-name", $"ether{port}"), new("type", "ether"), new("mtu", "1500"),
                new("actual-mtu", "1500"),
                new("l2mtu", "1514"), new("max-l2mtu", "9796"),
                new("mac-address", $"48:8F:5A:00:{router.Options.Seed & 0xFF:X2}:{port:X2}"),
                new("running", busy ? "true" : "false"), new("disabled", "false"), new("link-downs", "0"),
                new("last-link-up-time", RouterDates.PrintInstant(router.Version, router.BootedAt)),
            ],
            live: new PortCounters(router, busy ? new Rates(400_000_000, 80_000_000) : default, router.Options.Seed + port));
        }
        table.Insert(
        [
            new("name", "bridge1"), new("type", "bridge"), new("mtu", "auto"), new("actual-mtu", "1500"), new("running", "true"),
            new("disabled", "false"),
            new("mac-address", $"48:8F:5A:00:{router.Options.Seed & 0xFF:X2}:10"), new("link-downs", "0"),
        ],
        live: new PortCounters(router, new Rates(20_000_000, 20_000_000), router.Options.Seed + 99));
    }

    public override void CheckDuplicate(Table table, Row? self, IReadOnlyDictionary<string, string> values)
    {
        if (values.GetValueOrDefault("name") is { } name && table.AllByName(name).Any(row => row != self))
            throw table.Router.Traps.Failure(DuplicateText);
    }
}
