using System.ComponentModel;
using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Data.Jobs;
using MikrotikBilling.Core.Settings;
using MikrotikBilling.Core.Tenants;

namespace MikrotikBilling.Core.Monitoring;

/// <summary>What is in no coarser row yet stays, however old it is.</summary>
[Description("Deletes usage that is older than the settings keep it: by five minutes, by the hour, by the day.")]
public sealed class PurgeUsageJob(AppDbContext db, TenantQueries tenants, SettingsQueries settings) : IAppJob
{
    public const string Key = "purge-usage";
    private const int BatchSize = 2000;

    public async Task<string> RunAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var all = await settings.AllAsync(cancellationToken);
        var deleted = 0;
        foreach (var tenant in await tenants.IdsAsync(cancellationToken))
        {
            var kept = all.GetValueOrDefault(tenant) ?? new SystemSettings();
            var (samples, hours) = (now.AddDays(-kept.UsageSampleDays), now.AddDays(-kept.UsageHourDays));
            var days = DateOnly.FromDateTime(now.UtcDateTime).AddDays(-kept.UsageDayDays);
            deleted += await DeleteAsync(db.Set<UsageSample>().IgnoreQueryFilters(QueryFilters.AllTenants)
                .Where(u => u.TenantId == tenant && u.At < samples && u.Rollup != 0).OrderBy(u => u.At), cancellationToken);
            deleted += await DeleteAsync(db.Set<UsageHour>().IgnoreQueryFilters(QueryFilters.AllTenants)
                .Where(u => u.TenantId == tenant && u.At < hours && u.Rollup != 0).OrderBy(u => u.At), cancellationToken);
            deleted += await DeleteAsync(db.Set<UsageDay>().IgnoreQueryFilters(QueryFilters.AllTenants)
                .Where(u => u.TenantId == tenant && u.On < days).OrderBy(u => u.On), cancellationToken);
        }
        return $"{deleted} rows of usage deleted.";
    }

    private static async Task<int> DeleteAsync<T>(IQueryable<T> rows, CancellationToken cancellationToken) where T : class
    {
        var deleted = 0;
        for (var batch = BatchSize; batch == BatchSize; deleted += batch) batch = await rows.Take(BatchSize).ExecuteDeleteAsync(cancellationToken);
        return deleted;
    }
}
