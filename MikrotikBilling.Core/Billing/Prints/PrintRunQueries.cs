using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;

namespace MikrotikBilling.Core.Billing.Prints;

/// <summary>A document that could not be printed.</summary>
public sealed record PrintFailureLine(int Position, string FileName, Guid CustomerId, string Customer, string Message);

/// <summary>A document of a batch, as its archive is made of it.</summary>
public sealed record PrintFileLine(int Position, string FileName, PrintItemState State, string? Message);

public sealed class PrintRunQueries(AppDbContext db)
{
    public const int PageSize = 25;
    public const int MostFailures = 100;

    /// <summary>Newest first.</summary>
    public async Task<Page<PrintRun>> ListAsync(string? cursor, CancellationToken cancellationToken)
    {
        var rows = db.Set<PrintRun>().AsNoTracking();
        if (Cursor.Decode<Position>(cursor) is { } before) rows = rows.Where(r => r.CreatedAt <= before.CreatedAt && (r.CreatedAt < before.CreatedAt || r.Id < before.Id));
        var found = await rows.OrderByDescending(r => r.CreatedAt).ThenByDescending(r => r.Id).Take(PageSize + 1).ToListAsync(cancellationToken);
        return new Page<PrintRun>([.. found.Take(PageSize)], found.Count > PageSize ? Cursor.Encode(new Position(found[PageSize - 1].CreatedAt, found[PageSize - 1].Id)) : null);
    }

    public Task<PrintRun?> FindAsync(Guid id, CancellationToken cancellationToken) => db.Set<PrintRun>().AsNoTracking().SingleOrDefaultAsync(r => r.Id == id, cancellationToken);

    /// <summary>The first of them.</summary>
    public async Task<IReadOnlyList<PrintFailureLine>> FailuresAsync(Guid id, CancellationToken cancellationToken) => await db.Set<PrintItem>().Where(i => i.RunId == id && i.State == PrintItemState.Failed)
        .OrderBy(i => i.Position).Take(MostFailures)
        .Join(db.Set<Customer>(), i => i.CustomerId, c => c.Id, (i, c) => new { i.Position, i.FileName, i.CustomerId, c.Name, i.Message }).OrderBy(i => i.Position)
        .Select(i => new PrintFailureLine(i.Position, i.FileName, i.CustomerId, i.Name, i.Message ?? "")).ToListAsync(cancellationToken);

    /// <summary>All of them, in their order.</summary>
    public async Task<IReadOnlyList<PrintFileLine>> FilesAsync(Guid id, CancellationToken cancellationToken) =>
        await db.Set<PrintItem>().Where(i => i.RunId == id).OrderBy(i => i.Position).Select(i => new PrintFileLine(i.Position, i.FileName, i.State, i.Message)).ToListAsync(cancellationToken);

    private sealed record Position(DateTimeOffset CreatedAt, Guid Id);
}
