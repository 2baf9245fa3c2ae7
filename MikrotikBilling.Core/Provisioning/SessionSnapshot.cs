using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Routers.RouterOs;

namespace MikrotikBilling.Core.Provisioning;

/// <summary>A session as the router shows it now.</summary>
public sealed record LiveSession(
    string UserName, string? RouterSessionId, string? Address, string? CallerId, TimeSpan Uptime, long? DownloadBytes, long? UploadBytes);

/// <summary>Reads sessions with their counters, which are on the interface named after the user.</summary>
internal static class SessionSnapshot
{
    private static readonly TimeSpan WholeMenu = TimeSpan.FromSeconds(60);

    public static Task<IReadOnlyList<LiveSession>> AllAsync(IRouterOsConnection connection, CancellationToken cancellationToken) =>
        ReadAsync(connection,
            RouterOsCommand.Of("/ppp/active/print").Columns("name", "service", "caller-id", "address", "uptime", "session-id").Within(WholeMenu),
            RouterOsCommand.Of("/interface/print").Columns("name", "rx-byte", "tx-byte").WhereEquals("type", "pppoe-in").Within(WholeMenu), cancellationToken);

    public static Task<IReadOnlyList<LiveSession>> OfAsync(IRouterOsConnection connection, string userName, CancellationToken cancellationToken) =>
        ReadAsync(connection,
            RouterOsCommand.Of("/ppp/active/print").Columns("name", "service", "caller-id", "address", "uptime", "session-id").WhereEquals("name", userName),
            RouterOsCommand.Of("/interface/print").Columns("name", "rx-byte", "tx-byte").WhereEquals("name", $"<pppoe-{userName}>"), cancellationToken);

    private static async Task<IReadOnlyList<LiveSession>> ReadAsync(
        IRouterOsConnection connection, RouterOsCommand active, RouterOsCommand interfaces, CancellationToken cancellationToken)
    {
        var sessions = connection.RunAsync(active, cancellationToken);
        var counters = connection.RunAsync(interfaces, cancellationToken);
        await Task.WhenAll(sessions, counters);
        var byName = (await counters).Rows.ToLookup(r => r.Text("name"), StringComparer.Ordinal);
        return [.. (await sessions).Rows.Where(r => r.Text("name").Length > 0).Select(row =>
        {
            // rx is what the router received: the customer's upload.
            var counter = byName[$"<pppoe-{row.Text("name")}>"].FirstOrDefault();
            return new LiveSession(row.Text("name"), row["session-id"], row["address"], row["caller-id"],
                RouterOsDuration.Parse(row["uptime"]) ?? TimeSpan.Zero, counter?.Number("tx-byte"), counter?.Number("rx-byte"));
        })];
    }
}
