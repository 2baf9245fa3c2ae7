using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Data;

namespace MikrotikBilling.Core.Subscriptions.Transfer;

/// <summary>Reads the rows of an uploaded file by its mapping, so many at a time, from the beginning: what an earlier pass kept is dropped.</summary>
internal sealed class ImportCheckPass(AppDbContext db, ImportFiles files)
{
    private const int DeletedAtOnce = 5000;

    public async IAsyncEnumerable<(IReadOnlyList<FileRow> Rows, long BytesRead)> ReadAsync(ImportRun run, int chunkSize, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await DropRowsAsync(db, run.Id, cancellationToken);
        await db.Set<ImportRun>().Where(r => r.Id == run.Id).ExecuteUpdateAsync(set => set
            .SetProperty(r => r.Rows, 0).SetProperty(r => r.ToAdd, 0).SetProperty(r => r.ToUpdate, 0).SetProperty(r => r.Unchanged, 0).SetProperty(r => r.Bad, 0)
            .SetProperty(r => r.BytesChecked, 0), cancellationToken);
        var mapping = JsonSerializer.Deserialize<TransferField?[]>(run.Mapping)!;
        var stream = files.Open(run.Id);
        await using var records = new CsvRecords(stream, run.Encoding, run.Delimiter);
        await records.ReadAsync(cancellationToken);
        var rows = new List<FileRow>(chunkSize);
        var number = 0;
        while (await records.ReadAsync(cancellationToken))
        {
            if (records.IsBlank) continue;
            if (++number > CsvRecords.MostRows) throw new CsvRejectedException($"The file has more than {CsvRecords.MostRows:N0} rows. Split it and bring the parts in one after the other.");
            rows.Add(Row(records, mapping, number));
            if (rows.Count < chunkSize) continue;
            yield return (rows, stream.BytesRead);
            rows = new List<FileRow>(chunkSize);
        }
        if (number == 0) throw new CsvRejectedException("The file has no rows below its header.");
        if (rows.Count > 0) yield return (rows, stream.BytesRead);
    }

    /// <summary>In parts, so that nobody waits long for the writer.</summary>
    public static async Task DropRowsAsync(AppDbContext db, Guid importId, CancellationToken cancellationToken)
    {
        var rows = db.Set<ImportRow>().IgnoreQueryFilters(QueryFilters.AllTenants).Where(r => r.ImportId == importId);
        var last = await rows.MaxAsync(r => (int?)r.Number, cancellationToken) ?? 0;
        for (var from = 0; from < last; from += DeletedAtOnce)
        {
            var until = from + DeletedAtOnce;
            await rows.Where(r => r.Number <= until).ExecuteDeleteAsync(cancellationToken);
        }
    }

    private static FileRow Row(CsvRecords records, TransferField?[] mapping, int number)
    {
        var cells = new string?[TransferColumns.Count];
        for (var column = 0; column < mapping.Length; column++)
            if (mapping[column] is { } field && records.Cell(column) is { Length: > 0 } cell) cells[(int)field] = cell;
        var problem = records.Problem;
        for (var column = mapping.Length; problem is null && column < records.Count; column++)
            if (records.Cell(column).Length > 0) problem = $"It has {records.Count} cells where the header has {mapping.Length}. A cell with the delimiter in it needs quotes (\").";
        return new FileRow(number, records.Line, cells, problem);
    }
}
