using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Settings;
using MikrotikBilling.Core.Tenants;

namespace MikrotikBilling.Core.Routers;

/// <summary>Keeps the router log to each tenant's days, a batch at a time so that nobody waits long for the writer.</summary>
public sealed class RouterLogPurge(AppDbContext db, TenantQueries tenants, SettingsQueries settings)
{
    private const int BatchSize = 2000;

    public async Task<int> RunAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var all = await settings.AllAsync(cancellationToken);
        var deleted = 0;
        foreach (var tenant in await tenants.IdsAsync(cancellationToken))
        {
            var limit = now.AddDays(-(all.GetValueOrDefault(tenant) ?? new SystemSettings()).RouterLogDays);
            for (var batch = BatchSize; batch == BatchSize; deleted += batch)
                batch = await db.Set<RouterLogEntry>().IgnoreQueryFilters(QueryFilters.AllTenants).Where(e => e.TenantId == tenant && e.At < limit)
                    .OrderBy(e => e.At).Take(BatchSize).ExecuteDeleteAsync(cancellationToken);
        }
        return deleted;
    }
}
