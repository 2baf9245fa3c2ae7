using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Payments.Gateways;
using MikrotikBilling.Core.Payments.Gateways.Attempts;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Provisioning;
using MikrotikBilling.Core.Subscriptions;

namespace MikrotikBilling.Core.Hotspots;

/// <summary>A package as guests see it.</summary>
public sealed record HotspotOffer(Guid ProfileId, string Name, Money Price, CalendarSpan Length, long? Volume, long Download, bool IsFeatured);

/// <summary>A device that is online, as far as we know.</summary>
/// <param name="VolumeLeft">Null where there is no limit.</param>
public sealed record HotspotOnline(DateTimeOffset Until, long Downloaded, long Uploaded, long? VolumeLeft);

public sealed class HotspotPortalQueries(AppDbContext db, AttemptQueries attempts, GatewayCatalog gateways)
{
    public const int MostOffers = 20;

    /// <summary>Whose portal has this key; it is looked for over all companies.</summary>
    public Task<Guid?> TenantOfAsync(string key, CancellationToken cancellationToken) =>
        db.Set<HotspotPortal>().IgnoreQueryFilters(QueryFilters.AllTenants).Where(p => p.Key == key).Select(p => (Guid?)p.TenantId).SingleOrDefaultAsync(cancellationToken);

    public Task<HotspotPortal?> PortalAsync(string key, CancellationToken cancellationToken) => db.Set<HotspotPortal>().AsNoTracking().SingleOrDefaultAsync(p => p.Key == key, cancellationToken);

    public Task<HotspotPortal?> OfRouterAsync(Guid routerId, CancellationToken cancellationToken) => db.Set<HotspotPortal>().AsNoTracking().SingleOrDefaultAsync(p => p.RouterId == routerId, cancellationToken);

    /// <summary>Those praised first, then the cheapest.</summary>
    public async Task<IReadOnlyList<HotspotOffer>> OffersAsync(CancellationToken cancellationToken) =>
        [.. (await db.Set<Profile>().AsNoTracking().Where(p => p.IsActive && p.Kind == ServiceKind.Hotspot && p.PaymentMode == PaymentMode.Prepaid).ToListAsync(cancellationToken))
            .Where(p => p.Price.Minor > 0).OrderByDescending(p => p.IsFeatured).ThenBy(p => p.Price.Minor).Take(MostOffers)
            .Select(p => new HotspotOffer(p.Id, p.Name, p.Price + p.SetupFee, p.Duration, p.DataCapBytes, p.Download, p.IsFeatured))];

    /// <summary>Ways to pay that take the currency.</summary>
    public async Task<IReadOnlyList<PayChoice>> WaysAsync(Money amount, CancellationToken cancellationToken) =>
        [.. (await attempts.ChoicesAsync(cancellationToken)).Where(c => gateways.Find(c.Gateway) is IRequestsPayments way && way.AskFor(amount).Refusal?.Code != "attempt.currency")];

    /// <summary>What the last reading of the router says of a device; null where it is not online.</summary>
    public async Task<HotspotOnline?> OnlineAsync(Guid routerId, string macAddress, CancellationToken cancellationToken)
    {
        var found = await db.Set<CustomerSession>().AsNoTracking().Where(s => s.RouterId == routerId && s.CallerId == macAddress && s.EndedAt == null)
            .Join(db.Set<Subscription>(), s => s.SubscriptionId, s => s.Id, (session, service) => new { Session = session, service.ExpiresAt, service.Profile!.DataCapBytes })
            .OrderByDescending(s => s.Session.StartedAt).FirstOrDefaultAsync(cancellationToken);
        if (found is null) return null;
        var (down, up) = (found.Session.DownloadBytes, found.Session.UploadBytes);
        return new HotspotOnline(found.ExpiresAt, down, up, found.DataCapBytes is { } cap ? Math.Max(0, cap - down - up) : null);
    }

    public Task<HotspotVisit?> VisitAsync(Guid routerId, string key, DateTimeOffset notBefore, CancellationToken cancellationToken) =>
        db.Set<HotspotVisit>().AsNoTracking().SingleOrDefaultAsync(v => v.Key == key && v.RouterId == routerId && v.CreatedAt > notBefore, cancellationToken);

    /// <summary>The page that a payment's payer goes on at; null where he came by another road.</summary>
    public async Task<string?> WayBackAsync(Guid attemptId, CancellationToken cancellationToken) =>
        await db.Set<HotspotVisit>().Where(v => v.AttemptId == attemptId)
            .Join(db.Set<HotspotPortal>(), v => v.RouterId, p => p.RouterId, (v, p) => new { Portal = p.Key, Visit = v.Key }).FirstOrDefaultAsync(cancellationToken) is { } found
            ? HotspotVisits.PathOf(found.Portal, found.Visit) : null;
}
