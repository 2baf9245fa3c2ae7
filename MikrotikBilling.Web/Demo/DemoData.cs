using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Tenants;

namespace MikrotikBilling.Web.Demo;

/// <summary>Fills the company of the configured database with invented customers, for load tests: <c>demo-data</c>.</summary>
internal sealed class DemoData(
    AppDbContext db, TenantService tenants, CurrentTenant current, RouterService routers, ProfileService profiles, BulkCustomers customers, TimeProvider clock)
{
    public const int RouterCount = 20;

    public async Task<Result<int>> FillAsync(int count, int seed, bool force, CancellationToken cancellationToken)
    {
        if (await tenants.FirstAsync(cancellationToken) is not { } tenant) return new Refusal("setup.missing", "There is no company yet. Run setup-isp first.");
        current.Use(tenant.Id);
        if (!force && await db.Set<Customer>().AnyAsync(cancellationToken))
            return new Refusal("demo.not-empty", $"{tenant.Name} has customers already. Use --force to add invented ones to them.");

        var now = clock.GetUtcNow();
        var places = await RoutersAsync(cancellationToken);
        var offers = await ProfilesAsync(cancellationToken);
        var contracts = new DemoContracts(seed, places.Count, now, TimeZoneInfo.FindSystemTimeZoneById(tenant.TimeZone));
        await customers.WriteAsync(Enumerable.Range(0, count).Select(_ => contracts.NextFresh()), places, offers, now, cancellationToken);
        return count;
    }

    /// <summary>Switched off, as nothing answers at addresses that are reserved for documents (RFC 5737).</summary>
    private async Task<List<Router>> RoutersAsync(CancellationToken cancellationToken)
    {
        var made = new List<Router>();
        for (var n = 1; n <= RouterCount; n++)
        {
            var name = $"Demo router {n}";
            made.Add(await db.Set<Router>().AsNoTracking().SingleOrDefaultAsync(r => r.Name == name, cancellationToken)
                ?? Value(await routers.AddAsync(new SaveRouter(name, $"192.0.2.{n}", null, false, "billing", "none", IsActive: false), cancellationToken)));
        }
        return made;
    }

    private async Task<List<Profile>> ProfilesAsync(CancellationToken cancellationToken)
    {
        var made = new List<Profile>();
        foreach (var offer in DemoOffers.All)
            made.Add(await db.Set<Profile>().AsNoTracking().SingleOrDefaultAsync(p => p.Name == offer.Profile.Name, cancellationToken)
                ?? Value(await profiles.AddAsync(offer.Profile with { IsActive = !offer.Retired }, cancellationToken)));
        return made;
    }

    private static T Value<T>(Result<T> result) => result.Ok ? result.Value : throw new DemoException(result.Refusal.Message);
}
