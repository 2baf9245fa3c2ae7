using Bogus;
using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Routers.RouterOs;

namespace MikrotikBilling.Web.Demo;

/// <summary>
/// When the demo's routers were away so far, as the looks at them would have left it: power and lines that fail now and then, the last router more often than the others. What happens from now on is
/// seen for real.
/// </summary>
internal sealed class DemoOutages(IServiceScopeFactory scopes, int seed)
{
    private static readonly (RouterOsErrorKind Kind, string Reason)[] Reasons =
    [
        (RouterOsErrorKind.TimedOut, "The router did not answer in time."), (RouterOsErrorKind.TimedOut, "The router did not answer in time."), (RouterOsErrorKind.BadLogin, "The router refused the user name or the password."),
    ];

    private readonly Randomizer _random = new(seed + 23);

    public async Task MakeAsync(Guid tenantId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentTenant>().Use(tenantId);
        var db = scope.ServiceProvider.GetRequiredService<AppDbContext>();
        var routers = await db.Set<Router>().AsNoTracking().OrderBy(r => r.CreatedAt).ThenBy(r => r.Name).Select(r => new { r.Id, r.CreatedAt }).ToListAsync(cancellationToken);
        var outages = routers.Index().SelectMany(r => Of(tenantId, r.Item.Id, r.Item.CreatedAt, r.Index == routers.Count - 1 ? 9 : 40, now)).OrderBy(o => o.StartedAt).ToList();
        await db.InTransactionAsync(async token =>
        {
            await db.BulkInsertAsync(outages, token);
            foreach (var router in routers)
                await db.Set<RouterStatus>().Where(s => s.RouterId == router.Id).ExecuteUpdateAsync(set => set.SetProperty(s => s.CountedSince, router.CreatedAt), token);
        }, cancellationToken);
    }

    /// <param name="days">From one to the next, about.</param>
    private IEnumerable<RouterOutage> Of(Guid tenantId, Guid router, DateTimeOffset since, int days, DateTimeOffset now)
    {
        for (var at = since.AddDays(_random.Double(1, days)); at < now.AddDays(-1); at = at.AddDays(_random.Double(1, 2 * days)))
        {
            var (kind, reason) = _random.ArrayElement(Reasons);
            var minutes = _random.Bool(0.15f) ? _random.Double(120, 600) : _random.Double(4, 55);
            yield return new RouterOutage { TenantId = tenantId, RouterId = router, StartedAt = at, EndedAt = at.AddMinutes(minutes), ErrorKind = kind, Reason = reason };
        }
    }
}
