using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Subscriptions.Runs;

namespace MikrotikBilling.Core.Subscriptions.Transfer;

/// <summary>Wakes the worker of imports.</summary>
public sealed class ImportSignal : RunSignal;

/// <summary>Checks files and brings their good rows in, in the name of who asked for it.</summary>
public sealed class ImportWorker(ImportSignal signal, IServiceScopeFactory scopes, TimeProvider clock, ILogger<ImportWorker> logger) : RunWorker<ImportRun>(signal, scopes, clock, logger)
{
    internal static readonly TimeSpan Claim = TimeSpan.FromMinutes(2);
    private const int ChunkSize = 500;

    protected override TimeSpan ClaimTime => Claim;

    protected override Expression<Func<ImportRun, bool>> IsOpen => run => run.State == ImportState.Checking || run.State == ImportState.Importing;

    protected override (string Permission, string Words) Right => (CustomersPermissions.Manage, "add customers");

    protected override Task WorkAsync(ImportRun run, CancellationToken cancellationToken) =>
        run.State == ImportState.Checking ? CheckAsync(run, cancellationToken) : ImportAsync(run, cancellationToken);

    private async Task CheckAsync(ImportRun run, CancellationToken cancellationToken)
    {
        await using var scope = ScopeOf(run);
        var pass = scope.ServiceProvider.GetRequiredService<ImportCheckPass>();
        try
        {
            var memory = new ImportMemory();
            await foreach (var (rows, bytesRead) in pass.ReadAsync(run, ChunkSize, cancellationToken))
            {
                await using var inner = ScopeOf(run);
                if (await WhyStopAsync(inner.ServiceProvider, run, cancellationToken) is { } why)
                {
                    await EndAsync(run, ImportState.Stopped, why, cancellationToken);
                    return;
                }
                await inner.ServiceProvider.GetRequiredService<ImportChecker>().CheckAsync(run, memory, rows, bytesRead, cancellationToken);
            }
            await EndAsync(run, ImportState.Checked, null, cancellationToken);
        }
        catch (Exception e) when (e is CsvRejectedException or SecretLostException)
        {
            await EndAsync(run, ImportState.Rejected, e.Message, cancellationToken);
        }
    }

    private async Task ImportAsync(ImportRun run, CancellationToken cancellationToken)
    {
        while (true)
        {
            await using var scope = ScopeOf(run);
            var db = scope.ServiceProvider.GetRequiredService<AppDbContext>();
            if (await WhyStopAsync(scope.ServiceProvider, run, cancellationToken) is { } why)
            {
                await EndAsync(run, ImportState.Stopped, why, cancellationToken);
                return;
            }
            var rows = await db.Set<ImportRow>().AsNoTracking().Where(r => r.ImportId == run.Id && r.State == ImportRowState.New)
                .OrderBy(r => r.Number).Take(ChunkSize).ToListAsync(cancellationToken);
            if (rows.Count > 0) await WriteAsync(run, rows, cancellationToken);
            else if (!await UpdateAsync(db, run, cancellationToken))
            {
                await scope.ServiceProvider.GetRequiredService<DatabaseStatistics>().RefreshAsync(cancellationToken);
                await EndAsync(run, ImportState.Done, null, cancellationToken);
                return;
            }
            await RenewClaimAsync(db, run.Id, cancellationToken);
        }
    }

