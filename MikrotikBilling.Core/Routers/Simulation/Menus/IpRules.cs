using System.Diagnostics.CodeAnalysis;
using System.Net;
using MikrotikBilling.Core.Routers.Simulation.Tables;

namespace MikrotikBilling.Core.Routers.Simulation.Menus;

/// <summary>A list and an address make an entry; with a timeout it is dynamic and goes away by itself.</summary>
internal sealed class AddressListRules : MenuRules
{
    public override IReadOnlyList<string> Required => ["list", "address"];

    public override void CheckDuplicate(Table table, Row? self, IReadOnlyDictionary<string, string> values)
    {
        foreach (var row in table.Rows)
        {
            if (row != self && row.Stored("list") == values.GetValueOrDefault("list")
                && row.Stored("address") == values.GetValueOrDefault("address"))
                throw table.Router.Traps.Failure("already have such entry");
        }
    }

    public override void Complete(Table table, Row? self, Dictionary<string, string> values)
    {
        if (self is null) values["creation-time"] = RouterDates.PrintInstant(table.Router.Version, table.Router.Now);
    }

    public override void Added(Row row)
    {
        row.Live = null;
        if (row.Time("timeout") is not { } timeout) return;
        var router = row.Table.Router;
        var countdown = new Countdown(router.Now + timeout);
        row.Live = countdown;
        router.Life.At(countdown.End, () =>
        {
            if (row.Live == countdown) row.Table.Delete(row);
        });
    }

    public override void Changed(Row row) => Added(row);

    private sealed class Countdown(DateTimeOffset end) : ILiveValues
    {
        public DateTimeOffset End => end;

        public bool TryGet(string name, DateTimeOffset now, [NotNullWhen(true)] out string? value)
        {
            value = name switch
            {
                "timeout" => Durations.PrintSeconds(end - now),
                "dynamic" => "true",
                _ => null,
            };
            return value is not null;
        }
    }
}

/// <summary>Works the network out and keeps addresses unique per interface.</summary>
internal sealed class IpAddressRules : MenuRules
{
    public override IReadOnlyList<string> Required => ["address", "interface"];

    public override void Seed(Table table)
    {
        var port = table.Router.Table("/interface").ByName("ether2")!.Handle;
        table.Insert([new("address", "192.168.88.1/24"), new("network", "192.168.88.0"), new("interface", port),
            new("actual-interface", port)]);
    }

    public override void Complete(Table table, Row? self, Dictionary<string, string> values)
    {
        if (values.GetValueOrDefault("address") is not { } address) return;
        if (!address.Contains('/', StringComparison.Ordinal)) values["address"] = address += "/32";
        var parts = address.Split('/');
        if (IPAddress.TryParse(parts[0], out _) && AddressRange.TryReadList(address, out var ranges))
            values["network"] = AddressRange.ToAddress(ranges[0].First).ToString();
        if (values.GetValueOrDefault("interface") is { } name) values["actual-interface"] = name;
    }

    public override void CheckDuplicate(Table table, Row? self, IReadOnlyDictionary<string, string> values)
    {
        if (table.Rows.Any(row => row != self && row.Stored("address") == values.GetValueOrDefault("address")
                && row.Stored("interface") == values.GetValueOrDefault("interface")))
            throw table.Router.Traps.Failure("already have such address");
    }
}

/// <summary>The services with their usual ports; where the simulator listens is told by its options.</summary>
internal sealed class ServiceRules : MenuRules
{
    public override bool CanFollow => false;

    public override void Seed(Table table)
    {
        foreach (var (name, port) in new[] { ("telnet", "23"), ("ftp", "21"), ("www", "80"), ("ssh", "22"), ("www-ssl", "443"),
            ("api", "8728"), ("winbox", "8291"), ("api-ssl", "8729") })
        {
            var row = table.Insert([new("name", name), new("port", port), new("proto", "tcp"), new("invalid", "false"),
                new("dynamic", "false")]);
            if (name == "www-ssl") row.Put("disabled", "true");
            if (name is "www-ssl" or "api-ssl") row.Put("tls-version", "any");
            if (name == "api-ssl" && table.Router.Options.TlsPort is not null) row.Put("certificate", CertificateRules.OfTlsPort);
            if (table.Menu.Settable.Contains("max-sessions"))
                row.Put("max-sessions", table.Router.Options.MaxSessions.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }
    }
}

/// <summary>A router that serves TLS has the certificate for it. One that is added is a template until it is signed.</summary>
internal sealed class CertificateRules : MenuRules
{
    public const string OfTlsPort = "api";

    public override IReadOnlyList<string> Required => ["name"];

    public override IReadOnlyList<string> AlsoPrinted => ["expired"];

    public override bool CanFollow => false;

    public override void Seed(Table table)
    {
        if (table.Router.Options.TlsPort is null) return;
        table.Insert([new("name", OfTlsPort), new("common-name", table.Router.Options.Identity), new("private-key", "true"), new("expires-after", "520w")]);
    }
}
