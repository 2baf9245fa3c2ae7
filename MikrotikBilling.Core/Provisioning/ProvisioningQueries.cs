using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Subscriptions;

namespace MikrotikBilling.Core.Provisioning;

public enum AccountState
{
    OnRouter,
    Waiting,
    Failing,
    Conflict,

    /// <summary>Would be cut off together with too many others: waits for a person's word.</summary>
    Held,

    /// <summary>Taken into the books from the router, which is not written to yet.</summary>
    InBooksOnly,
}

/// <summary>Where a subscription stands on its router, for people.</summary>
/// <param name="Since">Since when it waits; when it was applied otherwise.</param>
/// <param name="Why">The cause of waiting, when one is known.</param>
public sealed record AccountLine(Guid SubscriptionId, Guid CustomerId, Guid RouterId, AccountState State, DateTimeOffset? Since, string? Why, string? AppliedName)
{
    /// <summary>False: the row is there, but closed or blocked.</summary>
    public bool IsOpen { get; init; } = true;

    public string Customer { get; init; } = "";

    public string UserName { get; init; } = "";

    public string Router { get; init; } = "";

    public RouterState RouterState { get; init; }

    public DateTimeOffset? RouterSince { get; init; }

    /// <summary>Why the router is offline.</summary>
    public string? RouterError { get; init; }
}

/// <summary>Where the service of a list's row stands.</summary>
/// <param name="Waiting">What its router does not hold yet; null when it holds all.</param>
public sealed record RowState(Guid SubscriptionId, bool IsOnline, AccountLine? Waiting);

public sealed record SessionLine(
    long Id, Guid SubscriptionId, string UserName, string? Address, string? CallerId, DateTimeOffset StartedAt, DateTimeOffset SeenAt, DateTimeOffset? EndedAt,
    long DownloadBytes, long UploadBytes);

/// <summary>Somebody who is online.</summary>
public sealed record OnlineLine(Guid CustomerId, string Customer, string UserName, string? Address, string? CallerId);

/// <summary>Sessions begun since an instant and their volume.</summary>
public sealed record UsageLine(DateTimeOffset Since, int Sessions, long DownloadBytes, long UploadBytes);

/// <summary>The customer behind a user name of a router.</summary>
public sealed record UserNameOwner(Guid CustomerId, string Customer, Guid SubscriptionId);

public sealed class ProvisioningQueries(AppDbContext db)
{
    public Task<IReadOnlyList<AccountLine>> OfCustomerAsync(Guid customerId, CancellationToken cancellationToken) =>
        LinesAsync(Held(db.Set<RouterAccount>()).Where(a => a.Subscription!.CustomerId == customerId), cancellationToken);

    public async Task<AccountLine?> OfSubscriptionAsync(Guid subscriptionId, CancellationToken cancellationToken) =>
        await LinesAsync(Held(db.Set<RouterAccount>()).Where(a => a.SubscriptionId == subscriptionId), cancellationToken) is [var line, ..] ? line : null;

    /// <summary>For the rows of a list: who is online, and the accounts that their routers do not hold yet.</summary>
    public async Task<IReadOnlyList<RowState>> RowsAsync(IReadOnlyCollection<Guid> subscriptionIds, CancellationToken cancellationToken)
    {
        var sessions = db.Set<CustomerSession>().Where(s => s.EndedAt == null);
        var waiting = db.Set<RouterAccount>().Where(a => a.IsWanted && a.StaleSince != null);
        var rows = await db.Set<Subscription>().Where(s => subscriptionIds.Contains(s.Id)).Select(s => new
        {
            s.Id,
            IsOnline = sessions.Any(o => o.SubscriptionId == s.Id),
            Waits = waiting.Any(a => a.SubscriptionId == s.Id),
        }).ToListAsync(cancellationToken);
        var ids = rows.Where(r => r.Waits).Select(r => r.Id).ToList();
        var lines = ids.Count == 0 ? [] : await LinesAsync(waiting.Where(a => ids.Contains(a.SubscriptionId)), cancellationToken);
        return rows.ConvertAll(r => new RowState(r.Id, r.IsOnline, lines.FirstOrDefault(l => l.SubscriptionId == r.Id)));
    }

    /// <summary>Accounts that their routers do not hold yet, and how many of them a person must look at.</summary>
    public async Task<(int Waiting, int Conflicts)> CountsAsync(CancellationToken cancellationToken)
    {
        var rows = await db.Set<RouterAccount>().Where(a => a.StaleSince != null).GroupBy(a => a.IsConflict)
            .Select(g => new { Conflict = g.Key, Count = g.Count() }).ToListAsync(cancellationToken);
        return (rows.Where(r => !r.Conflict).Sum(r => r.Count), rows.Where(r => r.Conflict).Sum(r => r.Count));
    }

    /// <summary>Accounts that a person must decide about; the oldest first.</summary>
    public Task<IReadOnlyList<AccountLine>> ConflictsAsync(int count, CancellationToken cancellationToken) =>
        LinesAsync(db.Set<RouterAccount>().Where(a => a.StaleSince != null && a.IsConflict).OrderBy(a => a.StaleSince).Take(count), cancellationToken);

