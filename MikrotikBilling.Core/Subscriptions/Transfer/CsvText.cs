using System.Text;
using CsvHelper;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Kernel.Words;

namespace MikrotikBilling.Core.Subscriptions.Transfer;

/// <summary>How files of other programs are written: encodings and delimiters that are understood.</summary>
public static class CsvText
{
    public const string Utf8 = "utf-8";
    public const string Western = "windows-1252";

    /// <summary>Name and words.</summary>
    public static IReadOnlyDictionary<string, Phrase> Encodings { get; } = new Dictionary<string, Phrase>
    {
        [Utf8] = "UTF-8",
        ["utf-16"] = "UTF-16",
        ["utf-16BE"] = "UTF-16, big end first",
        [Western] = "Western European (Windows-1252)",
        ["windows-1250"] = "Central European (Windows-1250)",
        ["windows-1251"] = "Cyrillic (Windows-1251)",
        ["windows-1256"] = "Arabic (Windows-1256)",
    };

    public static IReadOnlyDictionary<string, Phrase> Delimiters { get; } =
        new Dictionary<string, Phrase> { [","] = "Comma", [";"] = "Semicolon", ["\t"] = "Tab", ["|"] = "Bar" };

    /// <summary>What a byte sequence cannot mean is a sign of a wrong guess, but no reason to stop: it shows in the preview.</summary>
    internal static Encoding EncodingOf(string name) =>
        name.StartsWith("windows-", StringComparison.Ordinal) ? CodePagesEncodingProvider.Instance.GetEncoding(name)! : Encoding.GetEncoding(name);
}

/// <summary>A file that cannot be read, with the reason for people.</summary>
public sealed class CsvRejectedException(string message) : Exception(message);

/// <summary>The records of a file, one after the other, without holding the file.</summary>
internal sealed class CsvRecords : IAsyncDisposable
{
    public const int MostColumns = 100;
    public const int MostRows = 200_000;
    public const int LongestCell = 10_000;

    /// <summary>A quote that is never closed runs on to here, no further.</summary>
    private const int LongestRecord = 2 << 20;

    private readonly CsvReader _reader;
    private CsvMalformedReason? _malformed;

    /// <param name="delimiter">Null guesses from the first lines.</param>
    public CsvRecords(Stream stream, string encoding, string? delimiter) => _reader = CsvReader.Create(stream, new CsvReaderOptions
    {
        HasHeader = false,
        TrackLineNumbers = true,
        MaxRecordSize = LongestRecord,
        Encoding = CsvText.EncodingOf(encoding),
        Separator = delimiter?[0],
        DetectSeparatorHint = delimiter is null,
        OnMalformedRecord = record => _malformed = record.Reason,
    }, leaveOpen: false);

    /// <summary>Line of the file where the record begins.</summary>
    public int Line => (int)_reader.LineNumber;

    public int Count => _reader.FieldCount;

    /// <summary>Found in the first lines, or as given.</summary>
    public string Delimiter => _reader.Separator.ToString();

    /// <summary>Why this record cannot be trusted; null when it can.</summary>
    public string? Problem { get; private set; }

    public async Task<bool> ReadAsync(CancellationToken cancellationToken)
    {
        _malformed = null;
        try
        {
            if (!await _reader.ReadAsync(cancellationToken)) return false;
        }
        catch (CsvFormatException e)
        {
            throw new CsvRejectedException(e.LineNumber > 0
                ? $"Line {e.LineNumber:N0} does not end: perhaps a quote (\") is never closed there."
                : "A line does not end: perhaps it is no CSV file, or a quote (\") is never closed.");
        }
        if (Count > MostColumns) throw new CsvRejectedException($"Line {Line:N0} has {Count:N0} columns; at most {MostColumns} are read.");
        Problem = _malformed switch
        {
            CsvMalformedReason.UnterminatedQuote => "A quote (\") is opened here and never closed.",
            CsvMalformedReason.TextAfterClosingQuote => "Text follows a closing quote (\"). A quote inside a cell is written twice.",
            _ => null,
        };
        return true;
    }

    /// <summary>The cell without the spaces around it; empty when the record is shorter.</summary>
    public string Cell(int column)
    {
        if (column >= Count) return "";
        var text = _reader.GetString(column);
        if (text.Length > LongestCell) throw new CsvRejectedException($"Line {Line:N0} has a cell of {text.Length:N0} characters; at most {LongestCell:N0} are read. Perhaps a quote (\") is never closed there.");
        return SpreadsheetCell.Unguard(text).Trim();
    }

    public bool IsBlank => Enumerable.Range(0, Count).All(column => string.IsNullOrWhiteSpace(_reader.GetString(column)));

    public ValueTask DisposeAsync() => _reader.DisposeAsync();
}
