using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Hotspots;
using MikrotikBilling.Core.Hotspots.Files;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Routers.Simulation;
using MikrotikBilling.Core.Tenants;
using MikrotikBilling.Core.Vouchers;

namespace MikrotikBilling.Web.Demo;

/// <summary>The hotspot of the first router: its page is on, its files are on the router, and there are vouchers for it. Any browser on this machine is a device there.</summary>
internal sealed class DemoHotspot(IServiceScopeFactory scopes, VoucherMaker maker)
{
    /// <summary>A code that is good there.</summary>
    public async Task<string> OpenAsync(RouterSimulator simulator, string site, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var services = scope.ServiceProvider;
        services.GetRequiredService<CurrentTenant>().Use((await services.GetRequiredService<TenantQueries>().IdsAsync(cancellationToken))[0]);
        var db = services.GetRequiredService<AppDbContext>();
        var router = await db.Set<Router>().Where(r => r.Name == simulator.Options.Identity).Select(r => r.Id).SingleAsync(cancellationToken);
        var portals = services.GetRequiredService<HotspotPortalService>();
        await portals.OpenAsync(router, site, cancellationToken);
        DemoSeed.Value(await portals.ReadAsync(router, cancellationToken));
        var input = SaveHotspotPortal.Of(await db.Set<HotspotPortal>().AsNoTracking().SingleAsync(p => p.RouterId == router, cancellationToken)) with
        {
            IsOn = true,
            ExtraHosts = $"127.0.0.1:{simulator.HotspotPort}",
            WifiName = "Rift Valley Wi-Fi",
            Welcome = "Vouchers at Mama Njeri, Section 58.",
            Languages = ["en", "sw"],
        };
        var portal = DemoSeed.Value(await portals.SaveAsync(router, null, input, cancellationToken));
        simulator.PutHotspotFiles(HotspotFiles.Of(portal, "Rift Valley Wireless"));
        return await CodeAsync(services, db, cancellationToken);
    }

    private async Task<string> CodeAsync(IServiceProvider services, AppDbContext db, CancellationToken cancellationToken)
    {
        var name = DemoOffers.More[DemoOffers.HotspotDay].Name;
        var day = await db.Set<Profile>().Where(p => p.Name == name).Select(p => p.Id).SingleAsync(cancellationToken);
        var batch = DemoSeed.Value(await services.GetRequiredService<VoucherBatchService>().MakeAsync(new MakeBatch { ProfileId = day, Quantity = 20, Notes = "For the hotspot." }, cancellationToken));
        while (await maker.RunNextAsync(cancellationToken))
        {
            // the batch that was ordered, unless the maker in the background has it
        }
        while (!await db.Set<VoucherBatch>().AnyAsync(b => b.Id == batch.Id && b.State == VoucherBatchState.Ready, cancellationToken)) await Task.Delay(TimeSpan.FromMilliseconds(50), cancellationToken);
        return batch.Format.Write(await db.Set<Voucher>().Where(v => v.BatchId == batch.Id && v.Serial == 1).Select(v => v.Code).SingleAsync(cancellationToken));
    }
}
