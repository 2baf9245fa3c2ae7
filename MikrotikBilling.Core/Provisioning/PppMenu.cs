using MikrotikBilling.Core.Routers.RouterOs;

namespace MikrotikBilling.Core.Provisioning;

/// <summary>Reads of the PPP menus, by name while few are wanted and whole when many are.</summary>
internal static class PppMenu
{
    /// <summary>Above this many names one read of the whole menu is cheaper than asking for each.</summary>
    private const int AskSingly = 32;

    private static readonly string[] SecretColumns = [".id", "name", "service", "profile", "disabled", "comment"];

    private static readonly TimeSpan WholeMenu = TimeSpan.FromSeconds(60);

    public static Task<List<RouterOsRow>> SecretsAsync(IRouterOsConnection connection, IReadOnlyCollection<string> names, CancellationToken cancellationToken) =>
        ReadAsync(connection, RouterOsCommand.Of("/ppp/secret/print").Columns(SecretColumns), names, cancellationToken);

    public static Task<List<RouterOsRow>> ActiveAsync(IRouterOsConnection connection, IReadOnlyCollection<string> names, CancellationToken cancellationToken) =>
        ReadAsync(connection, RouterOsCommand.Of("/ppp/active/print").Columns(".id", "name"), names, cancellationToken);

    public static async Task<List<RouterOsRow>> ProfilesAsync(IRouterOsConnection connection, CancellationToken cancellationToken) =>
        [.. (await connection.RunAsync(RouterOsCommand.Of("/ppp/profile/print")
            .Columns(".id", "name", "rate-limit", "remote-address", "local-address", "comment").Within(WholeMenu), cancellationToken)).Rows];

    private static async Task<List<RouterOsRow>> ReadAsync(
        IRouterOsConnection connection, RouterOsCommand print, IReadOnlyCollection<string> names, CancellationToken cancellationToken)
    {
        if (names.Count == 0) return [];
        if (names.Count <= AskSingly)
        {
            var replies = await Task.WhenAll(names.Select(name => connection.RunAsync(print.WhereEquals("name", name), cancellationToken)));
            return [.. replies.SelectMany(r => r.Rows)];
        }
        var wanted = names.ToHashSet(StringComparer.Ordinal);
        var rows = new List<RouterOsRow>();
        await foreach (var row in connection.StreamAsync(print.Within(WholeMenu), cancellationToken))
            if (wanted.Contains(row.Text("name"))) rows.Add(row);
        return rows;
    }
}
