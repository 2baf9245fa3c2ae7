using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;

namespace MikrotikBilling.Core.Routers;

/// <summary>A router as lists show it.</summary>
public sealed record RouterLine(
    Guid Id, string Name, string Host, int Port, bool UseTls, bool IsActive, RouterState State, DateTimeOffset? Since,
    string? Error, string? OsVersion, string? Board, int? CpuLoadPercent, long? UptimeSeconds, int OnlineSessions, DateTimeOffset? CheckedAt);

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
        IQueryable<Router> rows = db.Set<Router>().AsNoTracking();
        if (!string.IsNullOrWhiteSpace(search))
        {
            var text = search.Trim().ToLowerInvariant();
            rows = rows.Where(r => r.Name.ToLower().Contains(text) || r.Host.ToLower().Contains(text));
        }
        var from = Cursor.Decode<NamePosition>(cursor);
        if (from is { Back: true }) rows = rows.Where(r => string.Compare(r.Name, from.Name) < 0).OrderByDescending(r => r.Name);
        else if (from is not null) rows = rows.Where(r => string.Compare(r.Name, from.Name) > 0).OrderBy(r => r.Name);
        else rows = rows.OrderBy(r => r.Name);
        var items = await Lines(rows).Take(PageSize + 1).ToListAsync(cancellationToken);
        return Edges.Page(items, PageSize, from is not null, from is { Back: true }, (line, back) => Cursor.Encode(new NamePosition(line.Name, back)));
    }

    /// <summary>These, in no order.</summary>
    public async Task<IReadOnlyList<RouterLine>> LinesAsync(IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken) =>
        await Lines(db.Set<Router>().AsNoTracking().Where(r => ids.Contains(r.Id))).ToListAsync(cancellationToken);

    public async Task<RouterLine?> LineAsync(Guid id, CancellationToken cancellationToken) =>
        await Lines(db.Set<Router>().AsNoTracking().Where(r => r.Id == id)).SingleOrDefaultAsync(cancellationToken);

    public async Task<Router?> FindAsync(Guid id, CancellationToken cancellationToken) =>
        await db.Set<Router>().AsNoTracking().Include(r => r.Status).SingleOrDefaultAsync(r => r.Id == id, cancellationToken);

    public async Task<IReadOnlyList<RouterChoice>> ChoicesAsync(CancellationToken cancellationToken) =>
        await db.Set<Router>().AsNoTracking().Where(r => r.IsActive).OrderBy(r => r.Name).Select(r => new RouterChoice(r.Id, r.Name))
            .ToListAsync(cancellationToken);

    /// <summary>Those that should answer and do not; the longest away first.</summary>
    public async Task<IReadOnlyList<RouterLine>> OfflineAsync(int count, CancellationToken cancellationToken) =>
        await Lines(db.Set<Router>().AsNoTracking().Where(r => r.IsActive && r.Status!.State == RouterState.Offline).OrderBy(r => r.Status!.Since))
            .Take(count).ToListAsync(cancellationToken);

    public async Task<IReadOnlyList<RouterName>> NamesAsync(CancellationToken cancellationToken) =>
        await db.Set<Router>().AsNoTracking().OrderBy(r => r.Name).Select(r => new RouterName(r.Id, r.Name, r.IsActive)).ToListAsync(cancellationToken);

    public async Task<RouterCounts> CountsAsync(CancellationToken cancellationToken)
    {
        var rows = await db.Set<RouterStatus>().AsNoTracking().Join(db.Set<Router>().Where(r => r.IsActive), s => s.RouterId, r => r.Id, (s, _) => s)
            .GroupBy(s => s.State).Select(g => new { State = g.Key, Count = g.Count(), Sessions = g.Sum(s => s.OnlineSessions) }).ToListAsync(cancellationToken);
        int Of(RouterState state) => rows.FirstOrDefault(r => r.State == state)?.Count ?? 0;
        return new RouterCounts(Of(RouterState.Online), Of(RouterState.Offline), Of(RouterState.Unknown), rows.Sum(r => r.Sessions));
    }

    private static IQueryable<RouterLine> Lines(IQueryable<Router> rows) => rows.Select(r => new RouterLine(
        r.Id, r.Name, r.Host, r.Port, r.UseTls, r.IsActive, r.Status!.State, r.Status.Since, r.Status.Error, r.Status.OsVersion,
        r.Status.Board, r.Status.CpuLoadPercent, r.Status.UptimeSeconds, r.Status.OnlineSessions, r.Status.CheckedAt));

    private sealed record NamePosition(string Name, bool Back = false);
}
