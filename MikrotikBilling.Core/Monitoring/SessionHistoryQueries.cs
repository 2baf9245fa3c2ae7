using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Provisioning;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Subscriptions;

namespace MikrotikBilling.Core.Monitoring;

/// <summary>One time online, as its list shows it.</summary>
public sealed record PastSession(
    long Id, Guid SubscriptionId, Guid CustomerId, string Customer, Guid RouterId, string Router, string UserName, string? Address, string? CallerId,
    DateTimeOffset StartedAt, DateTimeOffset? EndedAt, long DownloadBytes, long UploadBytes, SessionEnd? End, string? EndWords)
{
    /// <summary>The one device that may use the service; null lets any.</summary>
    public string? LockedTo { get; init; }
}

/// <param name="From">Begun from here on.</param>
/// <param name="To">Begun before.</param>
public sealed record SessionFilter(Guid? CustomerId = null, Guid? RouterId = null, DateTimeOffset? From = null, DateTimeOffset? To = null, string? Cursor = null);

public sealed class SessionHistoryQueries(AppDbContext db)
{
    public const int PageSize = 50;

    /// <summary>Newest first.</summary>
    public async Task<Page<PastSession>> ListAsync(SessionFilter filter, CancellationToken cancellationToken)
    {
        var rows = db.Set<CustomerSession>().AsNoTracking();
        if (filter.CustomerId is { } customer) rows = rows.Where(s => s.CustomerId == customer);
        if (filter.RouterId is { } router) rows = rows.Where(s => s.RouterId == router);
        if (filter.From is { } from) rows = rows.Where(s => s.StartedAt >= from);
        if (filter.To is { } to) rows = rows.Where(s => s.StartedAt < to);
        var position = Cursor.Decode<Position>(filter.Cursor);
        if (position is { Back: true } back)
            rows = rows.Where(s => s.StartedAt > back.At || (s.StartedAt == back.At && s.Id > back.Id)).OrderBy(s => s.StartedAt).ThenBy(s => s.Id);
        else if (position is { } on)
            rows = rows.Where(s => s.StartedAt < on.At || (s.StartedAt == on.At && s.Id < on.Id)).OrderByDescending(s => s.StartedAt).ThenByDescending(s => s.Id);
        else rows = rows.OrderByDescending(s => s.StartedAt).ThenByDescending(s => s.Id);
        // The page first, then the names on it.
        var page = rows.Take(PageSize + 1);
        var found = await (from s in page
                           join c in db.Set<Subscription>() on s.SubscriptionId equals c.Id
                           join r in db.Set<Router>() on s.RouterId equals r.Id
                           select new PastSession(s.Id, s.SubscriptionId, s.CustomerId, c.Customer!.Name, s.RouterId, r.Name, s.UserName, s.Address, s.CallerId,
                               s.StartedAt, s.EndedAt, s.DownloadBytes, s.UploadBytes, s.End, s.EndWords)
                           { LockedTo = c.MacAddress }).ToListAsync(cancellationToken);
        List<PastSession> items = position is { Back: true }
            ? [.. found.OrderBy(s => s.StartedAt).ThenBy(s => s.Id)]
            : [.. found.OrderByDescending(s => s.StartedAt).ThenByDescending(s => s.Id)];
        return Edges.Page(items, PageSize, position is not null, position is { Back: true }, (s, goBack) => Cursor.Encode(new Position(s.StartedAt, s.Id, goBack)));
    }

    /// <summary>The device of one session, for a lock to it.</summary>
    public async Task<PastSession?> FindAsync(long id, CancellationToken cancellationToken) =>
        await (from s in db.Set<CustomerSession>()
               join c in db.Set<Subscription>() on s.SubscriptionId equals c.Id
               join r in db.Set<Router>() on s.RouterId equals r.Id
               where s.Id == id
               select new PastSession(s.Id, s.SubscriptionId, s.CustomerId, c.Customer!.Name, s.RouterId, r.Name, s.UserName, s.Address, s.CallerId,
                   s.StartedAt, s.EndedAt, s.DownloadBytes, s.UploadBytes, s.End, s.EndWords)
               { LockedTo = c.MacAddress }).SingleOrDefaultAsync(cancellationToken);

    private sealed record Position(DateTimeOffset At, long Id, bool Back = false);
}
