using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;

namespace MikrotikBilling.Core.Subscriptions.Transfer;

/// <summary>An import for a list or its own page.</summary>
public sealed record ImportLine(
    Guid Id, string FileName, ImportState State, string? Note, bool StopRequested, long Bytes, long BytesChecked, int Rows, int ToAdd, int ToUpdate, int Unchanged, int Bad,
    int Added, int Updated, int Failed, string ActorName, DateTimeOffset CreatedAt, DateTimeOffset? FinishedAt, DateTimeOffset? PurgedAt)
{
    /// <summary>Rows that would make or change something.</summary>
    public int Todo => ToAdd + ToUpdate;

    public bool MayDiscard => ImportRun.IsBeforeWork(State);

    public static ImportLine Of(ImportRun r) => new(
        r.Id, r.FileName, r.State, r.Note, r.StopRequested, r.Bytes, r.BytesChecked, r.Rows, r.ToAdd, r.ToUpdate, r.Unchanged, r.Bad,
        r.Added, r.Updated, r.Failed, r.ActorName, r.CreatedAt, r.FinishedAt, r.PurgedAt);
}

/// <summary>One row of an import, without its password.</summary>
public sealed record ImportRowLine(
    int Number, int Line, ImportRowState State, TransferField? Field, string? Message, string? Name, string? Phone, string? UserName, Guid? CustomerId, Guid? SubscriptionId);

public sealed class ImportQueries(AppDbContext db)
{
    public const int PageSize = 50;

    /// <summary>Newest first.</summary>
    public async Task<Page<ImportLine>> ListAsync(string? cursor, CancellationToken cancellationToken)
    {
        var rows = db.Set<ImportRun>().AsNoTracking();
        if (Cursor.Decode<Position>(cursor) is { } before) rows = rows.Where(r => r.Id < before.Id);
        var items = await rows.OrderByDescending(r => r.Id).Take(PageSize + 1).ToListAsync(cancellationToken);
        return new Page<ImportLine>(items.Take(PageSize).Select(ImportLine.Of).ToList(), items.Count > PageSize ? Cursor.Encode(new Position(items[PageSize - 1].Id)) : null);
    }

    public async Task<ImportRun?> FindAsync(Guid id, CancellationToken cancellationToken) =>
        await db.Set<ImportRun>().AsNoTracking().SingleOrDefaultAsync(r => r.Id == id, cancellationToken);

    /// <summary>In the order of the file.</summary>
    public async Task<Page<ImportRowLine>> RowsAsync(Guid id, ImportRowState? state, string? cursor, CancellationToken cancellationToken)
    {
        var rows = db.Set<ImportRow>().AsNoTracking().Where(r => r.ImportId == id);
        if (state is { } wanted) rows = rows.Where(r => r.State == wanted);
        if (Cursor.Decode<RowPosition>(cursor) is { } after) rows = rows.Where(r => r.Number > after.Number);
        var items = await rows.OrderBy(r => r.Number).Take(PageSize + 1).ToListAsync(cancellationToken);
        return new Page<ImportRowLine>(items.Take(PageSize).Select(Line).ToList(), items.Count > PageSize ? Cursor.Encode(new RowPosition(items[PageSize - 1].Number)) : null);
    }

    /// <summary>The first rows that would make or change something.</summary>
    public async Task<IReadOnlyList<ImportRowLine>> FirstGoodAsync(Guid id, int count, CancellationToken cancellationToken)
    {
        var rows = db.Set<ImportRow>().AsNoTracking().Where(r => r.ImportId == id);
        List<ImportRow> first = [.. await rows.Where(r => r.State == ImportRowState.New).OrderBy(r => r.Number).Take(count).ToListAsync(cancellationToken),
            .. await rows.Where(r => r.State == ImportRowState.Update).OrderBy(r => r.Number).Take(count).ToListAsync(cancellationToken)];
        return [.. first.OrderBy(r => r.Number).Take(count).Select(Line)];
    }

    /// <summary>Rows that stayed out, to be corrected in a spreadsheet; so many in memory at a time.</summary>
    internal async IAsyncEnumerable<ImportRow> NotImportedAsync(Guid id, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        const int chunk = 500;
        for (var after = 0; ;)
        {
            var rows = await db.Set<ImportRow>().AsNoTracking().Where(r => r.ImportId == id && r.Number > after && (r.State == ImportRowState.Bad || r.State == ImportRowState.Failed))
                .OrderBy(r => r.Number).Take(chunk).ToListAsync(cancellationToken);
            foreach (var row in rows) yield return row;
            if (rows.Count < chunk) yield break;
            after = rows[^1].Number;
        }
    }

    private static ImportRowLine Line(ImportRow row)
    {
        var cells = RowValues.Unpack(row.Cells);
        return new ImportRowLine(row.Number, row.Line, row.State, row.Field, row.Message, cells[(int)TransferField.Name], cells[(int)TransferField.Phone], cells[(int)TransferField.UserName],
            row.CustomerId, row.SubscriptionId);
    }

    private sealed record Position(Guid Id);

    private sealed record RowPosition(int Number);
}
