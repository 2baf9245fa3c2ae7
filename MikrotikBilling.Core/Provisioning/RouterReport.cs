using System.Globalization;
using System.Runtime.CompilerServices;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Routers.RouterOs;

namespace MikrotikBilling.Core.Provisioning;

/// <summary>What billing finds on a router, in lines for a terminal. It only reads.</summary>
public static class RouterReport
{
    private static readonly TimeSpan WholeMenu = TimeSpan.FromSeconds(60);

    private static readonly (string Label, string Menu)[] Counted =
    [
        ("PPP secrets", "/ppp/secret"), ("PPP profiles", "/ppp/profile"), ("PPP active", "/ppp/active"),
        ("Hotspot users", "/ip/hotspot/user"), ("Hotspot active", "/ip/hotspot/active"), ("Simple queues", "/queue/simple"),
    ];

    public static async IAsyncEnumerable<string> ReadAsync(
        IRouterOsConnection connection, string userName, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var health = await RouterHealth.ReadAsync(connection, cancellationToken);
        yield return Line("Identity", health.Identity);
        yield return Line("RouterOS", health.OsVersion);
        yield return Line("Board", health.Board);
        yield return Line("Serial number", health.SerialNumber);
        yield return Line("Uptime", health.Uptime?.ToString("c", CultureInfo.InvariantCulture));
        yield return Line("CPU", health.CpuLoadPercent is { } load ? $"{load} %" : null);
        yield return Line("Memory free", Share(health.FreeMemory, health.TotalMemory));
        yield return Line("Disk free", Share(health.FreeDisk, health.TotalDisk));
        yield return Line("Certificate", connection.CertificateSha256 ?? "none (plain connection)");

        yield return "";
        foreach (var (label, menu) in Counted) yield return Line(label, await CountAsync(connection, menu, cancellationToken));
        yield return Line("Secrets belong to", await OwnersAsync(connection, cancellationToken));

        yield return "";
        await foreach (var line in ServicesAsync(connection, cancellationToken)) yield return line;
        yield return Line("User's policies", await RouterPermissionCheck.MissingAsync(connection, userName, cancellationToken) switch
        {
            null => "cannot be read with this user",
            { Count: 0 } => $"all that is needed ({RouterAdvice.Policies})",
            var missing => $"MISSING {string.Join(", ", missing)}",
        });
    }

    private static async Task<string> CountAsync(IRouterOsConnection connection, string menu, CancellationToken cancellationToken)
    {
        try
        {
            var reply = await connection.RunAsync(RouterOsCommand.Of($"{menu}/print").With("count-only", ""), cancellationToken);
            return reply.Ret ?? "?";
        }
        catch (RouterOsException e) when (!e.IsConnectionFault && !e.IsTransient)
        {
            return $"not readable: {e.RawMessage ?? e.Message}";
        }
    }

    private static async Task<string> OwnersAsync(IRouterOsConnection connection, CancellationToken cancellationToken)
    {
        var owners = new SortedDictionary<string, int>(StringComparer.Ordinal);
        try
        {
            await foreach (var row in connection.StreamAsync(RouterOsCommand.Of("/ppp/secret/print").Columns("comment").Within(WholeMenu), cancellationToken))
            {
                var owner = OwnershipMark.Parse(row["comment"]) is { } mark ? $"installation {mark.Installation}" : "others";
                owners[owner] = owners.GetValueOrDefault(owner) + 1;
            }
        }
        catch (RouterOsException e) when (!e.IsConnectionFault && !e.IsTransient)
        {
            return "not readable";
        }
        return owners.Count == 0 ? "nobody" : string.Join(", ", owners.Select(o => $"{o.Key}: {o.Value}"));
    }

    private static async IAsyncEnumerable<string> ServicesAsync(IRouterOsConnection connection, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        IReadOnlyList<RouterOsRow> rows;
        try
        {
            rows = (await connection.RunAsync(RouterOsCommand.Of("/ip/service/print").Columns("name", "port", "address", "disabled", "certificate"), cancellationToken)).Rows;
        }
        catch (RouterOsException e) when (!e.IsConnectionFault && !e.IsTransient)
        {
            rows = [];
        }
        foreach (var row in rows.Where(r => r.Text("name") is "api" or "api-ssl"))
        {
            var state = row.Flag("disabled") ? "off" : $"port {row.Text("port")}, from {(row.Text("address") is { Length: > 0 } from ? from : "anywhere")}";
            yield return Line($"Service {Clean(row.Text("name"))}", row.TryGet("certificate", out var certificate) ? $"{state}, certificate {certificate}" : state);
        }
    }

    private static string Share(long? free, long? total) => free is { } left && total is { } all
        ? $"{ByteSize.ToText(left)} of {ByteSize.ToText(all)}"
        : "unknown";

    private static string Line(string label, string? value) => $"{label + ":",-19}{Clean(value ?? "unknown")}";

    /// <summary>The router's text may hold what moves the terminal's cursor.</summary>
    private static string Clean(string text) => string.Concat(text.Select(c => char.IsControl(c) ? '?' : c));
}
