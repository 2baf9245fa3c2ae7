using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using MikrotikBilling.Core.Data;

namespace MikrotikBilling.Core.Routers;

/// <summary>Keeps the router log to its days, a batch at a time so that nobody waits long for the writer.</summary>
public sealed class RouterLogPurge(AppDbContext db, IOptions<RouterLogOptions> options)
{
    private const int BatchSize = 2000;

    public async Task<int> RunAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var limit = now - TimeSpan.FromDays(options.Value.KeepDays);
        var deleted = 0;
        while (true)
        {
            var batch = await db.Set<RouterLogEntry>().IgnoreQueryFilters(QueryFilters.AllTenants).Where(e => e.At < limit)
                .OrderBy(e => e.At).Take(BatchSize).ExecuteDeleteAsync(cancellationToken);
            deleted += batch;
            if (batch < BatchSize) return deleted;
        }
    }
}
