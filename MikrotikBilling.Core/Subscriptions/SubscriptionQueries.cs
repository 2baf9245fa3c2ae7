using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Routers;

namespace MikrotikBilling.Core.Subscriptions;

/// <summary>A subscription as pages show it; without its password.</summary>
public sealed record SubscriptionLine(
    Guid Id, Guid CustomerId, string Customer, string UserName, SubscriptionStatus Status, Guid ProfileId, string Profile,
    long Download, long Upload, Guid RouterId, string Router, DateTimeOffset StartsAt, DateTimeOffset ExpiresAt, int Version);

public sealed class SubscriptionQueries(AppDbContext db) : IRouterUsage, IProfileUsage, ICustomerUserNames
{
    public const int PageSize = 50;

    public async Task<IReadOnlyList<SubscriptionLine>> OfCustomerAsync(Guid customerId, CancellationToken cancellationToken) =>
        await Lines(db.Set<Subscription>().Where(s => s.CustomerId == customerId).OrderBy(s => s.Id)).ToListAsync(cancellationToken);

    public async Task<SubscriptionLine?> FindAsync(Guid id, CancellationToken cancellationToken) =>
        await Lines(db.Set<Subscription>().Where(s => s.Id == id)).SingleOrDefaultAsync(cancellationToken);

    /// <summary>Newest first.</summary>
    public async Task<Page<SubscriptionLine>> ListAsync(SubscriptionStatus? status, string? cursor, CancellationToken cancellationToken)
    {
        var rows = db.Set<Subscription>().AsQueryable();
        if (status is { } wanted) rows = rows.Where(s => s.Status == wanted);
        if (Cursor.Decode<Position>(cursor) is { } before) rows = rows.Where(s => s.Id < before.Id);
        var items = await Lines(rows.OrderByDescending(s => s.Id)).Take(PageSize + 1).ToListAsync(cancellationToken);
        var next = items.Count > PageSize ? Cursor.Encode(new Position(items[PageSize - 1].Id)) : null;
        return new Page<SubscriptionLine>(items.Take(PageSize).ToList(), next);
    }

    public async Task<IReadOnlyDictionary<SubscriptionStatus, int>> CountsByStatusAsync(CancellationToken cancellationToken) =>
        await db.Set<Subscription>().GroupBy(s => s.Status).Select(g => new { g.Key, Count = g.Count() })
            .ToDictionaryAsync(g => g.Key, g => g.Count, cancellationToken);

    /// <summary>Those with access that end before the instant.</summary>
    public async Task<int> ExpiringBeforeAsync(DateTimeOffset until, CancellationToken cancellationToken) =>
        await db.Set<Subscription>().CountAsync(s => s.Status == SubscriptionStatus.Active && s.ExpiresAt <= until, cancellationToken);

    /// <summary>The first of them to end.</summary>
    public async Task<IReadOnlyList<SubscriptionLine>> ExpiringAsync(DateTimeOffset until, int count, CancellationToken cancellationToken) =>
        await Lines(db.Set<Subscription>().Where(s => s.Status == SubscriptionStatus.Active && s.ExpiresAt <= until).OrderBy(s => s.ExpiresAt).ThenBy(s => s.Id))
            .Take(count).ToListAsync(cancellationToken);

    public async Task<IReadOnlyList<string>> UsersOfAsync(Guid routerId, int count, CancellationToken cancellationToken) =>
        await db.Set<Subscription>().AsNoTracking().Where(s => s.RouterId == routerId && s.Status != SubscriptionStatus.Cancelled)
            .OrderBy(s => s.UserName).Take(count).Select(s => s.Customer!.Name).ToListAsync(cancellationToken);

    async Task<IReadOnlyDictionary<Guid, int>> IProfileUsage.CountsAsync(IReadOnlyCollection<Guid> profileIds, CancellationToken cancellationToken) =>
        await db.Set<Subscription>().Where(s => profileIds.Contains(s.ProfileId) && s.Status != SubscriptionStatus.Cancelled)
            .GroupBy(s => s.ProfileId).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, cancellationToken);

    async Task<IReadOnlyList<string>> ICustomerUserNames.OfAsync(Guid customerId, CancellationToken cancellationToken) =>
        await db.Set<Subscription>().Where(s => s.CustomerId == customerId).Select(s => s.UserName).ToListAsync(cancellationToken);

    private static IQueryable<SubscriptionLine> Lines(IQueryable<Subscription> rows) => rows.AsNoTracking().Select(s => new SubscriptionLine(
        s.Id, s.CustomerId, s.Customer!.Name, s.UserName, s.Status, s.ProfileId, s.Profile!.Name, s.Profile.Download, s.Profile.Upload,
        s.RouterId, s.Router!.Name, s.StartsAt, s.ExpiresAt, s.Version));

    private sealed record Position(Guid Id);
}
