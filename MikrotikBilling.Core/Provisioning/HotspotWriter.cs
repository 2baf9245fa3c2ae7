using System.Globalization;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Routers.RouterOs;

namespace MikrotikBilling.Core.Provisioning;

/// <summary>Hotspot users (RouterOS manual, "HotSpot": user).</summary>
internal sealed class HotspotWriter(IRouterOsConnection connection, string installation) : AccountWriter<WantedHotspotUser>(connection)
{
    private const string NoDevice = "00:00:00:00:00:00";
    private const string NoAddress = "0.0.0.0";

    protected override string Menu => "/ip/hotspot/user";

    protected override string Noun => "hotspot user";

    protected override string[] Columns => [".id", "name", "profile", "mac-address", "address", "limit-bytes-total", "disabled", "comment"];

    protected override async Task<Dictionary<WantedHotspotUser, AccountProblem>> PrepareAsync(
        IReadOnlyCollection<WantedHotspotUser> wanted, CancellationToken cancellationToken)
    {
        var problems = await HotspotProfileWriter.EnsureAsync(Connection, installation, [.. wanted.Select(w => w.Profile).DistinctBy(p => p.Name)], cancellationToken);
        return wanted.Where(w => problems.ContainsKey(w.Profile.Name)).ToDictionary(w => w, w => problems[w.Profile.Name]);
    }

    protected override RouterOsCommand Add(WantedHotspotUser wanted) => RouterOsCommand.Of("/ip/hotspot/user/add")
        .With("name", wanted.Name).With("password", wanted.Password).With("profile", wanted.Profile.Name)
        .With("mac-address", wanted.MacAddress).With("address", wanted.Address).With("limit-bytes-total", wanted.ByteLimit is null ? null : LimitText(wanted))
        .With("comment", wanted.Comment).With("disabled", !wanted.Enabled);

    protected override IEnumerable<RouterOsCommand> Changes(WantedHotspotUser wanted, RouterOsRow row)
    {
        // This menu has no unset: nothing is written as zeros.
        var set = Set(row)
            .With("name", row.Text("name") == wanted.Name ? null : wanted.Name)
            .With("password", wanted.PasswordIsApplied ? null : wanted.Password)
            .With("profile", row.Text("profile") == wanted.Profile.Name ? null : wanted.Profile.Name)
            .With("mac-address", SameDevice(wanted, row) ? null : wanted.MacAddress ?? NoDevice)
            .With("address", SameAddress(wanted, row) ? null : wanted.Address ?? NoAddress)
            .With("limit-bytes-total", SameLimit(wanted, row) ? null : LimitText(wanted))
            .With("comment", row.Text("comment") == wanted.Comment ? null : wanted.Comment)
            .With("disabled", row.Flag("disabled") == !wanted.Enabled ? null : wanted.Enabled ? "no" : "yes");
        var reset = RouterOsCommand.Of("/ip/hotspot/user/reset-counters").With(".id", row.Id);
        return wanted.MustReset ? [.. IfAny(set, row), reset] : IfAny(set, row);
    }

    protected override bool IsAsWanted(WantedHotspotUser wanted, RouterOsRow row) =>
        row.Text("profile") == wanted.Profile.Name && row.Flag("disabled") != wanted.Enabled && SameDevice(wanted, row) && SameAddress(wanted, row) && SameLimit(wanted, row);

    /// <summary>The cookie goes too where it would let in who may not: it signs the device in without a password.</summary>
    protected override async Task<IReadOnlySet<string>> EndSessionsAsync(IReadOnlyList<WantedHotspotUser> wanted, CancellationToken cancellationToken)
    {
        var cookies = await RowMenu.HotspotCookiesAsync(Connection, NamesOf(wanted.Where(w => !w.KeepsCookie)), cancellationToken);
        await RowMenu.RemoveAsync(Connection, "/ip/hotspot/cookie", cookies, cancellationToken);
        var rows = await RowMenu.HotspotActiveAsync(Connection, NamesOf(wanted), cancellationToken);
        await RowMenu.RemoveAsync(Connection, "/ip/hotspot/active", rows, cancellationToken);
        return rows.Select(r => r.Text("user")).ToHashSet(StringComparer.Ordinal);
    }

    private static string LimitText(WantedHotspotUser wanted) => (wanted.ByteLimit ?? 0).ToString(CultureInfo.InvariantCulture);

    private static bool SameDevice(WantedHotspotUser wanted, RouterOsRow row) =>
        (row.Text("mac-address") is NoDevice ? "" : row.Text("mac-address")).Equals(wanted.MacAddress ?? "", StringComparison.OrdinalIgnoreCase);

