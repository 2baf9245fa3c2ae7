using MikrotikBilling.Core.Routers.RouterOs;

namespace MikrotikBilling.Core.Provisioning.Adoption;

/// <summary>A menu that could not be read to its end: what was read of the others is worth nothing then.</summary>
public sealed class ReadingIncompleteException(string menu, RouterOsException inner) : Exception($"{menu} could not be read to its end: {inner.Message}", inner);

/// <summary>All that customers are made of on a router, read whole in one go. It only reads.</summary>
internal sealed class RouterReading
{
    private static readonly TimeSpan WholeMenu = TimeSpan.FromMinutes(3);

    public required IReadOnlyList<RouterOsRow> Secrets { get; init; }
    public required IReadOnlyList<RouterOsRow> PppProfiles { get; init; }
    public required IReadOnlyList<RouterOsRow> HotspotUsers { get; init; }
    public required IReadOnlyList<RouterOsRow> HotspotProfiles { get; init; }

    /// <summary>Those made by hand.</summary>
    public required IReadOnlyList<RouterOsRow> Queues { get; init; }

    public required IReadOnlySet<string> Pools { get; init; }
    public required IReadOnlySet<string> PppOnline { get; init; }
    public required IReadOnlySet<string> HotspotOnline { get; init; }

    /// <summary>Throws <see cref="ReadingIncompleteException"/>.</summary>
    public static async Task<RouterReading> ReadAsync(IRouterOsConnection connection, CancellationToken cancellationToken)
    {
        var profiles = await MenuAsync("PPP profiles", ProfilePrint);
        var secrets = await MenuAsync("PPP secrets", SecretPrint);
        var userProfiles = await HotspotAsync("Hotspot user profiles", UserProfilePrint);
        var users = await HotspotAsync("Hotspot users", UserPrint);
        var queues = await MenuAsync("Simple queues", QueuePrint);
        var pools = await MenuAsync("Address pools", RouterOsCommand.Of("/ip/pool/print").Columns("name"));
        var active = await MenuAsync("PPP sessions", RouterOsCommand.Of("/ppp/active/print").Columns("name"));
        var signedIn = await HotspotAsync("Hotspot sessions", RouterOsCommand.Of("/ip/hotspot/active/print").Columns("user"));
        return new RouterReading
        {
            Secrets = secrets,
            PppProfiles = profiles,
            HotspotUsers = [.. users.Where(u => !u.Flag("dynamic") && u.Text("name") is not "default-trial")],
            HotspotProfiles = userProfiles,
            Queues = [.. queues.Where(q => !q.Flag("dynamic") && !q.Text("name").StartsWith('<'))],
            Pools = pools.Select(p => p.Text("name")).ToHashSet(StringComparer.Ordinal),
            PppOnline = active.Select(s => s.Text("name")).ToHashSet(StringComparer.Ordinal),
            HotspotOnline = signedIn.Select(s => s.Text("user")).ToHashSet(StringComparer.Ordinal),
        };

        async Task<List<RouterOsRow>> MenuAsync(string name, RouterOsCommand print)
        {
            var rows = new List<RouterOsRow>();
            try
            {
                await foreach (var row in connection.StreamAsync(print.Within(WholeMenu), cancellationToken)) rows.Add(row);
            }
            catch (RouterOsException e)
            {
                throw new ReadingIncompleteException(name, e);
            }
            return rows;
        }

        // A router without the hotspot package has no such menu, and so nothing in it.
        async Task<List<RouterOsRow>> HotspotAsync(string name, RouterOsCommand print)
        {
            try
            {
                return await MenuAsync(name, print);
            }
            catch (ReadingIncompleteException e) when (e.InnerException is RouterOsException { Kind: RouterOsErrorKind.NoSuchCommand })
            {
                return [];
            }
        }
    }

    private static RouterOsCommand SecretPrint => RouterOsCommand.Of("/ppp/secret/print")
        .Columns("name", "service", "profile", "password", "disabled", "comment", "caller-id", "remote-address");

    private static RouterOsCommand ProfilePrint => RouterOsCommand.Of("/ppp/profile/print").Columns("name", "rate-limit", "remote-address", "local-address", "comment");

    private static RouterOsCommand UserPrint => RouterOsCommand.Of("/ip/hotspot/user/print")
        .Columns("name", "profile", "password", "disabled", "comment", "mac-address", "address", "limit-bytes-total", "dynamic");

    private static RouterOsCommand UserProfilePrint => RouterOsCommand.Of("/ip/hotspot/user/profile/print")
        .Columns("name", "rate-limit", "shared-users", "idle-timeout", "session-timeout", "address-pool");

    private static RouterOsCommand QueuePrint => RouterOsCommand.Of("/queue/simple/print")
        .Columns("name", "target", "max-limit", "burst-limit", "burst-threshold", "burst-time", "disabled", "dynamic", "comment");
}
