using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Staff;

namespace MikrotikBilling.Core.Subscriptions.Bulk;

/// <summary>
/// Works runs off, one after the other, each row in the name of who asked for it. A run is claimed for a while at a time, so that another
/// node, or this one after a crash, goes on where it stopped.
/// </summary>
public sealed class BulkWorker(BulkSignal signal, IServiceScopeFactory scopes, TimeProvider clock, ILogger<BulkWorker> logger) : BackgroundService
{
    private const int ChunkSize = 50;
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Claim = TimeSpan.FromMinutes(1);

    /// <summary>Takes up one run that waits and works on it until it is over; false when there was none.</summary>
    public async Task<bool> RunNextAsync(CancellationToken cancellationToken)
    {
        if (await ClaimAsync(cancellationToken) is not { } run) return false;
        await GatherAsync(run, cancellationToken);
        while (await ChunkAsync(run, cancellationToken))
        {
            // the next rows
        }
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
                BulkLog.Failed(logger, e);
                await Task.Delay(LookInterval, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task<BulkRun?> ClaimAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var runs = scope.ServiceProvider.GetRequiredService<AppDbContext>().Set<BulkRun>().IgnoreQueryFilters(QueryFilters.AllTenants);
        var now = clock.GetUtcNow();
        var open = runs.Where(r => (r.State == BulkState.Waiting || r.State == BulkState.Running) && (r.ClaimedUntil == null || r.ClaimedUntil < now));
        foreach (var id in await open.OrderBy(r => r.Id).Select(r => r.Id).Take(5).ToListAsync(cancellationToken))
        {
            var until = now + Claim;
            if (await open.Where(r => r.Id == id).ExecuteUpdateAsync(set => set.SetProperty(r => r.State, BulkState.Running).SetProperty(r => r.ClaimedUntil, until), cancellationToken) == 1)
                return await runs.AsNoTracking().SingleAsync(r => r.Id == id, cancellationToken);
        }
        return null;
    }

    /// <summary>Who "all that match" are is settled once, before the first of them is changed.</summary>
    private async Task GatherAsync(BulkRun run, CancellationToken cancellationToken)
    {
        if (run.Filter is not { } json) return;
        await using var scope = Scope(run);
        var db = scope.ServiceProvider.GetRequiredService<AppDbContext>();
        var filter = JsonSerializer.Deserialize<BulkFilter>(json)!.ToFilter();
        await db.InTransactionAsync(async token =>
        {
            var ids = await scope.ServiceProvider.GetRequiredService<CustomerQueries>().ServicesAsync(filter, token);
            await db.BulkInsertAsync([.. ids.Select(s => new BulkItem { TenantId = run.TenantId, RunId = run.Id, SubscriptionId = s })], token);
            await db.Set<BulkRun>().Where(r => r.Id == run.Id).ExecuteUpdateAsync(set => set
                .SetProperty(r => r.Total, ids.Count).SetProperty(r => r.Filter, (string?)null), token);
        }, cancellationToken);
    }

    /// <summary>True while there may be more.</summary>
    private async Task<bool> ChunkAsync(BulkRun run, CancellationToken cancellationToken)
    {
        await using var scope = Scope(run);
        var db = scope.ServiceProvider.GetRequiredService<AppDbContext>();
        if (await WhyStopAsync(scope.ServiceProvider, run, cancellationToken) is { } why)
        {
            await FinishAsync(db, run.Id, BulkState.Stopped, why, cancellationToken);
            return false;
        }
        var items = await db.Set<BulkItem>().Where(i => i.RunId == run.Id && i.State == BulkItemState.Waiting).OrderBy(i => i.Id).Take(ChunkSize).Select(i => i.Id).ToListAsync(cancellationToken);
        if (items.Count == 0)
        {
            await FinishAsync(db, run.Id, BulkState.Done, null, cancellationToken);
            return false;
        }
        foreach (var item in items) await StepAsync(run, item, cancellationToken);
        var until = clock.GetUtcNow() + Claim;
        await db.Set<BulkRun>().Where(r => r.Id == run.Id).ExecuteUpdateAsync(set => set.SetProperty(r => r.ClaimedUntil, until), cancellationToken);
        return true;
    }

    private async Task StepAsync(BulkRun run, long item, CancellationToken cancellationToken)
    {
        await using var scope = Scope(run);
        var step = scope.ServiceProvider.GetRequiredService<BulkStep>();
        try
        {
            await step.RunAsync(run, item, cancellationToken);
        }
#pragma warning disable CA1031 // a row's edge: it is told what went wrong, the others go on
        catch (Exception e) when (e is not OperationCanceledException && !e.IsDatabaseUnavailable())
#pragma warning restore CA1031
        {
            BulkLog.RowFailed(logger, e, run.Id, item);
            await step.RefuseAsync(run.Id, item, "It failed for a reason that is in the program's log.", cancellationToken);
        }
    }

    private static async Task<string?> WhyStopAsync(IServiceProvider services, BulkRun run, CancellationToken cancellationToken)
    {
        var db = services.GetRequiredService<AppDbContext>();
        if (await db.Set<BulkRun>().AnyAsync(r => r.Id == run.Id && r.StopRequested, cancellationToken)) return "Stopped by hand.";
        if (run.ActorId is not { } id || run.ActorKind == ActorKind.System) return null;
        var person = await db.Set<StaffMember>().Where(s => s.Id == id && s.TenantId == run.TenantId).Select(s => new { s.IsActive, s.Role }).SingleOrDefaultAsync(cancellationToken);
        var may = person is { IsActive: true } && services.GetRequiredService<PermissionCatalog>().All[SubscriptionsPermissions.Manage].IsHeldBy(person.Role);
        return may ? null : $"Stopped: {run.ActorName} may no longer change services.";
    }

    private async Task FinishAsync(AppDbContext db, Guid id, BulkState state, string? note, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await db.Set<BulkRun>().Where(r => r.Id == id).ExecuteUpdateAsync(set => set
            .SetProperty(r => r.State, state).SetProperty(r => r.Note, note).SetProperty(r => r.FinishedAt, now).SetProperty(r => r.ClaimedUntil, (DateTimeOffset?)null), cancellationToken);
    }

    private AsyncServiceScope Scope(BulkRun run)
    {
        var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentTenant>().Use(run.TenantId);
        if (run.ActorId is { } id) scope.ServiceProvider.GetRequiredService<CurrentActor>().Use(run.ActorKind, id, run.ActorName, run.From);
        return scope;
    }
}

internal static partial class BulkLog
{
    [LoggerMessage(320, LogLevel.Error, "Bulk work failed; it is taken up again")]
    public static partial void Failed(ILogger logger, Exception exception);

    [LoggerMessage(321, LogLevel.Error, "Row {Item} of bulk run {Run} failed")]
    public static partial void RowFailed(ILogger logger, Exception exception, Guid run, long item);
}
