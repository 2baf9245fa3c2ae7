using System.ComponentModel;
using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Data.Jobs;
using MikrotikBilling.Core.Settings;
using MikrotikBilling.Core.Tenants;

namespace MikrotikBilling.Core.Provisioning;

[Description("Deletes ended connections of customers that are older than the settings keep them.")]
public sealed class PurgeSessionsJob(AppDbContext db, TenantQueries tenants, SettingsQueries settings) : IAppJob
{
    public const string Key = "purge-sessions";
    private const int BatchSize = 2000;

    public async Task<string> RunAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var all = await settings.AllAsync(cancellationToken);
        var deleted = 0;
        foreach (var tenant in await tenants.IdsAsync(cancellationToken))
        {
            var limit = now.AddDays(-(all.GetValueOrDefault(tenant) ?? new SystemSettings()).SessionDays);
            for (var batch = BatchSize; batch == BatchSize; deleted += batch)
                batch = await db.Set<CustomerSession>().IgnoreQueryFilters(QueryFilters.AllTenants).Where(s => s.TenantId == tenant && s.EndedAt < limit)
                    .OrderBy(s => s.EndedAt).Take(BatchSize).ExecuteDeleteAsync(cancellationToken);
        }
        return $"{deleted} connections deleted.";
    }
}
