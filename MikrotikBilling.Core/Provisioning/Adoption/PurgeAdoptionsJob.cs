using System.ComponentModel;
using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Data.Jobs;

namespace MikrotikBilling.Core.Provisioning.Adoption;

/// <summary>Forgets the rows of old readings, passwords among them; what came of each reading stays in the list.</summary>
public sealed class AdoptionPurge(AppDbContext db)
{
    private static readonly TimeSpan Keep = TimeSpan.FromDays(30);

    public async Task<int> RunAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var limit = now - Keep;
        var runs = db.Set<AdoptionRun>().IgnoreQueryFilters(QueryFilters.AllTenants);
        var old = await runs.Where(r => r.CreatedAt < limit && r.PurgedAt == null && r.State != AdoptionState.Reading && r.State != AdoptionState.Adopting)
            .OrderBy(r => r.Id).Select(r => r.Id).ToListAsync(cancellationToken);
        foreach (var id in old)
        {
            await runs.Where(r => r.Id == id && r.State != AdoptionState.Done && r.State != AdoptionState.Stopped).ExecuteUpdateAsync(set => set
                .SetProperty(r => r.State, AdoptionState.Stopped).SetProperty(r => r.Note, "Never begun, and forgotten after 30 days.").SetProperty(r => r.FinishedAt, now), cancellationToken);
            await AdoptionReader.DropRowsAsync(db, id, cancellationToken);
            await runs.Where(r => r.Id == id).ExecuteUpdateAsync(set => set.SetProperty(r => r.PurgedAt, now), cancellationToken);
        }
        return old.Count;
    }
}

[Description("Deletes what was read from routers for adoption a month ago.")]
public sealed class PurgeAdoptionsJob(AdoptionPurge purge) : IAppJob
{
    public const string Key = "purge-adoptions";

    public async Task<string> RunAsync(DateTimeOffset now, CancellationToken cancellationToken) => $"{await purge.RunAsync(now, cancellationToken)} readings purged";
}
