using System.ComponentModel;
using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Data.Jobs;

namespace MikrotikBilling.Core.Subscriptions.Transfer;

/// <summary>Forgets the rows and files of old imports; what came of each stays in the list. One that was never begun is over then.</summary>
public sealed class ImportPurge(AppDbContext db, ImportFiles files)
{
    private static readonly TimeSpan Keep = TimeSpan.FromDays(30);

    public async Task<int> RunAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var limit = now - Keep;
        var runs = db.Set<ImportRun>().IgnoreQueryFilters(QueryFilters.AllTenants);
        var old = await runs.Where(r => r.CreatedAt < limit && r.PurgedAt == null && r.State != ImportState.Checking && r.State != ImportState.Importing)
            .OrderBy(r => r.Id).Select(r => r.Id).ToListAsync(cancellationToken);
        foreach (var id in old)
        {
            await runs.Where(r => r.Id == id && r.State != ImportState.Done && r.State != ImportState.Stopped).ExecuteUpdateAsync(set => set
                .SetProperty(r => r.State, ImportState.Stopped).SetProperty(r => r.Note, "Never begun, and forgotten after 30 days.").SetProperty(r => r.FinishedAt, now), cancellationToken);
            await ImportCheckPass.DropRowsAsync(db, id, cancellationToken);
            await files.DeleteAsync(id, cancellationToken);
            await runs.Where(r => r.Id == id).ExecuteUpdateAsync(set => set.SetProperty(r => r.PurgedAt, now), cancellationToken);
        }
        return old.Count;
    }
}

/// <summary>Daily.</summary>
[Description("Deletes what was staged for imports that were made a month ago.")]
public sealed class PurgeImportsJob(ImportPurge purge) : IAppJob
{
    public const string Key = "purge-imports";

    public async Task<string> RunAsync(DateTimeOffset now, CancellationToken cancellationToken) => $"{await purge.RunAsync(now, cancellationToken)} imports purged";
}
