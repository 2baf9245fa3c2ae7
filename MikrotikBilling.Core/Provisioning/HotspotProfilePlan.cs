using System.Globalization;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Routers.RouterOs;

namespace MikrotikBilling.Core.Provisioning;

/// <summary>Compares hotspot user profiles with those a router has. Ours are known by their names: that menu has no comments.</summary>
internal static class HotspotProfilePlan
{
    public const string Menu = "/ip/hotspot/user/profile";

    public static RouterOsCommand Print =>
        RouterOsCommand.Of("/ip/hotspot/user/profile/print").Columns(".id", "name", "rate-limit", "shared-users", "idle-timeout", "session-timeout", "address-pool");

    public static ProfileStep Of(WantedHotspotProfile wanted, RouterOsRow? row)
    {
        if (row is null) return new ProfileStep(wanted.Name, StepKind.Add, [Add(wanted)], null);
        List<RouterOsCommand> commands = [.. Changes(wanted, row)];
        return new ProfileStep(wanted.Name, commands.Count == 0 ? StepKind.None : StepKind.Set, commands, row);
    }

    private static RouterOsCommand Add(WantedHotspotProfile wanted) => RouterOsCommand.Of("/ip/hotspot/user/profile/add").With("name", wanted.Name)
        .With("rate-limit", wanted.RateLimit.Length > 0 ? wanted.RateLimit : null).With("shared-users", Shared(wanted))
        .With("idle-timeout", wanted.Idle > TimeSpan.Zero ? Seconds(wanted.Idle) : null)
        .With("session-timeout", wanted.Session > TimeSpan.Zero ? Seconds(wanted.Session) : null)
        .With("address-pool", wanted.Pool.Length > 0 ? wanted.Pool : null);

    /// <summary>What the router had before us stays, where we have no opinion.</summary>
    private static IEnumerable<RouterOsCommand> Changes(WantedHotspotProfile wanted, RouterOsRow row)
    {
        var bare = RouterOsCommand.Of("/ip/hotspot/user/profile/set").With(".id", row.Id);
        var set = bare
            .With("rate-limit", RateString.Same(row["rate-limit"], wanted.RateLimit) ? null : wanted.RateLimit)
            .With("shared-users", row.Text("shared-users") == Shared(wanted) ? null : Shared(wanted))
            .With("idle-timeout", Keeps(Span(row, "idle-timeout"), wanted.Idle) ? null : wanted.Idle > TimeSpan.Zero ? Seconds(wanted.Idle) : "none")
            .With("session-timeout", Span(row, "session-timeout") == wanted.Session || wanted.Session == TimeSpan.Zero ? null : Seconds(wanted.Session))
            .With("address-pool", Pool(row) == wanted.Pool || (wanted.Adopts && wanted.Pool.Length == 0) ? null : wanted.Pool.Length > 0 ? wanted.Pool : "none");
        if (set.Words.Count > bare.Words.Count) yield return set;
        // A session time cannot be set to nothing; it is unset.
        if (!Keeps(Span(row, "session-timeout"), wanted.Session) && wanted.Session == TimeSpan.Zero)
            yield return RouterOsCommand.Of("/ip/hotspot/user/profile/unset").With(".id", row.Id).With("value-name", "session-timeout");

        bool Keeps(TimeSpan found, TimeSpan wish) => found == wish || (wanted.Adopts && wish == TimeSpan.Zero);
    }

    private static string Shared(WantedHotspotProfile wanted) => wanted.SharedUsers.ToString(CultureInfo.InvariantCulture);

    private static string Seconds(TimeSpan span) => $"{((long)span.TotalSeconds).ToString(CultureInfo.InvariantCulture)}s";

    private static TimeSpan Span(RouterOsRow row, string property) => RouterOsDuration.Parse(row[property]) ?? TimeSpan.Zero;

    private static string Pool(RouterOsRow row) => row.Text("address-pool") is "none" ? "" : row.Text("address-pool");
}
