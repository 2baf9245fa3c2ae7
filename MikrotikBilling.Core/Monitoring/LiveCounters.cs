using MikrotikBilling.Core.Provisioning;
using MikrotikBilling.Core.Routers.RouterOs;

namespace MikrotikBilling.Core.Monitoring;

/// <summary>Counters of one name at one moment, from the customer's side.</summary>
internal readonly record struct LiveCounter(long Download, long Upload, long Timestamp);

/// <summary>What is watched on a router: some names, or all that is online.</summary>
internal sealed record LiveWish(bool All, IReadOnlyCollection<LiveName> Names);

/// <summary>Reads the counters of what is watched: one question for each door that somebody watches, however many they are.</summary>
internal static class LiveCounters
{
    private const string PppPrefix = "<pppoe-";

    public static async Task<Dictionary<LiveName, LiveCounter>> ReadAsync(
        IRouterOsConnection connection, LiveWish wish, TimeProvider clock, CancellationToken cancellationToken)
    {
        var names = wish.Names.ToLookup(n => n.Kind, n => n.UserName);
        var found = new Dictionary<LiveName, LiveCounter>();
        await Task.WhenAll(PppAsync(), HotspotAsync(), QueuesAsync());
        return found;

        async Task PppAsync()
        {
            List<string> wanted = [.. names[AccountKind.PppSecret].Select(n => $"{PppPrefix}{n}>")];
            if (!wish.All && wanted.Count == 0) return;
            var print = RouterOsCommand.Of("/interface/print").Columns("name", "rx-byte", "tx-byte");
            // The whole menu for a page of all, and where the question would be longer than its answer.
            print = wish.All || wanted.Count > RowQueries.MostNames ? print.WhereEquals("type", "pppoe-in") : print.WhereAny("name", wanted);
            var rows = (await connection.RunAsync(print, cancellationToken)).Rows;
            var at = clock.GetTimestamp();
            lock (found)
                foreach (var row in rows)
                    if (row.Text("name") is var name && name.StartsWith(PppPrefix, StringComparison.Ordinal))
                        // rx is what the router received: the customer's upload.
                        found[new LiveName(AccountKind.PppSecret, name[PppPrefix.Length..^1])] = new LiveCounter(row.Number("tx-byte") ?? 0, row.Number("rx-byte") ?? 0, at);
        }

        async Task HotspotAsync()
        {
            var wanted = names[AccountKind.HotspotUser].ToList();
            if (!wish.All && wanted.Count == 0) return;
            var print = RouterOsCommand.Of("/ip/hotspot/active/print").Columns("user", "bytes-in", "bytes-out");
            if (!wish.All && wanted.Count <= RowQueries.MostNames) print = print.WhereAny("user", wanted);
            var rows = await SessionSnapshot.WithoutHotspotAsync(RowMenu.AllAsync(connection, print, cancellationToken));
            var at = clock.GetTimestamp();
            lock (found)
                // Several devices may share one user.
                foreach (var user in rows.GroupBy(r => r.Text("user"), StringComparer.Ordinal))
                    found[new LiveName(AccountKind.HotspotUser, user.Key)] = new LiveCounter(user.Sum(r => r.Number("bytes-out") ?? 0), user.Sum(r => r.Number("bytes-in") ?? 0), at);
        }

        async Task QueuesAsync()
        {
            var wanted = names[AccountKind.SimpleQueue].ToList();
            if (wanted.Count == 0) return;
            var rows = await connection.ReadAnyAsync(RouterOsCommand.Of("/queue/simple/print").Columns("name", "bytes"), "name", wanted, cancellationToken);
            var at = clock.GetTimestamp();
            lock (found)
                foreach (var row in rows)
                    if (row.Pair("bytes") is { } bytes) found[new LiveName(AccountKind.SimpleQueue, row.Text("name"))] = new LiveCounter(bytes.Download, bytes.Upload, at);
        }
    }
}
