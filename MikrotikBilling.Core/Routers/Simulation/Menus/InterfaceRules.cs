using MikrotikBilling.Core.Routers.Simulation.Life;
using MikrotikBilling.Core.Routers.Simulation.Tables;

namespace MikrotikBilling.Core.Routers.Simulation.Menus;

/// <summary>Five ports and a bridge.</summary>
internal sealed class InterfaceRules : MenuRules
{
    private const int Ports = 5;

    protected override string DuplicateText => "already have interface with such name";

    public override IReadOnlyList<string> AlsoPrinted => ["rx-bits-per-second"];

    public override void Seed(Table table)
    {
        var router = table.Router;
        for (var port = 1; port <= Ports; port++)
        {
            var busy = port <= 2;
            table.Insert(
            [
                new("name", $"ether{port}"), new("default-name", $"ether{port}"), new("type", "ether"), new("mtu", "1500"), new("actual-mtu", "1500"),
                new("l2mtu", "1514"), new("max-l2mtu", "9796"), new("mac-address", $"48:8F:5A:00:{router.Options.Seed & 0xFF:X2}:{port:X2}"),
                new("running", busy ? "true" : "false"), new("disabled", "false"), new("link-downs", "0"),
                new("last-link-up-time", RouterDates.PrintInstant(router.Version, router.BootedAt)),
            ],
            live: new PortCounters(router, busy ? new Rates(400_000_000, 80_000_000) : default, router.Options.Seed + port));
        }
        table.Insert(
        [
            new("name", "bridge1"), new("type", "bridge"), new("mtu", "auto"), new("actual-mtu", "1500"), new("running", "true"), new("disabled", "false"),
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
