using System.Linq.Expressions;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Subscriptions.Runs;

namespace MikrotikBilling.Core.Subscriptions.Bulk;

/// <summary>Works bulk runs off, each row in the name of who asked for it.</summary>
public sealed class BulkWorker(BulkSignal signal, IServiceScopeFactory scopes, TimeProvider clock, ILogger<BulkWorker> logger) : RunWorker<BulkRun>(signal, scopes, clock, logger)
{
    private const int ChunkSize = 50;

    protected override TimeSpan ClaimTime { get; } = TimeSpan.FromMinutes(1);

    protected override Expression<Func<BulkRun, bool>> IsOpen => run => run.State == BulkState.Waiting || run.State == BulkState.Running;

    protected override (string Permission, string Words) Right => (SubscriptionsPermissions.Manage, "change services");

    protected override async Task WorkAsync(BulkRun run, CancellationToken cancellationToken)
    {
        await BeginAsync(run, cancellationToken);
        await GatherAsync(run, cancellationToken);
        while (await ChunkAsync(run, cancellationToken))
        {
            // the next rows
        }
    }

    private async Task BeginAsync(BulkRun run, CancellationToken cancellationToken)
    {
        await using var scope = ScopeOf(run);
        await scope.ServiceProvider.GetRequiredService<AppDbContext>().Set<BulkRun>().Where(r => r.Id == run.Id && r.State == BulkState.Waiting)
            .ExecuteUpdateAsync(set => set.SetProperty(r => r.State, BulkState.Running), cancellationToken);
    }

    /// <summary>Who "all that match" are is settled once, before the first of them is changed.</summary>
    private async Task GatherAsync(BulkRun run, CancellationToken cancellationToken)
    {
        if (run.Filter is not { } json) return;
        await using var scope = ScopeOf(run);
        var db = scope.ServiceProvider.GetRequiredService<AppDbContext>();
        var filter = JsonSerializer.Deserialize<BulkFilter>(json)!;
        await db.InTransactionAsync(async token =>
        {
            var ids = await scope.ServiceProvider.GetRequiredService<BulkTargets>().OfAsync(filter, token);
            await db.BulkInsertAsync([.. ids.Select(s => new BulkItem { TenantId = run.TenantId, RunId = run.Id, SubscriptionId = s })], token);
            await db.Set<BulkRun>().Where(r => r.Id == run.Id).ExecuteUpdateAsync(set => set
                .SetProperty(r => r.Total, ids.Count).SetProperty(r => r.Filter, (string?)null), token);
        }, cancellationToken);
    }

    /// <summary>True while there may be more.</summary>
    private async Task<bool> ChunkAsync(BulkRun run, CancellationToken cancellationToken)
    {
        await using var scope = ScopeOf(run);
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
        await RenewClaimAsync(db, run.Id, cancellationToken);
        return true;
    }

    private async Task StepAsync(BulkRun run, long item, CancellationToken cancellationToken)
    {
        await using var scope = ScopeOf(run);
        var step = scope.ServiceProvider.GetRequiredService<BulkStep>();
        try
        {
            await step.RunAsync(run, item, cancellationToken);
        }
#pragma warning disable CA1031 // a row's edge: it is told what went wrong, the others go on
        catch (Exception e) when (e is not OperationCanceledException && !e.IsDatabaseUnavailable())
#pragma warning restore CA1031
        {
            RunLog.RowFailed(Logger, e, nameof(BulkRun), run.Id, item);
            await step.RefuseAsync(run.Id, item, "It failed for a reason that is in the program's log.", cancellationToken);
        }
    }

    private async Task FinishAsync(AppDbContext db, Guid id, BulkState state, string? note, CancellationToken cancellationToken)
    {
        var now = Clock.GetUtcNow();
        await db.Set<BulkRun>().Where(r => r.Id == id).ExecuteUpdateAsync(set => set
            .SetProperty(r => r.State, state).SetProperty(r => r.Note, note).SetProperty(r => r.FinishedAt, now).SetProperty(r => r.ClaimedUntil, (DateTimeOffset?)null), cancellationToken);
    }
}
