using CsvHelper;
using MikrotikBilling.Core.Kernel;

namespace MikrotikBilling.Core.Subscriptions.Transfer;

/// <summary>How a file is written.</summary>
/// <param name="ByteOrderMark">Spreadsheets then know that it is UTF-8.</param>
public sealed record TransferStyle(bool ByteOrderMark = false, bool WithPasswords = false);

/// <summary>Writes a CSV file row by row, each cell so that no spreadsheet runs it as a formula.</summary>
internal sealed class TransferFile : IAsyncDisposable
{
    private readonly CsvWriter _writer;

    public TransferFile(Stream output, TransferStyle style) =>
        _writer = CsvWriter.Create(output, new CsvWriterOptions { WriteByteOrderMark = style.ByteOrderMark }, leaveOpen: true);

    public Task RowAsync(IEnumerable<string?> cells, CancellationToken cancellationToken) =>
        _writer.WriteRecordAsync([.. cells.Select(cell => cell is null ? "" : SpreadsheetCell.Guard(cell))], cancellationToken).AsTask();

    public ValueTask DisposeAsync() => _writer.DisposeAsync();
}
