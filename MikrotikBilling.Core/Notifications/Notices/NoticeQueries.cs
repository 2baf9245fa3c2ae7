using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Kernel.Words;

namespace MikrotikBilling.Core.Notifications.Notices;

/// <summary>A notice as lists show it.</summary>
public sealed record NoticeLine(
    Guid Id, string Cause, NoticeSeverity Severity, Phrase Title, Phrase? Text, string Url, int Times, DateTimeOffset RaisedAt, DateTimeOffset LastAt, DateTimeOffset? ClosedAt, Phrase? Ending)
{
    public bool IsOpen => ClosedAt is null;
}

/// <param name="Causes">Of these alone.</param>
public sealed record NoticeFilter(IReadOnlyList<string> Causes, bool OpenOnly = true, string? Cursor = null);

public sealed class NoticeQueries(AppDbContext db)
{
    public const int PageSize = 30;

    /// <summary>What came last comes first.</summary>
    public async Task<Page<NoticeLine>> ListAsync(NoticeFilter filter, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var causes = filter.Causes;
        var rows = db.Set<Notice>().Where(n => causes.Contains(n.Cause));
        if (filter.OpenOnly) rows = rows.Where(n => n.ClosedAt == null);
        if (Cursor.Decode<Position>(filter.Cursor) is { } last) rows = rows.Where(n => n.LastAt <= last.At && (n.LastAt < last.At || n.Id < last.Id));
        var items = await Lines(rows.OrderByDescending(n => n.LastAt).ThenByDescending(n => n.Id).Take(PageSize + 1)).ToListAsync(cancellationToken);
        return new Page<NoticeLine>([.. items.Take(PageSize)], items.Count > PageSize ? Cursor.Encode(new Position(items[PageSize - 1].LastAt, items[PageSize - 1].Id)) : null);
    }

    /// <summary>Which of these somebody has read, and when.</summary>
    public async Task<IReadOnlyDictionary<Guid, DateTimeOffset>> ReadsAsync(Guid staffId, IReadOnlyList<Guid> ids, CancellationToken cancellationToken) =>
        await db.Set<NoticeRead>().AsNoTracking().Where(r => r.StaffId == staffId && ids.Contains(r.NoticeId)).ToDictionaryAsync(r => r.NoticeId, r => r.ReadAt, cancellationToken);

    internal static IQueryable<NoticeLine> Lines(IQueryable<Notice> notices) => notices.AsNoTracking().Select(n => new NoticeLine(
        n.Id, n.Cause, n.Severity, n.Title, n.Text, n.Url, n.Times, n.RaisedAt, n.LastAt, n.ClosedAt, n.Ending));

    private sealed record Position(DateTimeOffset At, Guid Id);
}
