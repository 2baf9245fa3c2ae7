using System.Globalization;
using System.Text;
using MikrotikBilling.Core.Routers.RouterOs;

namespace MikrotikBilling.Core.Vouchers.Mikhmon;

/// <summary>Codes that were made together.</summary>
/// <param name="Text">Those that nobody has used, as <see cref="VoucherImport"/> reads them.</param>
internal sealed record MikhmonBatch(string Comment, string Profile, MikhmonTerms? Terms, string Text);

/// <summary>What mikhmon left on a router, read to its end. It only reads.</summary>
/// <param name="Running">Used, with the moment of their end as comment.</param>
/// <param name="Used">With the comment of their batch, but not as new any more.</param>
/// <param name="Others">Hotspot users that are none of mikhmon's vouchers.</param>
internal sealed record MikhmonReading(IReadOnlyList<MikhmonBatch> Batches, int Running, int Used, int Others)
{
    private static readonly TimeSpan WholeMenu = TimeSpan.FromMinutes(3);

    public static async Task<MikhmonReading> ReadAsync(IRouterOsConnection connection, CancellationToken cancellationToken)
    {
        var terms = new Dictionary<string, MikhmonTerms?>(StringComparer.Ordinal);
        await foreach (var row in connection.StreamAsync(RouterOsCommand.Of("/ip/hotspot/user/profile/print").Columns("name", "on-login").Within(WholeMenu), cancellationToken))
            terms[row.Text("name")] = MikhmonWords.TermsOf(row.Text("on-login"));
        var batches = new Dictionary<(string Comment, string Profile), StringBuilder>();
        var (running, used, others) = (0, 0, 0);
        await foreach (var row in connection.StreamAsync(UserPrint.Within(WholeMenu), cancellationToken))
        {
            if (row.Flag("dynamic") || row.Text("name") is "default-trial") continue;
            var comment = row.Text("comment");
            if (MikhmonWords.IsExpiry(comment)) running++;
            else if (!MikhmonWords.IsBatch(comment)) others++;
            else if (row.Text("uptime") is not ("" or "0s" or "00:00:00") || row.Flag("disabled")) used++;
            else Add(batches, (comment, row.Text("profile")), row.Text("name"), row.Text("password"));
        }
        return new MikhmonReading(
            [.. batches.OrderBy(b => b.Key.Comment, StringComparer.Ordinal).ThenBy(b => b.Key.Profile, StringComparer.Ordinal).Select(b => new MikhmonBatch(b.Key.Comment, b.Key.Profile, terms.GetValueOrDefault(b.Key.Profile), b.Value.ToString()))],
            running, used, others);
    }

    private static RouterOsCommand UserPrint => RouterOsCommand.Of("/ip/hotspot/user/print").Columns("name", "password", "profile", "comment", "uptime", "disabled", "dynamic");

    /// <summary>A password of its own is what a PIN is: both are wanted.</summary>
    private static void Add(Dictionary<(string Comment, string Profile), StringBuilder> batches, (string Comment, string Profile) key, string name, string password)
    {
        if (!batches.TryGetValue(key, out var text)) batches[key] = text = new StringBuilder("code,pin\n");
        text.Append(CultureInfo.InvariantCulture, $"{Cell(name)},{Cell(password == name ? "" : password)}\n");
    }

    private static string Cell(string value) => value.AsSpan().IndexOfAny(",\"\r\n") < 0 ? value : $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
