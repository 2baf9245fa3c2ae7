using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Payments.Gateways;
using MikrotikBilling.Core.Provisioning.WalledGarden;
using MikrotikBilling.Core.Settings;

namespace MikrotikBilling.Core.Hotspots;

/// <summary>Guests reach the portal before they are in, and what a payment needs where they can pay.</summary>
public sealed class HotspotGarden(AppDbContext db) : IGardenHosts
{
    public async Task<IReadOnlyList<string>> HostsAsync(Guid routerId, CancellationToken cancellationToken)
    {
        var portal = await db.Set<HotspotPortal>().IgnoreQueryFilters(QueryFilters.AllTenants).AsNoTracking().SingleOrDefaultAsync(p => p.RouterId == routerId && p.IsOn, cancellationToken);
        if (portal is null) return [];
        var own = new Uri(portal.Address).Host;
        var pays = portal.OffersPackages && await db.Set<GatewayAccount>().IgnoreQueryFilters(QueryFilters.AllTenants).AnyAsync(a => a.TenantId == portal.TenantId && a.IsActive, cancellationToken);
        if (!pays) return [own];
        var settings = await db.Set<SystemSettings>().IgnoreQueryFilters(QueryFilters.AllTenants).AsNoTracking().SingleOrDefaultAsync(s => s.TenantId == portal.TenantId, cancellationToken);
        return [own, .. PayPage.Of(settings ?? new SystemSettings()).Providers];
    }
}
