using System.ComponentModel;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Data.Jobs;
using MikrotikBilling.Core.Tenants;

namespace MikrotikBilling.Core.Payments.Clocks;

[Description("Raises the alarm where what was paid is not online, and ends clocks that wait for nothing any more.")]
public sealed class WatchOnlineClocksJob(TenantQueries tenants, IServiceScopeFactory scopes) : IAppJob
{
    public const string Key = "watch-paid-to-online";

    public async Task<string> RunAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var alarms = 0;
        foreach (var tenant in await tenants.IdsAsync(cancellationToken))
        {
            await using var scope = scopes.CreateAsyncScope();
            scope.ServiceProvider.GetRequiredService<CurrentTenant>().Use(tenant);
            if (await scope.ServiceProvider.GetRequiredService<ClockWatch>().RunAsync(cancellationToken)) alarms++;
        }
        return alarms == 0 ? "What is paid is online." : "What is paid is not online as it should be: see the alarms.";
    }
}

[Description("Deletes the clocks from payment to customer online that are older than a year, and their hourly counts after nine days.")]
public sealed class PurgeOnlineClocksJob(AppDbContext db) : IAppJob
{
    public const string Key = "purge-paid-to-online";
    private const int BatchSize = 2000;

    public async Task<string> RunAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var (clocks, hours, deleted) = (now.AddDays(-366), now.AddDays(-9), 0);
        for (var batch = BatchSize; batch == BatchSize; deleted += batch)
            batch = await db.InTransactionAsync(token => db.Set<OnlineClock>().IgnoreQueryFilters(QueryFilters.AllTenants).Where(c => c.ReceivedAt < clocks)
                .OrderBy(c => c.ReceivedAt).Take(BatchSize).ExecuteDeleteAsync(token), cancellationToken);
        await db.InTransactionAsync(token => db.Set<OnlineHour>().IgnoreQueryFilters(QueryFilters.AllTenants).Where(h => h.HourAt < hours).ExecuteDeleteAsync(token), cancellationToken);
        return $"{deleted} clocks deleted.";
    }
}