    public async Task<IReadOnlyList<SessionLine>> SessionsOfCustomerAsync(Guid customerId, bool open, int count, CancellationToken cancellationToken)
    {
        var rows = db.Set<CustomerSession>().AsNoTracking().Where(s => s.CustomerId == customerId);
        rows = open ? rows.Where(s => s.EndedAt == null) : rows.Where(s => s.EndedAt != null);
        return await rows.OrderByDescending(s => s.Id).Take(count).Select(s => new SessionLine(s.Id, s.SubscriptionId, s.UserName, s.Address, s.CallerId,
            s.StartedAt, s.SeenAt, s.EndedAt, s.DownloadBytes, s.UploadBytes)).ToListAsync(cancellationToken);
    }

    /// <summary>Sessions that run under an address (or its beginning) or with a device.</summary>
    public async Task<IReadOnlyList<OnlineLine>> OnlineAtAsync(string? address, string? callerId, int count, CancellationToken cancellationToken)
    {
        var end = address + '\uFFFF';
        var rows = db.Set<CustomerSession>().AsNoTracking().Where(s => s.EndedAt == null);
        rows = address is not null
            ? rows.Where(s => string.Compare(s.Address, address) >= 0 && string.Compare(s.Address, end) < 0)
            : rows.Where(s => s.CallerId == callerId);
        return await rows.OrderBy(s => s.Address).Take(count)
            .Join(db.Set<Subscription>(), s => s.SubscriptionId, s => s.Id, (s, subscription) =>
                new OnlineLine(s.CustomerId, subscription.Customer!.Name, s.UserName, s.Address, s.CallerId))
            .ToListAsync(cancellationToken);
    }

    /// <summary>What a customer used since an instant, sessions that run counted as last read.</summary>
    public async Task<UsageLine> UsageOfCustomerAsync(Guid customerId, DateTimeOffset since, CancellationToken cancellationToken)
    {
        var sessions = await db.Set<CustomerSession>().AsNoTracking().Where(s => s.CustomerId == customerId && s.StartedAt >= since)
            .GroupBy(s => 1).Select(g => new { Count = g.Count(), Download = g.Sum(s => s.DownloadBytes), Upload = g.Sum(s => s.UploadBytes) })
            .ToListAsync(cancellationToken);
        return sessions is [var all] ? new UsageLine(since, all.Count, all.Download, all.Upload) : new UsageLine(since, 0, 0, 0);
    }

    /// <summary>Which of these subscriptions are online.</summary>
    public async Task<IReadOnlySet<Guid>> OnlineAsync(IReadOnlyCollection<Guid> subscriptionIds, CancellationToken cancellationToken) =>
        await db.Set<CustomerSession>().Where(s => s.EndedAt == null && subscriptionIds.Contains(s.SubscriptionId)).Select(s => s.SubscriptionId)
            .ToHashSetAsync(cancellationToken);

    /// <summary>Whose these user names on a router are; names of nobody are left out.</summary>
    public async Task<IReadOnlyDictionary<string, UserNameOwner>> OwnersAsync(
        Guid routerId, IReadOnlyCollection<string> userNames, CancellationToken cancellationToken)
    {
        if (userNames.Count == 0) return new Dictionary<string, UserNameOwner>();
        return await db.Set<Subscription>().AsNoTracking().Where(s => s.RouterId == routerId && s.ArchivedAt == null && userNames.Contains(s.UserName))
            .Select(s => new { s.UserName, Owner = new UserNameOwner(s.CustomerId, s.Customer!.Name, s.Id) })
            .ToDictionaryAsync(s => s.UserName, s => s.Owner, StringComparer.Ordinal, cancellationToken);
    }

    /// <summary>Accounts that a router holds or shall hold; what was taken off it for good is no account any more.</summary>
    private static IQueryable<RouterAccount> Held(IQueryable<RouterAccount> accounts) =>
        accounts.Where(a => a.IsWanted && (a.StaleSince != null || a.AppliedName != null || a.IsHandsOff));

    private static async Task<IReadOnlyList<AccountLine>> LinesAsync(IQueryable<RouterAccount> accounts, CancellationToken cancellationToken)
    {
        var rows = await accounts.AsNoTracking().Select(a => new
        {
            a.SubscriptionId,
            a.Subscription!.CustomerId,
            Customer = a.Subscription.Customer!.Name,
            a.Subscription.UserName,
            a.Subscription.Status,
            a.RouterId,
            a.StaleSince,
            a.AppliedAt,
            a.IsConflict,
            a.IsHandsOff,
            a.HeldSince,
            a.ErrorKind,
            a.Error,
            a.AppliedName,
            Router = a.Subscription.Router!.Name,
            RouterState = (RouterState?)a.Subscription.Router.Status!.State,
            RouterSince = a.Subscription.Router.Status.Since,
            RouterError = a.Subscription.Router.Status.Error,
        }).ToListAsync(cancellationToken);
        return [.. rows.Select(a => new AccountLine(a.SubscriptionId, a.CustomerId, a.RouterId,
            a.IsHandsOff ? AccountState.InBooksOnly
                : a.IsConflict ? AccountState.Conflict
                : a.StaleSince is not null && a.HeldSince is not null ? AccountState.Held
                : a.StaleSince is null ? AccountState.OnRouter
                : a.ErrorKind is null ? AccountState.Waiting : AccountState.Failing,
            a.StaleSince ?? a.AppliedAt, a.StaleSince is null ? null : a.Error, a.AppliedName)
        {
            IsOpen = a.Status.HasAccess(), Customer = a.Customer, UserName = a.UserName, Router = a.Router, RouterState = a.RouterState ?? RouterState.Unknown, RouterSince = a.RouterSince, RouterError = a.RouterError,
        })];
    }
}
