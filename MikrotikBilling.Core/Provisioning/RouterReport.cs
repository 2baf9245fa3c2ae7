using System.Globalization;
using System.Net;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Routers.RouterOs;
using MikrotikBilling.Core.Routers.SetUp;

namespace MikrotikBilling.Core.Provisioning;

/// <summary>Rows of one menu; null with the reason when it cannot be read.</summary>
public sealed record MenuCount(string Label, long? Rows, string? Why);

/// <summary>What billing finds on a router. Reading it changes nothing there.</summary>
/// <param name="Owners">Whose the PPP secrets are, by their marks; null when they cannot be read.</param>
public sealed record RouterReport(
    RouterHealth Router, string? CertificateSha256, IReadOnlyList<MenuCount> Counts, IReadOnlyDictionary<string, int>? Owners, IReadOnlyList<SafetyFinding> Findings)
{
    private static readonly TimeSpan WholeMenu = TimeSpan.FromSeconds(60);

    private static readonly (string Label, string Menu)[] Counted =
    [
        ("PPP secrets", "/ppp/secret"), ("PPP profiles", "/ppp/profile"), ("PPP active", "/ppp/active"),
        ("Hotspot users", "/ip/hotspot/user"), ("Hotspot active", "/ip/hotspot/active"), ("Simple queues", "/queue/simple"),
    ];

    /// <summary>Nothing is missing and nothing too open.</summary>
    public bool IsRight => Findings.All(f => f.Verdict != SafetyVerdict.Wrong);

    public static async Task<RouterReport> ReadAsync(
        IRouterOsConnection connection, string userName, IReadOnlyList<IPAddress> servers, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(connection);
        var health = await RouterHealth.ReadAsync(connection, cancellationToken);
        var counts = new List<MenuCount>();
        foreach (var (label, menu) in Counted) counts.Add(await CountAsync(connection, label, menu, cancellationToken));
        return new RouterReport(health, connection.CertificateSha256, counts, await OwnersAsync(connection, cancellationToken),
            await RouterSafetyCheck.ReadAsync(connection, userName, servers, cancellationToken));
    }

    /// <summary>For a terminal.</summary>
    public IEnumerable<string> Lines()
    {
        yield return Line("Identity", Router.Identity);
        yield return Line("RouterOS", Router.OsVersion);
        yield return Line("Board", Router.Board);
        yield return Line("Serial number", Router.SerialNumber);
        yield return Line("Uptime", Router.Uptime?.ToString("c", CultureInfo.InvariantCulture));
        yield return Line("CPU", Router.CpuLoadPercent is { } load ? $"{load} %" : null);
        yield return Line("Memory free", Share(Router.FreeMemory, Router.TotalMemory));
        yield return Line("Disk free", Share(Router.FreeDisk, Router.TotalDisk));
        yield return Line("Certificate", CertificateSha256 ?? "none (plain connection)");
        yield return "";
        foreach (var count in Counts) yield return Line(count.Label, count.Rows?.ToString(CultureInfo.InvariantCulture) ?? $"not readable: {count.Why}");
        yield return Line("Secrets belong to", Owners switch
        {
            null => "not readable",
            { Count: 0 } => "nobody",
            var owners => string.Join(", ", owners.Select(o => $"{o.Key}: {o.Value}")),
        });
        yield return "";
        foreach (var finding in Findings)
        {
            yield return $"{Mark(finding.Verdict),-7}{Clean(finding.Item)}: {Clean(finding.Text)}";
            foreach (var command in finding.Commands) yield return $"         {Clean(command)}";
        }
    }

    private static async Task<MenuCount> CountAsync(IRouterOsConnection connection, string label, string menu, CancellationToken cancellationToken)
    {
        try
        {
            var reply = await connection.RunAsync(RouterOsCommand.Of($"{menu}/print").With("count-only", ""), cancellationToken);
            return long.TryParse(reply.Ret, NumberStyles.None, CultureInfo.InvariantCulture, out var rows) ? new MenuCount(label, rows, null) : new MenuCount(label, null, reply.Ret);
        }
        catch (RouterOsException e) when (!e.IsConnectionFault && !e.IsTransient)
        {
            return new MenuCount(label, null, e.RawMessage ?? e.Message);
        }
    }

    private static async Task<IReadOnlyDictionary<string, int>?> OwnersAsync(IRouterOsConnection connection, CancellationToken cancellationToken)
    {
        var owners = new SortedDictionary<string, int>(StringComparer.Ordinal);
        try
        {
            await foreach (var row in connection.StreamAsync(RouterOsCommand.Of("/ppp/secret/print").Columns("comment").Within(WholeMenu), cancellationToken))
            {
                var owner = OwnershipMark.Parse(row["comment"]) is { } mark ? $"installation {mark.Installation}" : "others";
                owners[owner] = owners.GetValueOrDefault(owner) + 1;
            }
            return owners;
        }
        catch (RouterOsException e) when (!e.IsConnectionFault && !e.IsTransient)
        {
            return null;
        }
    }

    private static string Mark(SafetyVerdict verdict) => verdict switch
    {
        SafetyVerdict.Right => "ok",
        SafetyVerdict.Wrong => "WRONG",
        SafetyVerdict.Advice => "note",
        _ => "?",
    };

    private static string Share(long? free, long? total) => free is { } left && total is { } all
        ? $"{ByteSize.ToText(left)} of {ByteSize.ToText(all)}"
        : "unknown";

    private static string Line(string label, string? value) => $"{label + ":",-19}{Clean(value ?? "unknown")}";

    /// <summary>The router's text may hold what moves the terminal's cursor.</summary>
    private static string Clean(string text) => string.Concat(text.Select(c => char.IsControl(c) ? '?' : c));
}
