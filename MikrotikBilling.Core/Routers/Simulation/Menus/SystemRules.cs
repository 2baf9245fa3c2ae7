using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using MikrotikBilling.Core.Routers.Simulation.Tables;

namespace MikrotikBilling.Core.Routers.Simulation.Menus;

internal sealed class IdentityRules : MenuRules
{
    public override void Seed(Table table) => table.Insert([new("name", table.Router.Options.Identity)]);
}

/// <summary>One row: version, uptime, load and memory of a four-core board.</summary>
internal sealed class ResourceRules : MenuRules
{
    public override void Seed(Table table) => table.Insert(
    [
        new("version", table.Router.Version.Printed()),
        new("build-time", RouterDates.PrintInstant(table.Router.Version, new DateTimeOffset(2024, 5, 6, 7, 8, 9, TimeSpan.Zero))),
        new("factory-software", "7.4.1"), new("free-memory", "821567488"), new("total-memory", "1073741824"), new("cpu", "ARM64"),
        new("cpu-count", "4"),
        new("cpu-frequency", "1400"), new("free-hdd-space", "967868416"), new("total-hdd-space", "1073741824"),
        new("write-sect-since-reboot", "2048"),
        new("write-sect-total", "81920"), new("bad-blocks", "0"), new("architecture-name", "arm64"), new("board-name", "RB5009UPr+S+"),
        new("platform", "MikroTik"),
    ],
    live: new LiveResource(table.Router));

    private sealed class LiveResource(SimulatedRouter router) : ILiveValues
    {
        public bool TryGet(string name, DateTimeOffset now, [NotNullWhen(true)] out string? value)
        {
            value = name switch
            {
                "uptime" => Durations.PrintSeconds(now - router.BootedAt),
                "cpu-load" => Load(now).ToString(CultureInfo.InvariantCulture),
                _ => null,
            };
            return value is not null;
        }

        /// <summary>Percent: a little that swings, and more with customers online.</summary>
        private long Load(DateTimeOffset now) =>
            4 + ((long)(now - router.BootedAt).TotalSeconds / 10 % 9) + Math.Min(60, router.Life.Ppp.SessionCount / 100);
    }
}

/// <summary>RouterOS 6: one row with named columns. RouterOS 7: a list of name, value, type.</summary>
internal sealed class HealthRules : MenuRules
{
    public override IReadOnlyList<string> AlsoPrinted => ["voltage", "temperature", "name", "value", "type"];

    public override bool CanFollow => false;

    public override void Seed(Table table)
    {
        if (table.Menu.IsSingleton)
        {
            table.Insert([new("voltage", "24.1"), new("temperature", "41")]);
            return;
        }
        table.Insert([new("name", "voltage"), new("value", "24.1"), new("type", "V")]);
        table.Insert([new("name", "temperature"), new("value", "41"), new("type", "C")]);
    }
}

/// <summary>The community every router comes with.</summary>
internal sealed class SnmpCommunityRules : MenuRules
{
    public override IReadOnlyList<string> Required => ["name"];

    public override IReadOnlyList<string> AlsoPrinted => ["default"];

    public override void Seed(Table table) => table.Insert([new("name", "public")], isDefault: true);
}

internal sealed class RouterboardRules : MenuRules
{
    public override void Seed(Table table) => table.Insert(
    [
        new("routerboard", "true"), new("board-name", "RB5009UPr+S+"), new("model", "RB5009UPr+S+"), new("revision", "r2"),
        new("serial-number", $"HC{table.Router.Options.Seed:X8}"), new("firmware-type", "70x0"),
        new("factory-firmware", "7.4.1"), new("current-firmware", Firmware(table)), new("upgrade-firmware", Firmware(table)),
    ]);

    private static string Firmware(Table table) => table.Router.Version.Printed().Split(' ')[0];
}

internal sealed class ClockRules : MenuRules
{
    public override void Seed(Table table) =>
        table.Insert([new("time-zone-name", "UTC"), new("gmt-offset", "+00:00"), new("dst-active", "false")],
        live: new LiveClock(table.Router.Version));

    private sealed class LiveClock(RouterVersion version) : ILiveValues
    {
        public bool TryGet(string name, DateTimeOffset now, [NotNullWhen(true)] out string? value)
        {
            value = name switch
            {
                "time" => now.UtcDateTime.ToString("HH:mm:ss", CultureInfo.InvariantCulture),
                "date" => RouterDates.PrintDate(version, now),
                _ => null,
            };
            return value is not null;
        }
    }
}

internal sealed class LicenseRules : MenuRules
{
    public override IReadOnlyList<string> AlsoPrinted => ["software-id", "nlevel", "features"];

    public override void Seed(Table table) =>
        table.Insert([new("software-id", "7K2L-90QW"), new("nlevel", "5"), new("features", "")]);
}

internal sealed class PackageRules : MenuRules
{
    public override bool CanFollow => false;

    public override void Seed(Table table) => table.Insert(
        [new("name", table.Router.Version.Is6() ? "system" : "routeros"), new("version", table.Router.Version.Printed().Split(' ')[0]),
            new("disabled", "false")]);
}

internal sealed class LogRules : MenuRules
{
    public override IReadOnlyList<string> AlsoPrinted => ["buffer"];
}
