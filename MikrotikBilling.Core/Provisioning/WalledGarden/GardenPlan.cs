using System.Net;
using MikrotikBilling.Core.Routers.RouterOs;

namespace MikrotikBilling.Core.Provisioning.WalledGarden;

/// <summary>What one menu of the walled garden needs so that the wanted hosts are in it, and none of ours besides.</summary>
internal sealed record GardenPlan(IReadOnlyList<RouterOsCommand> Commands, int Added, int Changed, int Removed, IReadOnlyList<string> Lines)
{
    /// <summary>By host name in HTTP, stars allowed.</summary>
    public const string ByName = "/ip/hotspot/walled-garden";

    /// <summary>By the addresses a name leads to, for everything else; it knows no stars.</summary>
    public const string ByAddress = "/ip/hotspot/walled-garden/ip";

    public static RouterOsCommand Print(string menu) => RouterOsCommand.Of($"{menu}/print").Columns(".id", "dst-host", "dst-address", "action", "disabled", "comment");

    /// <summary>Rows without our mark are nobody's business here, whatever they let through.</summary>
    public static GardenPlan Of(string menu, IReadOnlyList<string> hosts, IReadOnlyList<RouterOsRow> rows, string installation)
    {
        var wanted = hosts.Where(h => menu == ByName ? !IPAddress.TryParse(h, out _) : !h.StartsWith("*.", StringComparison.Ordinal)).ToDictionary(h => h, h => h, StringComparer.OrdinalIgnoreCase);
        var action = menu == ByName ? "allow" : "accept";
        var (commands, lines) = (new List<RouterOsCommand>(), new List<string>());
        var (changed, removed) = (0, 0);
        foreach (var row in rows)
        {
            if (OwnershipMark.Parse(row["comment"]) is not { Kind: OwnershipMark.Garden } mark || mark.Installation != installation) continue;
            if (!wanted.Remove(Decode(mark.Id), out var host))
            {
                commands.Add(RouterOsCommand.Of($"{menu}/remove").With(".id", row.Id));
                lines.Add($"- {menu} {Decode(mark.Id)}");
                removed++;
                continue;
            }
            var (property, value) = Target(menu, host);
            var bare = RouterOsCommand.Of($"{menu}/set").With(".id", row.Id);
            var set = bare.With(property, Same(row, property, value) ? null : value)
                .With("action", row.Text("action") == action ? null : action).With("disabled", row.Flag("disabled") ? "no" : null);
            if (set.Words.Count == bare.Words.Count) continue;
            commands.Add(set);
            lines.Add($"~ {menu} {host}");
            changed++;
        }
        foreach (var host in wanted.Values)
        {
            var (property, value) = Target(menu, host);
            commands.Add(RouterOsCommand.Of($"{menu}/add").With(property, value).With("action", action)
                .With("comment", new OwnershipMark(installation, OwnershipMark.Garden, Encode(host)).ToComment("pay page")));
            lines.Add($"+ {menu} {host}");
        }
        return new GardenPlan(commands, wanted.Count, changed, removed, lines);
    }

    private static (string Property, string Value) Target(string menu, string host) =>
        menu == ByAddress && IPAddress.TryParse(host, out _) ? ("dst-address", host) : ("dst-host", host);

    private static bool Same(RouterOsRow row, string property, string value) =>
        row.Text(property).Equals(value, StringComparison.OrdinalIgnoreCase) || (property == "dst-address" && row.Text(property) == $"{value}/32");

    /// <summary>A colon would end the mark's field.</summary>
    private static string Encode(string host) => host.Replace(':', '_');

    private static string Decode(string id) => id.Replace('_', ':');
}
