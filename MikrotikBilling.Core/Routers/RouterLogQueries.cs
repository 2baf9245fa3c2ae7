using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Routers.RouterOs;

namespace MikrotikBilling.Core.Routers;

public enum RouterLogResult { Done, Failed }

/// <param name="Kind">A failure of this kind; goes before <paramref name="Result"/>.</param>
/// <param name="Command">Its beginning: <c>/ppp/secret</c>.</param>
/// <param name="Before">Exclusive.</param>
public sealed record RouterLogFilter(
    Guid? RouterId = null, RouterLogResult? Result = null, RouterOsErrorKind? Kind = null, string? Command = null, DateTimeOffset? From = null,
    DateTimeOffset? Before = null, string? Cursor = null);

/// <summary>What was said to routers, newest first.</summary>
public sealed class RouterLogQueries(AppDbContext db)
{
    public const int PageSize = 50;

    public Task<Page<RouterLogEntry>> ListAsync(RouterLogFilter filter, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var mark = Cursor.Decode<Position>(filter.Cursor);
        var back = mark is { Back: true };
        var rows = db.Set<RouterLogEntry>().AsNoTracking();
        var rest = new List<Func<IQueryable<RouterLogEntry>, IQueryable<RouterLogEntry>>>();
        if (filter.RouterId is { } router) rows = rows.Where(e => e.RouterId == router);
        if (filter.Kind is { } kind) rows = rows.Where(e => e.ErrorKind != null && e.ErrorKind == kind);
        else if (filter.Result == RouterLogResult.Failed) rows = rows.Where(e => e.ErrorKind != null);
        else if (filter.Result == RouterLogResult.Done) rows = rows.Where(e => e.ErrorKind == null);
        if (!string.IsNullOrWhiteSpace(filter.Command)) rest.Add(r => r.Where(e => e.Command.StartsWith(filter.Command.Trim())));
        if (filter.From is { } start) rows = rows.Where(e => e.At >= start);
        if (filter.Before is { } end) rows = rows.Where(e => e.At < end);
        if (mark is not null)
            rows = back
                ? rows.Where(e => e.At >= mark.At && (e.At > mark.At || e.Id > mark.Id))
                : rows.Where(e => e.At <= mark.At && (e.At < mark.At || e.Id < mark.Id));
        return WindowedPages.ReadAsync(Ordered(rows, back), rest.Count == 0 ? null : rest[0], r => Ordered(r, back), PageSize, back,
            (entry, turned) => Cursor.Encode(new Position(entry.At, entry.Id, turned)),
            mark is null ? null : turned => Cursor.Encode(mark with { Back = turned }), cancellationToken);
    }

    private static IQueryable<RouterLogEntry> Ordered(IQueryable<RouterLogEntry> rows, bool back) =>
        back ? rows.OrderBy(e => e.At).ThenBy(e => e.Id) : rows.OrderByDescending(e => e.At).ThenByDescending(e => e.Id);

    private sealed record Position(DateTimeOffset At, long Id, bool Back = false);
}
