using System.ComponentModel;
using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Data.Jobs;

namespace MikrotikBilling.Core.Settings;

/// <summary>Jobs work for all tenants, so their runs are kept as long as the most patient tenant wants.</summary>
[Description("Deletes runs of jobs that are older than the settings keep them.")]
public sealed class PurgeJobRunsJob(AppDbContext db, SettingsQueries settings) : IAppJob
{
    public const string Key = "purge-job-runs";
    private const int BatchSize = 2000;

    public async Task<string> RunAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var days = (await settings.AllAsync(cancellationToken)).Values.Select(s => s.JobRunDays).DefaultIfEmpty(new SystemSettings().JobRunDays).Max();
        var limit = now.AddDays(-days);
        var deleted = 0;
        while (true)
        {
            var batch = await db.Set<JobRun>().Where(r => r.StartedAt < limit).OrderBy(r => r.StartedAt).Take(BatchSize).ExecuteDeleteAsync(cancellationToken);
            deleted += batch;
            if (batch < BatchSize) return $"{deleted} runs deleted.";
        }
    }
}
