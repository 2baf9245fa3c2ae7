using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Routers;

namespace MikrotikBilling.Core.Subscriptions.Bulk;

/// <summary>A run for a list or its own page.</summary>
public sealed record BulkLine(
    Guid Id, BulkAction Action, int? Days, string? Profile, string? Router, BulkState State, int Total, int Succeeded, int Refused, string? Note,
    bool StopRequested, string ActorName, DateTimeOffset CreatedAt, DateTimeOffset? FinishedAt, Guid? UndoOfId, Guid? UndoneById)
{
    public bool IsOver => State is BulkState.Done or BulkState.Stopped;

    /// <summary>The rows are not gathered yet.</summary>
    public bool IsGathering { get; init; }

    public bool MayUndo => IsOver && Action != BulkAction.Undo && Succeeded > 0 && UndoneById is null;
}

/// <summary>One row of a run.</summary>
public sealed record BulkItemLine(long Id, Guid SubscriptionId, Guid CustomerId, string Customer, string UserName, BulkItemState State, string? Message);

public sealed class BulkQueries(AppDbContext db)
{
    public const int PageSize = 50;

    /// <summary>Newest first.</summary>
    public async Task<Page<BulkLine>> ListAsync(string? cursor, CancellationToken cancellationToken)
    {
        var rows = db.Set<BulkRun>().AsNoTracking();
        if (Cursor.Decode<Position>(cursor) is { } before) rows = rows.Where(r => r.Id < before.Id);
        var items = await Lines(rows.OrderByDescending(r => r.Id)).Take(PageSize + 1).ToListAsync(cancellationToken);
        return new Page<BulkLine>(items.Take(PageSize).ToList(), items.Count > PageSize ? Cursor.Encode(new Position(items[PageSize - 1].Id)) : null);
    }

    public async Task<BulkLine?> FindAsync(Guid id, CancellationToken cancellationToken) =>
        await Lines(db.Set<BulkRun>().AsNoTracking().Where(r => r.Id == id)).SingleOrDefaultAsync(cancellationToken);

    /// <summary>Rows in the order they are worked off.</summary>
    public async Task<Page<BulkItemLine>> ItemsAsync(Guid id, BulkItemState? state, string? cursor, CancellationToken cancellationToken)
    {
        var rows = db.Set<BulkItem>().AsNoTracking().Where(i => i.RunId == id);
        if (state is { } wanted) rows = rows.Where(i => i.State == wanted);
        if (Cursor.Decode<ItemPosition>(cursor) is { } after) rows = rows.Where(i => i.Id > after.Item);
        var items = await rows.OrderBy(i => i.Id).Take(PageSize + 1)
            .Join(db.Set<Subscription>(), i => i.SubscriptionId, s => s.Id, (i, s) => new BulkItemLine(i.Id, s.Id, s.CustomerId, s.Customer!.Name, s.UserName, i.State, i.Message))
            .ToListAsync(cancellationToken);
        items = [.. items.OrderBy(i => i.Id)];
        return new Page<BulkItemLine>(items.Take(PageSize).ToList(), items.Count > PageSize ? Cursor.Encode(new ItemPosition(items[PageSize - 1].Id)) : null);
    }

    private IQueryable<BulkLine> Lines(IQueryable<BulkRun> runs) => runs.Select(r => new BulkLine(
        r.Id, r.Action, r.Days,
        db.Set<Profile>().Where(p => p.Id == r.ProfileId).Select(p => p.Name).FirstOrDefault(),
        db.Set<Router>().Where(p => p.Id == r.RouterId).Select(p => p.Name).FirstOrDefault(),
        r.State, r.Total, r.Succeeded, r.Refused, r.Note, r.StopRequested, r.ActorName, r.CreatedAt, r.FinishedAt, r.UndoOfId,
        db.Set<BulkRun>().Where(u => u.UndoOfId == r.Id).Select(u => (Guid?)u.Id).FirstOrDefault())
    {
        IsGathering = r.Filter != null,
    });

    private sealed record Position(Guid Id);

    private sealed record ItemPosition(long Item);
}
