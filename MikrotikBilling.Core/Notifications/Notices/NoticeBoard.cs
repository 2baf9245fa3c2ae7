using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Staff;

namespace MikrotikBilling.Core.Notifications.Notices;

/// <summary>The newest notices of a tenant with who has read what: enough for everybody's bell.</summary>
public sealed record NoticeState(
    IReadOnlyList<NoticeLine> Newest, IReadOnlyDictionary<Guid, DateTimeOffset> Readers, IReadOnlyDictionary<(Guid Staff, Guid Notice), DateTimeOffset> Reads,
    IReadOnlyDictionary<(Guid Staff, string Cause), NoticeWay> Choices)
{
    public bool IsRead(NoticeLine notice, Guid staffId)
    {
        ArgumentNullException.ThrowIfNull(notice);
        return (Readers.TryGetValue(staffId, out var upTo) && upTo >= notice.LastAt) || (Reads.TryGetValue((staffId, notice.Id), out var at) && at >= notice.LastAt);
    }

    public NoticeWay WayOf(NoticeCause cause, Guid staffId, StaffRole role)
    {
        ArgumentNullException.ThrowIfNull(cause);
        return Choices.GetValueOrDefault((staffId, cause.Key)) ?? cause.Usual(role);
    }
}

/// <summary>
/// Notices as last read: every page shows a bell and asks here. A change forgets what is kept, and <see cref="NoticeKeeper"/> reads it anew at once, so
/// that it is seldom a page that has to; other nodes follow a few seconds later.
/// </summary>
public sealed class NoticeBoard(IServiceScopeFactory scopes) : IDisposable
{
    public const int Most = 100;

    private readonly ConcurrentDictionary<Guid, NoticeState> _kept = new();
    private readonly ConcurrentDictionary<Guid, bool> _asked = new();
    private readonly Bell _bell = new();
    private int _changes;

    public async ValueTask<NoticeState> OfAsync(Guid tenantId, CancellationToken cancellationToken)
    {
        if (_kept.TryGetValue(tenantId, out var kept)) return kept;
        _asked[tenantId] = true;
        return await KeepAsync(tenantId, cancellationToken);
    }

    public void Forget(Guid tenantId)
    {
        Interlocked.Increment(ref _changes);
        _kept.TryRemove(tenantId, out _);
        _bell.Ring();
    }

    /// <summary>Reads anew what pages ask for: this node does not hear of what others changed.</summary>
    internal async Task RefreshAsync(CancellationToken cancellationToken)
    {
        foreach (var tenant in _asked.Keys) await KeepAsync(tenant, cancellationToken);
    }

    internal Task<bool> WaitAsync(TimeSpan atMost, CancellationToken cancellationToken) => _bell.WaitAsync(atMost, cancellationToken);

    public void Dispose() => _bell.Dispose();

    private async Task<NoticeState> KeepAsync(Guid tenantId, CancellationToken cancellationToken)
    {
        var before = Volatile.Read(ref _changes);
        var state = await ReadAsync(tenantId, cancellationToken);
        // What changed while it was read is read again next time.
        if (before == Volatile.Read(ref _changes)) _kept[tenantId] = state;
        return state;
    }

    private async Task<NoticeState> ReadAsync(Guid tenantId, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentTenant>().Use(tenantId);
        var db = scope.ServiceProvider.GetRequiredService<AppDbContext>();
        var newest = await NoticeQueries.Lines(db.Set<Notice>().OrderByDescending(n => n.LastAt).ThenByDescending(n => n.Id).Take(Most)).ToListAsync(cancellationToken);
        var ids = newest.ConvertAll(n => n.Id);
        var readers = await db.Set<NoticeReader>().AsNoTracking().ToDictionaryAsync(r => r.StaffId, r => r.ReadUpTo, cancellationToken);
        var reads = ids.Count == 0 ? [] : await db.Set<NoticeRead>().AsNoTracking().Where(r => ids.Contains(r.NoticeId)).ToDictionaryAsync(r => (r.StaffId, r.NoticeId), r => r.ReadAt, cancellationToken);
        var choices = await db.Set<NoticeChoice>().AsNoTracking().ToDictionaryAsync(c => (c.StaffId, c.Cause), c => new NoticeWay(c.Bell, c.Email), cancellationToken);
        return new NoticeState(newest, readers, reads, choices);
    }
}
