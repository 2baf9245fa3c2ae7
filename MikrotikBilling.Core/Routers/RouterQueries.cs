using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using Microsoft.EntityFrameworkCore;

namespace MikrotikBilling.Core.Routers;

/// <summary>A router as lists show it.</summary>
public sealed record RouterLine(
    Guid Id, string Name, string Host, int Port, bool UseTls, bool IsActive, RouterState State, DateTimeOffset? Since,
    string? Error, string? OsVersion, string? Board, int? CpuLoadPercent, long? UptimeSeconds, int OnlineSessions);

/// <summary>For choosing one.</summary>
public sealed record RouterChoice(Guid Id, string Name);

/// <summary>For filters: inactive ones too.</summary>
public sealed record RouterName(Guid Id, string Name, bool IsActive);

public sealed record RouterCounts(int Online, int Offline, int Unknown, int OnlineSessions);

public sealed class RouterQueries(AppDbContext db)
{
    public const int PageSize = 50;

    /// <summary>By name; <paramref name="search"/> is found in name and host.</summary>
    public async Task<Page<RouterLine>> ListAsync(string? search, string? cursor, CancellationToken cancellationToken)
    {
        var rows = db.Set<Router>().AsNoTracking();
        if (!string.IsNullOrWhiteSpace(search))
        {
            var text = search.Trim().ToLowerInvariant();
            rows = rows.Where(r => r.Name.ToLower().Contains(text) || r.Host.ToLower().Contains(text));
        }
        if (Cursor.Decode<NamePosition>(cursor) is { } after)
            rows = rows.Where(r => string.Compare(r.Name, after.Name) > 0);
        var items = await Lines(rows.OrderBy(r => r.Name)).Take(PageSize + 1).ToListAsync(cancellationToken);
        var next = items.Count > PageSize ? Cursor.Encode(new NamePosition(items[PageSize - 1].Name)) : null;
        return new Page<RouterLine>(items.Take(PageSize).ToList(), next);
    }

    public async Task<RouterLine?> LineAsync(Guid id, CancellationToken cancellationToken) =>
        await Lines(db.Set<Router>().AsNoTracking().Where(r => r.Id == id)).SingleOrDefaultAsync(cancellationToken);

    public async Task<Router?> FindAsync(Guid id, CancellationToken cancellationToken) =>
        await db.Set<Router>().AsNoTracking().Include(r => r.Status).SingleOrDefaultAsync(r => r.Id == id, cancellationToken);

    public async Task<IReadOnlyList<RouterChoice>> ChoicesAsync(CancellationToken cancellationToken) =>
        await db.Set<Router>().AsNoTracking().Where(r => r.IsActive).OrderBy(r => r.Name).Select(r => new RouterChoice(r.Id, r.Name))
            .ToListAsync(cancellationToken);

    public async Task<IReadOnlyList<RouterName>> NamesAsync(CancellationToken cancellationToken) =>
        await db.Set<Router>().AsNoTracking().OrderBy(r => r.Name).Select(r => new RouterName(r.Id, r.Name, r.IsActive)).ToListAsync(cancellationToken);

    public async Task<RouterCounts> CountsAsync(CancellationToken cancellationToken)
    {
        var rows = await db.Set<RouterStatus>().AsNoTracking().Join(db.Set<Router>().Where(r => r.IsActive), s => s.RouterId, r => r.Id, (s, _) => s)
            .GroupBy(s => s.State).Select(g => new { State = g.Key, Count = g.Count(), Sessions = g.Sum(s => s.OnlineSessions) }).ToListAsync(cancellationToken);
        int Of(RouterState state) => rows.FirstOrDefault(r => r.State == state)?.Count ?? 0;
        return new RouterCounts(Of(RouterState.Online), Of(RouterState.Offline), Of(RouterState.Unknown), rows.Sum(r => r.Sessions));
    }

    public async Task<Page<RouterLogEntry>> LogAsync(Guid routerId, string? cursor, bool failuresOnly, CancellationToken cancellationToken)
    {
        var rows = db.Set<RouterLogEntry>().AsNoTracking().Where(e => e.RouterId == routerId);
        if (failuresOnly) rows = rows.Where(e => e.ErrorKind != null);
        if (Cursor.Decode<LogPosition>(cursor) is { } before) rows = rows.Where(e => e.Id < before.Id);
        var items = await rows.OrderByDescending(e => e.Id).Take(PageSize + 1).ToListAsync(cancellationToken);
        var next = items.Count > PageSize ? Cursor.Encode(new LogPosition(items[PageSize - 1].Id)) : null;
        return new Page<RouterLogEntry>(items.Take(PageSize).ToList(), next);
    }

    private static IQueryable<RouterLine> Lines(IQueryable<Router> rows) => rows.Select(r => new RouterLine(
        r.Id, r.Name, r.Host, r.Port, r.UseTls, r.IsActive, r.Status!.State, r.Status.Since, r.Status.Error, r.Status.OsVersion,
        r.Status.Board, r.Status.CpuLoadPercent, r.Status.UptimeSeconds, r.Status.OnlineSessions));

    private sealed record NamePosition(string Name);

    private sealed record LogPosition(long Id);
}
