using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Routers.RouterOs;

namespace MikrotikBilling.Core.Provisioning;

/// <summary>A session as the router shows it now.</summary>
public sealed record LiveSession(
    string UserName, string? RouterSessionId, string? Address, string? CallerId, TimeSpan Uptime, long? DownloadBytes, long? UploadBytes)
{
    /// <summary>By which door: a PPP secret's or a hotspot user's.</summary>
    public AccountKind Kind { get; init; } = AccountKind.PppSecret;
}

/// <summary>
/// Reads sessions with their counters: those of PPP are on the interface named after the user, those of the hotspot on the session itself.
/// </summary>
internal static class SessionSnapshot
{
    private static readonly TimeSpan WholeMenu = TimeSpan.FromSeconds(60);

    public static async Task<IReadOnlyList<LiveSession>> AllAsync(IRouterOsConnection connection, CancellationToken cancellationToken)
    {
        var hotspot = WithoutHotspotAsync(RowMenu.AllAsync(connection, HotspotPrint, cancellationToken));
        var ppp = await PppAsync(connection,
            RouterOsCommand.Of("/ppp/active/print").Columns("name", "service", "caller-id", "address", "uptime", "session-id").Within(WholeMenu),
            RouterOsCommand.Of("/interface/print").Columns("name", "rx-byte", "tx-byte").WhereEquals("type", "pppoe-in").Within(WholeMenu), cancellationToken);
        return [.. ppp, .. (await hotspot).Select(Hotspot)];
    }

    /// <summary>A router whose hotspot package is missing, or whose user may not see it, has no hotspot sessions for us.</summary>
    public static async Task<List<RouterOsRow>> WithoutHotspotAsync(Task<List<RouterOsRow>> reading)
    {
        try
        {
            return await reading;
        }
        catch (RouterOsException e) when (e is { IsConnectionFault: false, IsTransient: false })
        {
            return [];
        }
    }

    private static RouterOsCommand HotspotPrint =>
        RouterOsCommand.Of("/ip/hotspot/active/print").Columns("user", "address", "mac-address", "uptime", "bytes-in", "bytes-out");

    /// <summary>In is what came from the customer.</summary>
    private static LiveSession Hotspot(RouterOsRow row) => new(row.Text("user"), null, row["address"], row["mac-address"],
        RouterOsDuration.Parse(row["uptime"]) ?? TimeSpan.Zero, row.Number("bytes-out"), row.Number("bytes-in"))
    { Kind = AccountKind.HotspotUser };

    private static async Task<IEnumerable<LiveSession>> PppAsync(
        IRouterOsConnection connection, RouterOsCommand active, RouterOsCommand interfaces, CancellationToken cancellationToken)
    {
        var sessions = connection.RunAsync(active, cancellationToken);
        var counters = connection.RunAsync(interfaces, cancellationToken);
        await Task.WhenAll(sessions, counters);
        var byName = (await counters).Rows.ToLookup(r => r.Text("name"), StringComparer.Ordinal);
        return (await sessions).Rows.Where(r => r.Text("name").Length > 0).Select(row =>
        {
            // rx is what the router received: the customer's upload.
            var counter = byName[$"<pppoe-{row.Text("name")}>"].FirstOrDefault();
            return new LiveSession(row.Text("name"), row["session-id"], row["address"], row["caller-id"],
                RouterOsDuration.Parse(row["uptime"]) ?? TimeSpan.Zero, counter?.Number("tx-byte"), counter?.Number("rx-byte"));
        });
    }
}
