using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Routers;

namespace MikrotikBilling.Core.Provisioning;

/// <summary>Compares what a router shows with the sessions recorded as open: opens, updates and closes them in one transaction.</summary>
public sealed class SessionRecorder(IServiceScopeFactory scopes, TimeProvider clock)
{
    /// <summary>How far the start may seem to move between two reads before it must be another session.</summary>
    private static readonly TimeSpan StartSlack = TimeSpan.FromSeconds(15);

    /// <summary>Returns what the reading came to; null when the router is gone here.</summary>
    public async Task<SessionReading?> RecordAsync(Guid routerId, IReadOnlyList<LiveSession> live, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AppDbContext>();
        var now = clock.GetUtcNow();
        var status = await db.Set<RouterStatus>().IgnoreQueryFilters(QueryFilters.AllTenants).AsNoTracking().Where(s => s.RouterId == routerId)
            .Select(s => new { s.TenantId, s.SessionsReadAt }).SingleOrDefaultAsync(cancellationToken);
        if (status is null) return null;
        var open = await db.Set<CustomerSession>().IgnoreQueryFilters(QueryFilters.AllTenants).Where(s => s.RouterId == routerId && s.EndedAt == null)
            .ToListAsync(cancellationToken);
        var left = open.ToLookup(s => s.UserName, StringComparer.Ordinal);
        var kept = new HashSet<CustomerSession>();
        var fresh = new List<(LiveSession Session, DateTimeOffset StartedAt)>();
        foreach (var session in live)
        {
            var startedAt = now - session.Uptime;
            var same = left[session.UserName].FirstOrDefault(s => !kept.Contains(s) && IsSame(s, session, startedAt));
            if (same is null)
            {
                fresh.Add((session, startedAt));
                continue;
            }
            kept.Add(same);
            same.SeenAt = now;
            same.Address = session.Address;
            same.Read(session.DownloadBytes, session.UploadBytes);
            // Somebody meant to end it and it goes on.
            if (same.End is not null) (same.End, same.EndWords) = (null, null);
            if (same.CountedAt is null) same.BeginCounting(fromStart: false, now);
        }
        List<CustomerSession> ended = [.. open.Where(s => !kept.Contains(s))];
        foreach (var gone in ended) gone.EndedAt = now;
        var (added, awaited) = await AddAsync(db, routerId, fresh, status.SessionsReadAt, now, cancellationToken);

        var reading = new SessionReading(routerId, status.TenantId, now, status.SessionsReadAt, [.. kept, .. added], ended) { Fresh = added };
        var count = reading.Open.Count;
        scope.ServiceProvider.GetRequiredService<CurrentTenant>().Use(status.TenantId);
        await db.InTransactionAsync(async token =>
        {
            foreach (var listener in scope.ServiceProvider.GetServices<IReadingListener>()) await listener.ReadAsync(reading, token);
            await db.SaveChangesAsync(token);
            if (awaited.Count > 0)
                foreach (var listener in scope.ServiceProvider.GetServices<IAwaitedListener>()) await listener.SeenAsync(awaited, now, token);
            await db.Set<RouterStatus>().Where(s => s.RouterId == routerId)
                .ExecuteUpdateAsync(set => set.SetProperty(s => s.OnlineSessions, count).SetProperty(s => s.SessionsReadAt, now), token);
        }, cancellationToken);
        return reading;
    }

    /// <returns>The new sessions, and the accounts of theirs that somebody awaits.</returns>
    private static async Task<(IReadOnlyList<CustomerSession> Added, IReadOnlyList<Guid> Awaited)> AddAsync(
        AppDbContext db, Guid routerId, List<(LiveSession Session, DateTimeOffset StartedAt)> fresh, DateTimeOffset? before, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (fresh.Count == 0) return ([], []);
        var names = fresh.Select(f => f.Session.UserName).Distinct(StringComparer.Ordinal).ToList();
        // By the rows we made there: a stranger's row of the same name is a stranger's session.
        var owners = await db.Set<RouterAccount>().IgnoreQueryFilters(QueryFilters.AllTenants).AsNoTracking()
            .Where(a => a.RouterId == routerId && a.AppliedName != null && names.Contains(a.AppliedName))
            .Select(a => new { UserName = a.AppliedName!, a.Kind, a.SubscriptionId, a.Subscription!.CustomerId, a.TenantId, a.AppliedAt, a.Id, a.IsAwaited }).ToListAsync(cancellationToken);
        var byName = owners.DistinctBy(o => (o.UserName, o.Kind)).ToDictionary(o => (o.UserName, o.Kind));
        var (added, awaited) = (new List<CustomerSession>(), new List<Guid>());
        foreach (var (session, startedAt) in fresh)
        {
            // Sessions of people who are not our customers are the router's business.
            if (!byName.TryGetValue((session.UserName, session.Kind), out var owner)) continue;
            var opened = new CustomerSession
            {
                TenantId = owner.TenantId,
                RouterId = routerId,
                SubscriptionId = owner.SubscriptionId,
                CustomerId = owner.CustomerId,
                UserName = session.UserName,
                RouterSessionId = session.RouterSessionId,
                Address = session.Address,
                CallerId = session.CallerId,
                StartedAt = startedAt,
                SeenAt = now,
            };
            opened.Read(session.DownloadBytes ?? 0, session.UploadBytes ?? 0);
            // Begun since the last look, or by a row that we made just now: all of it is his. Else somebody may have counted it before.
            var isNew = before is { } looked && startedAt >= looked - StartSlack;
            var isFirst = owner.AppliedAt is { } applied && startedAt >= applied - StartSlack;
            opened.BeginCounting(isNew || (isFirst && !await WasSeenAsync(db, owner.SubscriptionId, startedAt, cancellationToken)), now);
            db.Add(opened);
            added.Add(opened);
            if (owner.IsAwaited) awaited.Add(owner.Id);
        }
        return (added, awaited);
    }

    /// <summary>The same session was recorded before and taken for ended: an answer of the router left it out.</summary>
    private static Task<bool> WasSeenAsync(AppDbContext db, Guid subscriptionId, DateTimeOffset startedAt, CancellationToken cancellationToken) =>
        db.Set<CustomerSession>().IgnoreQueryFilters(QueryFilters.AllTenants).AnyAsync(s => s.SubscriptionId == subscriptionId && s.EndedAt > startedAt, cancellationToken);

    private static bool IsSame(CustomerSession recorded, LiveSession live, DateTimeOffset startedAt) =>
        recorded.RouterSessionId is { } id && live.RouterSessionId is { } other
            ? id == other && (recorded.StartedAt - startedAt).Duration() < TimeSpan.FromMinutes(5)
            : (recorded.StartedAt - startedAt).Duration() < StartSlack;
}