    private static bool SameAddress(WantedHotspotUser wanted, RouterOsRow row) =>
        (row.Text("address") is NoAddress ? "" : row.Text("address")) == (wanted.Address ?? "");

    private static bool SameLimit(WantedHotspotUser wanted, RouterOsRow row) => (row.Number("limit-bytes-total") ?? 0) == (wanted.ByteLimit ?? 0);
}

/// <summary>Makes the hotspot user profiles that a batch needs. Ours are known by their names; nobody else's is touched.</summary>
internal static class HotspotProfileWriter
{
    public static async Task<Dictionary<string, AccountProblem>> EnsureAsync(
        IRouterOsConnection connection, string installation, IReadOnlyCollection<WantedHotspotProfile> wanted, CancellationToken cancellationToken)
    {
        var problems = new Dictionary<string, AccountProblem>(StringComparer.Ordinal);
        if (wanted.Count == 0) return problems;
        var print = RouterOsCommand.Of("/ip/hotspot/user/profile/print").Columns(".id", "name", "rate-limit", "shared-users", "idle-timeout", "session-timeout", "address-pool");
        var rows = (await RowMenu.AllAsync(connection, print, cancellationToken)).Where(r => r.Text("name").StartsWith(WantedHotspotProfile.PrefixOf(installation), StringComparison.Ordinal))
            .ToLookup(r => r.Text("name"), StringComparer.Ordinal);
        foreach (var profile in wanted)
        {
            try
            {
                foreach (var command in Commands(profile, rows[profile.Name].FirstOrDefault())) await connection.RunAsync(command, cancellationToken);
            }
            catch (RouterOsException e) when (e is { IsConnectionFault: false, IsTransient: false })
            {
                problems[profile.Name] = new AccountProblem(false, e.Kind, $"Hotspot user profile {profile.Name}: {e.Message}");
            }
        }
        return problems;
    }

    private static IEnumerable<RouterOsCommand> Commands(WantedHotspotProfile wanted, RouterOsRow? row)
    {
        if (row is null)
        {
            yield return RouterOsCommand.Of("/ip/hotspot/user/profile/add").With("name", wanted.Name)
                .With("rate-limit", wanted.RateLimit.Length > 0 ? wanted.RateLimit : null).With("shared-users", Shared(wanted))
                .With("idle-timeout", wanted.Idle > TimeSpan.Zero ? Seconds(wanted.Idle) : null)
                .With("session-timeout", wanted.Session > TimeSpan.Zero ? Seconds(wanted.Session) : null)
                .With("address-pool", wanted.Pool.Length > 0 ? wanted.Pool : null);
            yield break;
        }
        var bare = RouterOsCommand.Of("/ip/hotspot/user/profile/set").With(".id", row.Id);
        var set = bare
            .With("rate-limit", RateString.Same(row["rate-limit"], wanted.RateLimit) ? null : wanted.RateLimit)
            .With("shared-users", row.Text("shared-users") == Shared(wanted) ? null : Shared(wanted))
            .With("idle-timeout", Span(row, "idle-timeout") == wanted.Idle ? null : wanted.Idle > TimeSpan.Zero ? Seconds(wanted.Idle) : "none")
            .With("session-timeout", Span(row, "session-timeout") == wanted.Session || wanted.Session == TimeSpan.Zero ? null : Seconds(wanted.Session))
            .With("address-pool", Pool(row) == wanted.Pool ? null : wanted.Pool.Length > 0 ? wanted.Pool : "none");
        if (set.Words.Count > bare.Words.Count) yield return set;
        // A session time cannot be set to nothing; it is unset.
        if (wanted.Session == TimeSpan.Zero && Span(row, "session-timeout") > TimeSpan.Zero)
            yield return RouterOsCommand.Of("/ip/hotspot/user/profile/unset").With(".id", row.Id).With("value-name", "session-timeout");
    }

    private static string Shared(WantedHotspotProfile wanted) => wanted.SharedUsers.ToString(CultureInfo.InvariantCulture);

    private static string Seconds(TimeSpan span) => $"{((long)span.TotalSeconds).ToString(CultureInfo.InvariantCulture)}s";

    private static TimeSpan Span(RouterOsRow row, string property) => RouterOsDuration.Parse(row[property]) ?? TimeSpan.Zero;

    private static string Pool(RouterOsRow row) => row.Text("address-pool") is "none" ? "" : row.Text("address-pool");
}
