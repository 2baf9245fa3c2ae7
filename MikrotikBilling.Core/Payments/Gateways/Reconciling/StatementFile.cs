using System.Text;
using System.Text.RegularExpressions;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Subscriptions.Transfer;
using MikrotikBilling.Core.Tenants;

namespace MikrotikBilling.Core.Payments.Gateways.Reconciling;

/// <summary>What can be said of a file before its columns are known.</summary>
/// <param name="HeaderRow">Which record holds the heads; what stands before it is the provider's own preface.</param>
/// <param name="Samples">The first rows below the heads.</param>
/// <param name="Format">Null where the heads are of no list that is known.</param>
public sealed record StatementLook(string Encoding, string Delimiter, int HeaderRow, IReadOnlyList<string> Headers, IReadOnlyList<IReadOnlyList<string>> Samples, StatementFormat? Format)
{
    /// <summary>The encoding is a guess: the file is no UTF-8.</summary>
    public bool IsGuess => Encoding == CsvText.Western;
}

/// <summary>A provider's list as a CSV file: its encoding, delimiter and heads are found, its lines read by a <see cref="StatementPlan"/>.</summary>
public static partial class StatementFile
{
    public const long MostBytes = 20 * ByteSize.Megabyte;
    public const int MostLines = 100_000;

    private const int Preface = 40;
    private const int SampleRows = 3;

    /// <summary>Why it is no list, or what it looks like.</summary>
    public static async Task<Result<StatementLook>> LookAsync(byte[] file, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(file);
        if (file.Length == 0) return Bad("The file is empty.");
        if (file.Length > MostBytes) return Bad($"The file is larger than {ByteSize.ToText(MostBytes)}. Ask the provider for fewer days.");
        if (file.AsSpan().StartsWith("PK\x03\x04"u8)) return Bad("That is an Excel workbook or another packed file. Save it as CSV and bring that.");
        if (file.AsSpan().StartsWith("%PDF"u8)) return Bad("That is a PDF. Providers also give the list as CSV; bring that.");
        var encoding = EncodingOf(file);
        if (!encoding.StartsWith("utf-16", StringComparison.Ordinal) && file.AsSpan().Contains((byte)0)) return Bad("That is no text file. A CSV file is asked for.");
        try
        {
            var delimiter = DelimiterOf(CsvText.EncodingOf(encoding).GetString(file.AsSpan(0, Math.Min(file.Length, 32_768))));
            return await LookAsync(file, encoding, delimiter, cancellationToken);
        }
        catch (CsvRejectedException e)
        {
            return Bad(e.Message);
        }
    }

    /// <summary>Reads all of it, with the reason for each line that cannot be read.</summary>
    /// <param name="tenant">Its currency and zone are taken where the list names none.</param>
    public static async Task<Result<Statement>> ReadAsync(byte[] file, StatementLook look, StatementPlan plan, TenantInfo tenant, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(look);
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(tenant);
        var places = plan.Columns.ToDictionary(c => c.Key, c => look.Headers.Index().Where(h => h.Item == c.Value).Select(h => h.Index).FirstOrDefault(-1));
        if (StatementPlan.Needed.Any(c => places.GetValueOrDefault(c, -1) < 0)) return Bad("Say which columns hold the id, the time and the amount.");
        try
        {
            var rows = await RowsAsync(file, look, places, cancellationToken);
            return rows.Count > MostLines ? Bad($"More than {MostLines:N0} lines. Ask the provider for fewer days.") : new StatementRead(plan, tenant, look.Delimiter, rows).Read();
        }
        catch (CsvRejectedException e)
        {
            return Bad(e.Message);
        }
    }

    private static async Task<List<StatementRow>> RowsAsync(byte[] file, StatementLook look, Dictionary<StatementColumn, int> places, CancellationToken cancellationToken)
    {
        var rows = new List<StatementRow>();
        await using var records = new CsvRecords(new MemoryStream(file, writable: false), look.Encoding, look.Delimiter);
        for (var at = 0; await records.ReadAsync(cancellationToken) && rows.Count <= MostLines; at++)
        {
            if (at <= look.HeaderRow || records.IsBlank) continue;
            var cells = new string[(int)StatementColumn.Original + 1];
            foreach (var column in Enum.GetValues<StatementColumn>()) cells[(int)column] = places.TryGetValue(column, out var place) && place >= 0 ? records.Cell(place) : "";
            rows.Add(new StatementRow(records.Line, cells, records.Problem));
        }
        return rows;
    }

    private static async Task<Result<StatementLook>> LookAsync(byte[] file, string encoding, string delimiter, CancellationToken cancellationToken)
    {
        var first = new List<IReadOnlyList<string>>();
        await using (var records = new CsvRecords(new MemoryStream(file, writable: false), encoding, delimiter))
            while (first.Count < Preface && await records.ReadAsync(cancellationToken)) first.Add([.. Enumerable.Range(0, records.Count).Select(records.Cell)]);
        var (format, row) = StatementFormat.All.SelectMany(f => first.Select((headers, at) => (Format: f, At: at, Fits: f.PlanFor(headers) is not null))).Where(f => f.Fits)
            .Select(f => ((StatementFormat?)f.Format, f.At)).FirstOrDefault((null, -1));
        if (row < 0)
        {
            var most = first.Select(r => r.Count(c => c.Length > 0)).DefaultIfEmpty(0).Max();
            row = first.FindIndex(r => r.Count(c => c.Length > 0) == most);
            if (most < StatementPlan.Needed.Count) return Bad("No line with an id, a time and an amount is in it. Is it a CSV file with heads?");
        }
        var below = first.Skip(row + 1).Where(r => r.Any(c => c.Length > 0)).Take(SampleRows).ToList();
        return new StatementLook(encoding, delimiter, row, first[row], below, format);
    }

    private static string EncodingOf(byte[] file)
    {
        if (file.AsSpan().StartsWith(new byte[] { 0xFF, 0xFE })) return "utf-16";
        if (file.AsSpan().StartsWith(new byte[] { 0xFE, 0xFF })) return "utf-16BE";
        try
        {
            new UTF8Encoding(false, throwOnInvalidBytes: true).GetCharCount(file);
            return CsvText.Utf8;
        }
        catch (DecoderFallbackException)
        {
            return CsvText.Western;
        }
    }

    /// <summary>What one of the first lines has most of, outside of quotes.</summary>
    private static string DelimiterOf(string text)
    {
        var lines = text.Split('\n').Take(Preface).Select(line => Quoted().Replace(line, "")).ToList();
        return CsvText.Delimiters.Keys.Select((d, order) => (Delimiter: d, Most: lines.Max(line => line.Count(c => c == d[0])), order)).OrderByDescending(d => d.Most).ThenBy(d => d.order).First().Delimiter;
    }

    private static Refusal Bad(string words) => new("reconciliation.file", words, "File");

    [GeneratedRegex("\"[^\"]*\"", RegexOptions.None, 1000)]
    private static partial Regex Quoted();
}
