using System.ComponentModel;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Data.Jobs;
using MikrotikBilling.Core.Tenants;

namespace MikrotikBilling.Core.Monitoring;

/// <summary>
/// Adds samples up to hours and hours to days of the tenant's clock. Each hour and each day is one transaction that first marks the rows with
/// its own number and then adds up what it has marked: run twice, killed between or met by a late sample, every byte is added once. What comes
/// late makes another row of the same hour.
/// </summary>
public sealed class UsageRollup(AppDbContext db, CurrentTenant current, TenantQueries tenants)
{
    /// <summary>The tenant of this scope.</summary>
    public async Task<(int Hours, int Days)> RunAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var zone = (await tenants.CurrentAsync(cancellationToken)).Zone;
        var (hours, days) = (0, 0);
        var thisHour = LocalTime.HourOf(now, zone);
        while (await db.Set<UsageSample>().Where(s => s.Rollup == 0 && s.At < thisHour).MinAsync(s => (DateTimeOffset?)s.At, cancellationToken) is { } first)
        {
            await AddHourAsync(LocalTime.HourOf(first, zone), cancellationToken);
            hours++;
        }
        var today = LocalTime.DayOf(now, zone);
        var begins = LocalTime.StartOf(today, zone);
        while (await db.Set<UsageHour>().Where(h => h.Rollup == 0 && h.At < begins).MinAsync(h => (DateTimeOffset?)h.At, cancellationToken) is { } first)
        {
            await AddDayAsync(LocalTime.DayOf(first, zone), zone, cancellationToken);
            days++;
        }
        return (hours, days);
    }

    private Task AddHourAsync(DateTimeOffset hour, CancellationToken cancellationToken) => db.InTransactionAsync(async token =>
    {
        var (run, end) = (NewRun(), hour.AddHours(1));
        await db.Set<UsageSample>().Where(s => s.Rollup == 0 && s.At >= hour && s.At < end).ExecuteUpdateAsync(set => set.SetProperty(s => s.Rollup, run), token);
        var sums = await db.Set<UsageSample>().Where(s => s.Rollup == run).GroupBy(s => s.SubscriptionId)
            .Select(g => new { g.Key, Download = g.Sum(s => s.DownloadBytes), Upload = g.Sum(s => s.UploadBytes) }).ToListAsync(token);
        await db.BulkInsertAsync(sums.ConvertAll(s => new UsageHour
        {
            TenantId = current.Required,
            SubscriptionId = s.Key,
            At = hour,
            DownloadBytes = s.Download,
            UploadBytes = s.Upload,
        }), token);
    }, cancellationToken);

    private Task AddDayAsync(DateOnly day, TimeZoneInfo zone, CancellationToken cancellationToken) => db.InTransactionAsync(async token =>
    {
        var run = NewRun();
        var (start, end) = (LocalTime.StartOf(day, zone), LocalTime.StartOf(day.AddDays(1), zone));
        await db.Set<UsageHour>().Where(h => h.Rollup == 0 && h.At >= start && h.At < end).ExecuteUpdateAsync(set => set.SetProperty(h => h.Rollup, run), token);
        var sums = await db.Set<UsageHour>().Where(h => h.Rollup == run).GroupBy(h => h.SubscriptionId)
            .Select(g => new { g.Key, Download = g.Sum(h => h.DownloadBytes), Upload = g.Sum(h => h.UploadBytes) }).ToListAsync(token);
        await db.BulkInsertAsync(sums.ConvertAll(s => new UsageDay
        {
            TenantId = current.Required,
            SubscriptionId = s.Key,
            On = day,
            DownloadBytes = s.Download,
            UploadBytes = s.Upload,
        }), token);
    }, cancellationToken);

    /// <summary>Never 0, never twice.</summary>
    private static long NewRun() => (BitConverter.ToInt64(RandomNumberGenerator.GetBytes(sizeof(long))) & long.MaxValue) | 1;
}

[Description("Adds usage up to hours and days.")]
public sealed class RollUpUsageJob(IServiceScopeFactory scopes, TenantQueries tenants) : IAppJob
{
    public const string Key = "roll-up-usage";

    public async Task<string> RunAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var (hours, days) = (0, 0);
        foreach (var tenant in await tenants.IdsAsync(cancellationToken))
        {
            await using var scope = scopes.CreateAsyncScope();
            scope.ServiceProvider.GetRequiredService<CurrentTenant>().Use(tenant);
            var done = await scope.ServiceProvider.GetRequiredService<UsageRollup>().RunAsync(now, cancellationToken);
            (hours, days) = (hours + done.Hours, days + done.Days);
        }
        return $"{hours} hours and {days} days added up.";
    }
}
