using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Staff;

namespace MikrotikBilling.Core.Subscriptions.Transfer;

/// <summary>Wakes the worker of this node.</summary>
public sealed class ImportSignal : IDisposable
{
    private readonly SemaphoreSlim _bell = new(0);

    public void Ring() => _bell.Release();

    public Task<bool> WaitAsync(TimeSpan time, CancellationToken cancellationToken) => _bell.WaitAsync(time, cancellationToken);

    public void Dispose() => _bell.Dispose();
}

/// <summary>
/// Checks files and brings their good rows in, in the name of who asked for it. A run is claimed for a while at a time, so that another node,
/// or this one after a crash, goes on where it stopped.
/// </summary>
public sealed class ImportWorker(ImportSignal signal, IServiceScopeFactory scopes, TimeProvider clock, ILogger<ImportWorker> logger) : BackgroundService
{
    internal static readonly TimeSpan Claim = TimeSpan.FromMinutes(2);
    private const int ChunkSize = 500;
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(15);

    /// <summary>Takes up one run that waits and works on it until there is nothing left to do for it; false when there was none.</summary>
    public async Task<bool> RunNextAsync(CancellationToken cancellationToken)
    {
        if (await ClaimAsync(cancellationToken) is not { } run) return false;
        if (run.State == ImportState.Checking) await CheckAsync(run, cancellationToken);
        else await ImportAsync(run, cancellationToken);
        return true;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (!await RunNextAsync(stoppingToken)) await signal.WaitAsync(LookInterval, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                // stopping; the claim runs out and the rest is taken up again
            }
#pragma warning disable CA1031 // an edge: the claim runs out, and the run is taken up again where it stopped
            catch (Exception e)
#pragma warning restore CA1031
            {
                ImportLog.Failed(logger, e);
                await Task.Delay(LookInterval, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task<ImportRun?> ClaimAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var runs = scope.ServiceProvider.GetRequiredService<AppDbContext>().Set<ImportRun>().IgnoreQueryFilters(QueryFilters.AllTenants);
        var now = clock.GetUtcNow();
        var open = runs.Where(r => (r.State == ImportState.Checking || r.State == ImportState.Importing) && (r.ClaimedUntil == null || r.ClaimedUntil < now));
        foreach (var id in await open.OrderBy(r => r.Id).Select(r => r.Id).Take(5).ToListAsync(cancellationToken))
        {
            var until = now + Claim;
            if (await open.Where(r => r.Id == id).ExecuteUpdateAsync(set => set.SetProperty(r => r.ClaimedUntil, until), cancellationToken) == 1)
                return await runs.AsNoTracking().SingleAsync(r => r.Id == id, cancellationToken);
        }
        return null;
    }

    private async Task CheckAsync(ImportRun run, CancellationToken cancellationToken)
    {
        await using var scope = Scope(run);
        var pass = scope.ServiceProvider.GetRequiredService<ImportCheckPass>();
        try
        {
            var memory = new ImportMemory();
            await foreach (var (rows, bytesRead) in pass.ReadAsync(run, ChunkSize, cancellationToken))
            {
                await using var inner = Scope(run);
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
            await using var scope = Scope(run);
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
            var until = clock.GetUtcNow() + Claim;
            await db.Set<ImportRun>().Where(r => r.Id == run.Id).ExecuteUpdateAsync(set => set.SetProperty(r => r.ClaimedUntil, until), cancellationToken);
        }
    }

    /// <summary>All together; when one of them lost a race at a unique index, one by one, so that it alone is refused.</summary>
    private async Task WriteAsync(ImportRun run, List<ImportRow> rows, CancellationToken cancellationToken)
    {
        await using var scope = Scope(run);
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
            ImportLog.RowFailed(logger, e, run.Id, rows[0].Number);
            await writer.FailAsync(run.Id, rows[0].Number, "It failed for a reason that is in the program's log.", cancellationToken);
        }
    }

    /// <summary>The next rows that change what is there; false when there are none.</summary>
    private async Task<bool> UpdateAsync(AppDbContext db, ImportRun run, CancellationToken cancellationToken)
    {
        var numbers = await db.Set<ImportRow>().Where(r => r.ImportId == run.Id && r.State == ImportRowState.Update).OrderBy(r => r.Number).Take(ChunkSize / 10).Select(r => r.Number).ToListAsync(cancellationToken);
        foreach (var number in numbers)
        {
            await using var scope = Scope(run);
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
                ImportLog.RowFailed(logger, e, run.Id, number);
                await writer.FailAsync(run.Id, number, "It failed for a reason that is in the program's log.", cancellationToken);
            }
        }
        return numbers.Count > 0;
    }

    private static async Task<string?> WhyStopAsync(IServiceProvider services, ImportRun run, CancellationToken cancellationToken)
    {
        var db = services.GetRequiredService<AppDbContext>();
        if (!await db.Set<ImportRun>().AnyAsync(r => r.Id == run.Id && !r.StopRequested, cancellationToken)) return "Stopped by hand.";
        if (run.ActorId is not { } id || run.ActorKind == ActorKind.System) return null;
        var person = await db.Set<StaffMember>().Where(s => s.Id == id && s.TenantId == run.TenantId).Select(s => new { s.IsActive, s.Role }).SingleOrDefaultAsync(cancellationToken);
        var may = person is { IsActive: true } && services.GetRequiredService<PermissionCatalog>().All[CustomersPermissions.Manage].IsHeldBy(person.Role);
        return may ? null : $"Stopped: {run.ActorName} may no longer add customers.";
    }

    /// <summary>The file itself is not needed any longer once its work is over.</summary>
    private async Task EndAsync(ImportRun run, ImportState state, string? note, CancellationToken cancellationToken)
    {
        await using var scope = Scope(run);
        var db = scope.ServiceProvider.GetRequiredService<AppDbContext>();
        DateTimeOffset? finished = state is ImportState.Done or ImportState.Stopped ? clock.GetUtcNow() : null;
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

    private AsyncServiceScope Scope(ImportRun run)
    {
        var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentTenant>().Use(run.TenantId);
        if (run.ActorId is { } id) scope.ServiceProvider.GetRequiredService<CurrentActor>().Use(run.ActorKind, id, run.ActorName, run.From);
        return scope;
    }
}

internal static partial class ImportLog
{
    [LoggerMessage(330, LogLevel.Error, "Import work failed; it is taken up again")]
    public static partial void Failed(ILogger logger, Exception exception);

    [LoggerMessage(331, LogLevel.Error, "Row {Row} of import {Run} failed")]
    public static partial void RowFailed(ILogger logger, Exception exception, Guid run, int row);
}
