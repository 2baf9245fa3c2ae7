using System.Collections.Concurrent;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Web.Features.Customers;
using MikrotikBilling.Web.Features.Tenants;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Subscriptions;

/// <summary>Services whose time is nearly up.</summary>
internal sealed class SubscriptionsDashboard(SubscriptionQueries subscriptions, CustomerQueries customers, SoonCounts soon, TenantClock clock) : IDashboardSource
{
    private const string Tile = "expiring";
    private const string Panel = "expiring-soon";
    private const int Shown = 8;
    private static readonly TimeSpan Soon = TimeSpan.FromDays(3);

    public IReadOnlyList<DashboardPart> Parts { get; } =
    [
        new(Tile, DashboardPlace.Tile, 20, "Expire in 3 days", "How many services end within 3 days.", CustomersPermissions.View),
        new(Panel, DashboardPlace.Panel, 30, "Expiring soon", "The services that end next.", CustomersPermissions.View),
    ];

    public async Task<IReadOnlyList<DashboardContent>> ReadAsync(DashboardRequest request, CancellationToken cancellationToken)
    {
        if (!request.Wants(Tile, Panel)) return [];
        var any = (await CustomersDashboard.CountsAsync(request, customers, cancellationToken)).Count > 0;
        var (count, first) = any ? await subscriptions.ExpiringAsync(request.Now + Soon, Shown, soon.Find(request.TenantId, request.Now), cancellationToken) : (Count: 0, First: []);
        if (any) soon.Keep(request.TenantId, request.Now, count);
        var tile = DashboardContent.Tile(Tile, "Expire in 3 days", Units.Count(count), count > 0 ? "remind them" : "nobody", "clock", "/customers?status=Active&within=3&sort=expires", count > 0 ? Tone.Warn : Tone.Neutral);
        return any
            ? [tile, DashboardContent.Of<ExpiringSoon>(Panel, (nameof(ExpiringSoon.Services), first), (nameof(ExpiringSoon.All), count), (nameof(ExpiringSoon.Time), await clock.NowAsync(cancellationToken)))]
            : [tile];
    }
}

/// <summary>
/// How many services end soon. That changes with the clock, so it is counted; a large number is shared for a moment, a small one is always fresh.
/// </summary>
public sealed class SoonCounts
{
    private const int Large = 500;
    private static readonly TimeSpan KeepFor = TimeSpan.FromSeconds(4);
    private readonly ConcurrentDictionary<Guid, (int Count, DateTimeOffset At)> _kept = new();

    public int? Find(Guid tenantId, DateTimeOffset now) =>
        _kept.TryGetValue(tenantId, out var entry) && now - entry.At < KeepFor && now >= entry.At ? entry.Count : null;

    public int Keep(Guid tenantId, DateTimeOffset now, int count)
    {
        if (count >= Large && Find(tenantId, now) is null) _kept[tenantId] = (count, now);
        return count;
    }
}