    /// <summary>All together; when one of them lost a race at a unique index, one by one, so that it alone is refused.</summary>
    private async Task WriteAsync(ImportRun run, List<ImportRow> rows, CancellationToken cancellationToken)
    {
        await using var scope = ScopeOf(run);
        var writer = scope.ServiceProvider.GetRequiredService<ImportWriter>();
        try
        {
            await writer.WriteAsync(run, rows, cancellationToken);
        }
        catch (Exception e) when (e.IsUniqueViolation() && rows.Count > 1)
        {
            foreach (var row in rows) await WriteAsync(run, [row], cancellationToken);
        }
        catch (Exception e) when (e.IsUniqueViolation())
        {
            await writer.FailAsync(run.Id, rows[0].Number, "Somebody else took its user name, address or number at the same moment.", cancellationToken);
        }
#pragma warning disable CA1031 // a row's edge: it is told what went wrong, the others go on
        catch (Exception e) when (e is not OperationCanceledException and not DbUpdateConcurrencyException && !e.IsDatabaseUnavailable())
#pragma warning restore CA1031
        {
            if (rows.Count > 1)
            {
                foreach (var row in rows) await WriteAsync(run, [row], cancellationToken);
                return;
            }
            RunLog.RowFailed(Logger, e, nameof(ImportRun), run.Id, rows[0].Number);
            await writer.FailAsync(run.Id, rows[0].Number, "It failed for a reason that is in the program's log.", cancellationToken);
        }
    }

    /// <summary>The next rows that change what is there; false when there are none.</summary>
    private async Task<bool> UpdateAsync(AppDbContext db, ImportRun run, CancellationToken cancellationToken)
    {
        var numbers = await db.Set<ImportRow>().Where(r => r.ImportId == run.Id && r.State == ImportRowState.Update).OrderBy(r => r.Number).Take(ChunkSize / 10).Select(r => r.Number).ToListAsync(cancellationToken);
        foreach (var number in numbers)
        {
            await using var scope = ScopeOf(run);
            var writer = scope.ServiceProvider.GetRequiredService<ImportWriter>();
            try
            {
                if (await scope.ServiceProvider.GetRequiredService<ImportStep>().RunAsync(run, number, cancellationToken) is { Ok: false } refused)
                    await writer.FailAsync(run.Id, number, refused.Refusal.Message, cancellationToken);
            }
#pragma warning disable CA1031 // a row's edge, as above
            catch (Exception e) when (e is not OperationCanceledException && !e.IsDatabaseUnavailable())
#pragma warning restore CA1031
            {
                RunLog.RowFailed(Logger, e, nameof(ImportRun), run.Id, number);
                await writer.FailAsync(run.Id, number, "It failed for a reason that is in the program's log.", cancellationToken);
            }
        }
        return numbers.Count > 0;
    }

    /// <summary>The file itself is not needed any longer once its work is over.</summary>
    private async Task EndAsync(ImportRun run, ImportState state, string? note, CancellationToken cancellationToken)
    {
        await using var scope = ScopeOf(run);
        var db = scope.ServiceProvider.GetRequiredService<AppDbContext>();
        DateTimeOffset? finished = state is ImportState.Done or ImportState.Stopped ? Clock.GetUtcNow() : null;
        var text = note is { Length: > 300 } ? note[..300] : note;
        await db.InTransactionAsync(async token =>
        {
            await db.Set<ImportRun>().Where(r => r.Id == run.Id).ExecuteUpdateAsync(set => set
                .SetProperty(r => r.State, state).SetProperty(r => r.Note, text).SetProperty(r => r.FinishedAt, finished).SetProperty(r => r.ClaimedUntil, (DateTimeOffset?)null), token);
            if (finished is not null) await scope.ServiceProvider.GetRequiredService<ImportFiles>().DeleteAsync(run.Id, token);
            if (run.State == ImportState.Importing)
            {
                var counts = await db.Set<ImportRun>().Where(r => r.Id == run.Id).Select(r => new { r.Added, r.Updated, r.Failed }).SingleAsync(token);
                scope.ServiceProvider.GetRequiredService<AuditLog>().Record("import.finished", "import", run.Id,
                    $"{(state == ImportState.Done ? "Imported" : "Stopped importing")} {run.FileName}: {counts.Added} added, {counts.Updated} changed, {counts.Failed} failed.");
                await db.SaveChangesAsync(token);
            }
        }, cancellationToken);
    }
}
