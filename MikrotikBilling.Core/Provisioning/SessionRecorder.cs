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

    public async Task RecordAsync(Guid routerId, IReadOnlyList<LiveSession> live, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AppDbContext>();
        var now = clock.GetUtcNow();
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
            same.DownloadBytes = session.DownloadBytes ?? same.DownloadBytes;
            same.UploadBytes = session.UploadBytes ?? same.UploadBytes;
        }
        foreach (var gone in open.Where(s => !kept.Contains(s))) gone.EndedAt = now;
        await AddAsync(db, routerId, fresh, now, cancellationToken);

        var count = kept.Count + db.ChangeTracker.Entries<CustomerSession>().Count(e => e.State == EntityState.Added);
        await db.InTransactionAsync(async token =>
        {
            await db.SaveChangesAsync(token);
            await db.Set<RouterStatus>().IgnoreQueryFilters(QueryFilters.AllTenants).Where(s => s.RouterId == routerId && s.OnlineSessions != count)
                .ExecuteUpdateAsync(set => set.SetProperty(s => s.OnlineSessions, count), token);
        }, cancellationToken);
    }

    private static async Task AddAsync(
        AppDbContext db, Guid routerId, List<(LiveSession Session, DateTimeOffset StartedAt)> fresh, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (fresh.Count == 0) return;
        var names = fresh.Select(f => f.Session.UserName).Distinct(StringComparer.Ordinal).ToList();
        // By the rows we made there: a stranger's row of the same name is a stranger's session.
        var owners = await db.Set<RouterAccount>().IgnoreQueryFilters(QueryFilters.AllTenants).AsNoTracking()
            .Where(a => a.RouterId == routerId && a.AppliedName != null && names.Contains(a.AppliedName))
            .Select(a => new { UserName = a.AppliedName!, a.Kind, a.SubscriptionId, a.Subscription!.CustomerId, a.TenantId }).ToListAsync(cancellationToken);
        var byName = owners.DistinctBy(o => (o.UserName, o.Kind)).ToDictionary(o => (o.UserName, o.Kind));
        foreach (var (session, startedAt) in fresh)
        {
            // Sessions of people who are not our customers are the router's business.
            if (!byName.TryGetValue((session.UserName, session.Kind), out var owner)) continue;
            db.Add(new CustomerSession
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
                DownloadBytes = session.DownloadBytes ?? 0,
                UploadBytes = session.UploadBytes ?? 0,
            });
        }
    }

    private static bool IsSame(CustomerSession recorded, LiveSession live, DateTimeOffset startedAt) =>
        recorded.RouterSessionId is { } id && live.RouterSessionId is { } other
            ? id == other && (recorded.StartedAt - startedAt).Duration() < TimeSpan.FromMinutes(5)
            : (recorded.StartedAt - startedAt).Duration() < StartSlack;
}
