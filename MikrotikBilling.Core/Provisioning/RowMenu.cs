using System.Globalization;
using MikrotikBilling.Core.Routers.RouterOs;

namespace MikrotikBilling.Core.Provisioning;

/// <summary>Reads of a router's menus, by name while few are wanted and whole when many are.</summary>
internal static class RowMenu
{
    /// <summary>Above this many names one read of the whole menu is cheaper than asking for each.</summary>
    private const int AskSingly = 32;

    private static readonly TimeSpan WholeMenu = TimeSpan.FromSeconds(60);

    public static Task<List<RouterOsRow>> PppActiveAsync(IRouterOsConnection connection, IReadOnlyCollection<string> names, CancellationToken cancellationToken) =>
        ReadAsync(connection, RouterOsCommand.Of("/ppp/active/print").Columns(".id", "name"), "name", names, cancellationToken);

    public static Task<List<RouterOsRow>> HotspotActiveAsync(IRouterOsConnection connection, IReadOnlyCollection<string> names, CancellationToken cancellationToken) =>
        ReadAsync(connection, RouterOsCommand.Of("/ip/hotspot/active/print").Columns(".id", "user"), "user", names, cancellationToken);

    public static Task<List<RouterOsRow>> HotspotCookiesAsync(IRouterOsConnection connection, IReadOnlyCollection<string> names, CancellationToken cancellationToken) =>
        ReadAsync(connection, RouterOsCommand.Of("/ip/hotspot/cookie/print").Columns(".id", "user"), "user", names, cancellationToken);

    public static async Task<List<RouterOsRow>> AllAsync(IRouterOsConnection connection, RouterOsCommand print, CancellationToken cancellationToken) =>
        [.. (await connection.RunAsync(print.Within(WholeMenu), cancellationToken)).Rows];

    /// <summary>
    /// The whole menu, and proof that it is whole: as many rows as the router counts. Read once more when they differ, for rows come and go.
    /// Throws <see cref="IncompletePictureException"/>.
    /// </summary>
    public static async Task<List<RouterOsRow>> CountedAsync(IRouterOsConnection connection, RouterOsCommand print, CancellationToken cancellationToken)
    {
        for (var attempt = 0; ; attempt++)
        {
            var rows = await AllAsync(connection, print, cancellationToken);
            var counted = await connection.RunAsync(print.With("count-only", "").Within(WholeMenu), cancellationToken);
            if (!int.TryParse(counted.Ret, CultureInfo.InvariantCulture, out var count) || count == rows.Count) return rows;
            if (attempt == 1) throw new IncompletePictureException(print.Path, rows.Count, count);
        }
    }

    public static async Task<List<RouterOsRow>> ReadAsync(
        IRouterOsConnection connection, RouterOsCommand print, string key, IReadOnlyCollection<string> names, CancellationToken cancellationToken)
    {
        if (names.Count == 0) return [];
        if (names.Count <= AskSingly)
        {
            var replies = await Task.WhenAll(names.Select(name => connection.RunAsync(print.WhereEquals(key, name), cancellationToken)));
            return [.. replies.SelectMany(r => r.Rows)];
        }
        var wanted = names.ToHashSet(StringComparer.Ordinal);
        var rows = new List<RouterOsRow>();
        await foreach (var row in connection.StreamAsync(print.Within(WholeMenu), cancellationToken))
            if (wanted.Contains(row.Text(key))) rows.Add(row);
        return rows;
    }

    /// <summary>Removes rows; one that is gone already is as wished.</summary>
    public static Task RemoveAsync(IRouterOsConnection connection, string menu, IEnumerable<RouterOsRow> rows, CancellationToken cancellationToken) =>
        Task.WhenAll(rows.Select(async row =>
        {
            try
            {
                await connection.RunAsync(RouterOsCommand.Of($"{menu}/remove").With(".id", row.Id), cancellationToken);
            }
            catch (RouterOsException e) when (e.Kind == RouterOsErrorKind.NoSuchItem)
            {
                // it ended by itself
            }
        }));
}

/// <summary>A menu did not show all of its rows: nothing may be concluded from what is missing.</summary>
public sealed class IncompletePictureException(string path, int shown, int counted)
    : Exception($"The router's answer was incomplete: {path} showed {shown} of {counted} rows. Nothing was changed.");
