using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Tenants;

namespace MikrotikBilling.Core.Subscriptions.Transfer;

/// <summary>Compares rows of a file with what is there and keeps what each would do. Nothing else is changed.</summary>
internal sealed class ImportChecker(AppDbContext db, TenantQueries tenants, SecretBox secrets, TimeProvider clock)
{
    public async Task CheckAsync(ImportRun run, ImportMemory memory, IReadOnlyList<FileRow> rows, long bytesRead, CancellationToken cancellationToken)
    {
        var tenant = await tenants.CurrentAsync(cancellationToken);
        var zone = tenant.Zone;
        var values = rows.Select(r => RowValues.Of(r.Cells, tenant, zone, isPasswordPlain: true)).ToList();
        var proposals = values.Where(v => v is { UserName: null, HasService: true }).GroupBy(v => Credentials.Stem(v.Name, v.Number, v.Phone)).SelectMany(g => memory.Proposals(g.Key, g.Count())).ToList();
        var facts = await ImportFacts.LoadAsync(db, values, proposals, cancellationToken);
        var decision = new ImportDecision(run, facts, memory, tenant, secrets, clock.GetUtcNow());
        var staged = rows.Zip(values, decision.Decide).ToList();
        int Count(ImportRowState state) => staged.Count(r => r.State == state);
        var (add, update, unchanged, bad) = (Count(ImportRowState.New), Count(ImportRowState.Update), Count(ImportRowState.Unchanged), Count(ImportRowState.Bad));
        var until = clock.GetUtcNow() + ImportWorker.Claim;
        await db.InTransactionAsync(async token =>
        {
            await db.BulkInsertAsync(staged, token);
            await db.Set<ImportRun>().Where(r => r.Id == run.Id).ExecuteUpdateAsync(set => set
                .SetProperty(r => r.Rows, r => r.Rows + staged.Count)
                .SetProperty(r => r.ToAdd, r => r.ToAdd + add)
                .SetProperty(r => r.ToUpdate, r => r.ToUpdate + update)
                .SetProperty(r => r.Unchanged, r => r.Unchanged + unchanged)
                .SetProperty(r => r.Bad, r => r.Bad + bad)
                .SetProperty(r => r.HighestNumber, memory.HighestNumber)
                .SetProperty(r => r.BytesChecked, bytesRead)
                .SetProperty(r => r.ClaimedUntil, until), token);
        }, cancellationToken);
    }
}
