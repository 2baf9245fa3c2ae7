using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Routers.RouterOs;

namespace MikrotikBilling.Core.Reports.Network;

/// <summary>A router as its report begins with it.</summary>
/// <param name="Since">When it was first looked at; null for one that never was.</param>
public sealed record WatchedRouter(Guid Id, string Name, bool IsActive, RouterState State, DateTimeOffset? Since, int OnlineSessions, int? CpuLoadPercent);

/// <summary>A time that a router was not there.</summary>
public sealed record OutageSpan(Guid RouterId, OutageKind Kind, DateTimeOffset From, DateTimeOffset? Until);

/// <summary>For the list.</summary>
/// <param name="RouterName">As it is called, or was before it was deleted.</param>
public sealed record OutageLine(long Id, Guid RouterId, string? RouterName, bool IsDeleted, DateTimeOffset StartedAt, DateTimeOffset? EndedAt, RouterOsErrorKind? ErrorKind, string? Reason);

/// <param name="From">Outages that lasted into this time or later.</param>
/// <param name="Until">And began before this.</param>
/// <param name="Cursor">Null shows the newest.</param>
public sealed record OutageFilter(Guid? RouterId, DateTimeOffset From, DateTimeOffset Until, string? Cursor = null);

/// <summary>What is kept of routers that were away.</summary>
public sealed class OutageQueries(AppDbContext db)
{
    public const int PageSize = 50;

    /// <summary>All routers by name.</summary>
    public Task<List<WatchedRouter>> WatchedAsync(CancellationToken cancellationToken) =>
        db.Set<Router>().AsNoTracking().OrderBy(r => r.Name)
            .Select(r => new WatchedRouter(r.Id, r.Name, r.IsActive, r.Status!.State, r.Status.CountedSince, r.Status.OnlineSessions, r.Status.CpuLoadPercent)).ToListAsync(cancellationToken);

    /// <summary>Everything that touches this time, open ones too.</summary>
    public Task<List<OutageSpan>> SpansAsync(DateTimeOffset from, DateTimeOffset until, CancellationToken cancellationToken)
    {
        // Each by itself is a range of an index.
        var over = db.Set<RouterOutage>().Where(o => o.EndedAt > from && o.StartedAt < until);
        var open = db.Set<RouterOutage>().Where(o => o.EndedAt == null && o.StartedAt < until);
        return over.Concat(open).Select(o => new OutageSpan(o.RouterId, o.Kind, o.StartedAt, o.EndedAt)).ToListAsync(cancellationToken);
    }

    /// <summary>Times that routers did not answer, the newest first.</summary>
    public Task<Page<OutageLine>> ListAsync(OutageFilter filter, CancellationToken cancellationToken) => ListAsync(filter, PageSize, cancellationToken);

    /// <summary>All of them, read some at a time.</summary>
    public async IAsyncEnumerable<OutageLine> AllAsync(OutageFilter filter, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(filter);
        string? cursor = null;
        do
        {
            var page = await ListAsync(filter with { Cursor = cursor }, 500, cancellationToken);
            foreach (var line in page.Items) yield return line;
            cursor = page.Next;
        }
        while (cursor is not null);
    }

    private async Task<Page<OutageLine>> ListAsync(OutageFilter filter, int size, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var (from, until) = (filter.From, filter.Until);
        var rows = db.Set<RouterOutage>().Where(o => o.Kind == OutageKind.Away && o.StartedAt < until && (o.EndedAt == null || o.EndedAt > from));
        if (filter.RouterId is { } router) rows = rows.Where(o => o.RouterId == router);
        if (Cursor.Decode<Position>(filter.Cursor) is { } mark) rows = rows.Where(o => o.StartedAt <= mark.At && (o.StartedAt < mark.At || o.Id < mark.Id));
        var found = await rows.OrderByDescending(o => o.StartedAt).ThenByDescending(o => o.Id).Take(size + 1).Select(o => new
        {
            o.Id,
            o.RouterId,
            Name = db.Set<Router>().Where(r => r.Id == o.RouterId).Select(r => r.Name).FirstOrDefault(),
            o.FormerName,
            o.StartedAt,
            o.EndedAt,
            o.ErrorKind,
            o.Reason,
        }).ToListAsync(cancellationToken);
        var next = found.Count > size ? Cursor.Encode(new Position(found[size - 1].StartedAt, found[size - 1].Id)) : null;
        return new Page<OutageLine>([.. found.Take(size).Select(o => new OutageLine(o.Id, o.RouterId, o.Name ?? o.FormerName, o.Name is null, o.StartedAt, o.EndedAt, o.ErrorKind, o.Reason))], next);
    }

    private sealed record Position(DateTimeOffset At, long Id);
}
