using System.ComponentModel;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Data.Jobs;

namespace MikrotikBilling.Core.Billing.Prints;

/// <summary>Takes the files of batches away; what came of each stays in the list.</summary>
public sealed class PrintPurge(AppDbContext db, PrintFolder folder, IOptions<PrintOptions> options)
{
    public async Task<int> RunAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var limit = now.AddDays(-options.Value.KeepDays);
        var runs = db.Set<PrintRun>().IgnoreQueryFilters(QueryFilters.AllTenants);
        var forgotten = 0;
        foreach (var id in await runs.Where(r => r.PurgedAt == null && r.FinishedAt < limit).OrderBy(r => r.FinishedAt).Select(r => r.Id).ToListAsync(cancellationToken))
            if (await ForgetAsync(runs.Where(r => r.Id == id), now, cancellationToken)) forgotten++;
        // What a crash left behind, and what could not be deleted then.
        foreach (var id in folder.Runs())
            if (!await runs.AnyAsync(r => r.Id == id && r.PurgedAt == null, cancellationToken)) folder.Delete(id);
        return forgotten;
    }

    /// <summary>False when it is not there, at work, or was forgotten before. The row first: nothing is read or resumed that is about to go.</summary>
    internal Task<bool> ForgetAsync(IQueryable<PrintRun> one, DateTimeOffset now, CancellationToken cancellationToken) => db.InTransactionAsync(async token =>
    {
        var id = await one.Select(r => r.Id).SingleOrDefaultAsync(token);
        var marked = await one.Where(r => r.PurgedAt == null && (r.State == PrintRunState.Done || r.State == PrintRunState.Stopped)).ExecuteUpdateAsync(set => set.SetProperty(r => r.PurgedAt, now), token);
        if (marked == 0) return false;
        await db.Set<PrintItem>().IgnoreQueryFilters(QueryFilters.AllTenants).Where(i => i.RunId == id).ExecuteDeleteAsync(token);
        db.AfterCommit(() => folder.Delete(id));
        return true;
    }, cancellationToken);
}

/// <summary>Daily.</summary>
[Description("Deletes the files of printed batches that were kept long enough.")]
public sealed class PurgePrintsJob(PrintPurge purge) : IAppJob
{
    public const string Key = "purge-prints";

    public async Task<string> RunAsync(DateTimeOffset now, CancellationToken cancellationToken) => $"{await purge.RunAsync(now, cancellationToken)} batches purged";
}
