using System.Net;
using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Data.Counts;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Routers;

namespace MikrotikBilling.Core.Subscriptions;

/// <summary>A subscription as pages show it; without its password.</summary>
public sealed record SubscriptionLine(
    Guid Id, Guid CustomerId, string Customer, string UserName, SubscriptionStatus Status, Guid ProfileId, string Profile,
    long Download, long Upload, Guid RouterId, string Router, DateTimeOffset StartsAt, DateTimeOffset ExpiresAt, int Version)
{
    public ServiceKind Kind { get; init; }

    public string? MacAddress { get; init; }

    public IPAddress? Address { get; init; }

    public DateTimeOffset? PausedAt { get; init; }

    /// <summary>What is kept while it is paused.</summary>
    public TimeSpan? TimeLeft { get; init; }

    public DateTimeOffset? CancelledAt { get; init; }

    /// <summary>Since when its data cap is reached; null while it is not.</summary>
    public DateTimeOffset? CappedAt { get; init; }

    public DateTimeOffset? ArchivedAt { get; init; }

    public PaymentMode PaymentMode { get; init; }

    /// <summary>Prepaid: renewed from the customer's credit at its end, when there is enough.</summary>
    public bool AutoRenews { get; init; }
}

/// <summary>What the list is asked for.</summary>
public sealed record SubscriptionFilter(
    SubscriptionStatus? Status = null, string? Cursor = null, Guid? ProfileId = null, Guid? RouterId = null, Guid? CustomerId = null, ServiceKind? Kind = null);

public sealed class SubscriptionQueries(AppDbContext db, KeptCounts counts) : IRouterUsage, IProfileUsage, ICustomerSearchTexts
{
    public const int PageSize = 50;

    public async Task<IReadOnlyList<SubscriptionLine>> OfCustomerAsync(Guid customerId, CancellationToken cancellationToken) =>
        await Lines(db.Set<Subscription>().Where(s => s.CustomerId == customerId).OrderBy(s => s.Status == SubscriptionStatus.Cancelled).ThenBy(s => s.Id)).ToListAsync(cancellationToken);

    public async Task<SubscriptionLine?> FindAsync(Guid id, CancellationToken cancellationToken) =>
        await Lines(db.Set<Subscription>().Where(s => s.Id == id)).SingleOrDefaultAsync(cancellationToken);

    /// <summary>Newest first.</summary>
    public async Task<Page<SubscriptionLine>> ListAsync(SubscriptionFilter filter, CancellationToken cancellationToken)
    {
        var rows = db.Set<Subscription>().Where(s => s.ArchivedAt == null);
        if (filter.Status is { } status) rows = rows.Where(s => s.Status == status);
        if (filter.ProfileId is { } profile) rows = rows.Where(s => s.ProfileId == profile);
        if (filter.RouterId is { } router) rows = rows.Where(s => s.RouterId == router);
        if (filter.CustomerId is { } customer) rows = rows.Where(s => s.CustomerId == customer);
        if (filter.Kind is { } kind) rows = rows.Where(s => s.Profile!.Kind == kind);
        if (Cursor.Decode<Position>(filter.Cursor) is { } before) rows = rows.Where(s => s.Id < before.Id);
        var items = await Lines(rows.OrderByDescending(s => s.Id)).Take(PageSize + 1).ToListAsync(cancellationToken);
        var next = items.Count > PageSize ? Cursor.Encode(new Position(items[PageSize - 1].Id)) : null;
        return new Page<SubscriptionLine>(items.Take(PageSize).ToList(), next);
    }

    public async Task<IReadOnlyDictionary<SubscriptionStatus, int>> CountsByStatusAsync(CancellationToken cancellationToken) =>
        await db.Set<Subscription>().Where(s => s.ArchivedAt == null).GroupBy(s => s.Status).Select(g => new { g.Key, Count = g.Count() })
            .ToDictionaryAsync(g => g.Key, g => g.Count, cancellationToken);

    /// <summary>
    /// Those with access that end before the instant: the first of them to end, and how many there are in all, by one statement. What is paid afterwards
    /// does not end with its period; guests come and go by the hour.
    /// </summary>
    /// <param name="known">How many, when that was counted a moment ago.</param>
    public async Task<(int Count, IReadOnlyList<SubscriptionLine> First)> ExpiringAsync(DateTimeOffset until, int count, int? known, CancellationToken cancellationToken)
    {
        var prepaid = db.Set<Profile>().Where(p => p.PaymentMode == PaymentMode.Prepaid).Select(p => p.Id);
        var rows = db.Set<Subscription>().Where(s => s.Status == SubscriptionStatus.Active && s.ExpiresAt <= until && !s.IsGuest && prepaid.Contains(s.ProfileId));
        var first = Lines(rows.OrderBy(s => s.ExpiresAt).ThenBy(s => s.Id)).Take(count);
        if (known is { } all) return (all, await first.ToListAsync(cancellationToken));
        var found = await first.Select(l => new { Line = l, All = rows.Count() }).ToListAsync(cancellationToken);
        return (found is [var any, ..] ? any.All : 0, found.ConvertAll(f => f.Line));
    }

    public async Task<IReadOnlyList<string>> UsersOfAsync(Guid routerId, int count, CancellationToken cancellationToken) =>
        await db.Set<Subscription>().AsNoTracking().Where(s => s.RouterId == routerId && s.Status != SubscriptionStatus.Cancelled)
            .OrderBy(s => s.UserName).Take(count).Select(s => s.Customer!.Name).ToListAsync(cancellationToken);

    async Task<IReadOnlyDictionary<Guid, int>> IProfileUsage.CountsAsync(IReadOnlyCollection<Guid> profileIds, CancellationToken cancellationToken) =>
        (await counts.OfAsync<Subscription>(cancellationToken)).Select(c => (Id: Guid.Parse(c.Key), Count: c.Value)).Where(c => profileIds.Contains(c.Id))
            .ToDictionary(c => c.Id, c => c.Count);

    /// <summary>Made by this list.</summary>
    public static bool IsCursor(string text) => Cursor.Decode<Position>(text) is { Id: var id } && id != Guid.Empty;

    async Task<IReadOnlyList<string>> ICustomerSearchTexts.OfAsync(Guid customerId, CancellationToken cancellationToken) =>
        [.. (await db.Set<Subscription>().AsNoTracking().Where(s => s.CustomerId == customerId).Select(s => new { s.UserName, s.MacAddress, s.Address }).ToListAsync(cancellationToken))
            .SelectMany(s => SearchTexts(s.UserName, s.MacAddress, s.Address))];

    /// <summary>What a customer is found by, of one service.</summary>
    public static IEnumerable<string> SearchTexts(string userName, string? mac, IPAddress? address)
    {
        yield return userName;
        if (mac is not null) yield return mac;
        if (address is not null) yield return address.ToString();
    }

    private static IQueryable<SubscriptionLine> Lines(IQueryable<Subscription> rows) => rows.AsNoTracking().Select(s => new SubscriptionLine(
        s.Id, s.CustomerId, s.Customer!.Name, s.UserName, s.Status, s.ProfileId, s.Profile!.Name, s.Profile.Download, s.Profile.Upload,
        s.RouterId, s.Router!.Name, s.StartsAt, s.ExpiresAt, s.Version)
    {
        Kind = s.Profile.Kind,
        MacAddress = s.MacAddress,
        Address = s.Address,
        PausedAt = s.PausedAt,
        TimeLeft = s.TimeLeft,
        CancelledAt = s.CancelledAt,
        CappedAt = s.CapReachedFor == s.Allowance && s.Profile.DataCapBytes != null ? s.CapReachedAt : null,
        ArchivedAt = s.ArchivedAt,
        PaymentMode = s.Profile.PaymentMode,
        AutoRenews = s.AutoRenews,
    });

    private sealed record Position(Guid Id);
}
