using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Core.Subscriptions.Runs;

namespace MikrotikBilling.Core.Billing.Runs;

/// <summary>
/// Works invoicings off in batches, one transaction each. When a batch fails, its services are tried one by one, and one that fails alone is named and
/// left. Killed in the middle, it goes on with what is still due.
/// </summary>
public sealed class InvoiceRunWorker(InvoiceRunSignal signal, IServiceScopeFactory scopes, TimeProvider clock, ILogger<InvoiceRunWorker> logger)
    : RunWorker<InvoiceRun>(signal, scopes, clock, logger)
{
    private const int BatchSize = 200;

    protected override TimeSpan ClaimTime { get; } = TimeSpan.FromMinutes(1);

    protected override Expression<Func<InvoiceRun, bool>> IsOpen => run => run.State == InvoiceRunState.Waiting || run.State == InvoiceRunState.Running;

    protected override (string Permission, string Words) Right => (BillingPermissions.Manage, "run the invoicing");

    protected override async Task WorkAsync(InvoiceRun run, CancellationToken cancellationToken)
    {
        await UpdateAsync(run, runs => runs.ExecuteUpdateAsync(set => set.SetProperty(r => r.State, InvoiceRunState.Running), cancellationToken));
        var after = Guid.Empty;
        while (await BatchAsync(run, after, cancellationToken) is { } last) after = last;
    }

    /// <summary>The last service of the batch; null when the run is over.</summary>
    private async Task<Guid?> BatchAsync(InvoiceRun run, Guid after, CancellationToken cancellationToken)
    {
        await using var scope = ScopeOf(run);
        var db = scope.ServiceProvider.GetRequiredService<AppDbContext>();
        if (await WhyStopAsync(scope.ServiceProvider, run, cancellationToken) is { } why)
        {
            await FinishAsync(run, InvoiceRunState.Stopped, why, cancellationToken);
            return null;
        }
        var ids = await PostpaidInvoicing.Due(db.Set<Subscription>(), run.Through).Where(s => s.Id > after).OrderBy(s => s.Id).Select(s => s.Id).Take(BatchSize).ToListAsync(cancellationToken);
        if (ids.Count == 0)
        {
            await FinishAsync(run, InvoiceRunState.Done, null, cancellationToken);
            return null;
        }
        if (!await TryAsync(run, ids, cancellationToken))
            foreach (var id in ids) await TryAsync(run, [id], cancellationToken);
        await RenewClaimAsync(db, run.Id, cancellationToken);
        return ids[^1];
    }

    /// <summary>False when it failed as a whole and nothing of it was kept.</summary>
    private async Task<bool> TryAsync(InvoiceRun run, List<Guid> ids, CancellationToken cancellationToken)
    {
        await using var scope = ScopeOf(run);
        var db = scope.ServiceProvider.GetRequiredService<AppDbContext>();
        try
        {
            await db.InTransactionAsync(async token =>
            {
                var done = await scope.ServiceProvider.GetRequiredService<PostpaidInvoicing>().InvoiceAsync(ids, run.Through, token);
                // Counted with the invoices, so that a crash in between leaves both or neither.
                await db.Set<InvoiceRun>().Where(r => r.Id == run.Id).ExecuteUpdateAsync(set => set
                    .SetProperty(r => r.Issued, r => r.Issued + done.Issued).SetProperty(r => r.Total.Minor, r => r.Total.Minor + done.Total.Minor), token);
            }, cancellationToken);
            return true;
        }
#pragma warning disable CA1031 // a batch's edge: its services are tried one by one, and the one that fails is named
        catch (Exception e) when (e is not OperationCanceledException && !e.IsDatabaseUnavailable())
#pragma warning restore CA1031
        {
            if (ids.Count > 1) return false;
            RunLog.RowFailed(Logger, e, nameof(InvoiceRun), run.Id, 0);
            await FailedAsync(run, ids[0], cancellationToken);
            return true;
        }
    }

    private Task FailedAsync(InvoiceRun run, Guid subscriptionId, CancellationToken cancellationToken) => UpdateAsync(run, async runs =>
    {
        await using var scope = ScopeOf(run);
        var db = scope.ServiceProvider.GetRequiredService<AppDbContext>();
        if (await db.Set<InvoiceRunFailure>().AnyAsync(f => f.RunId == run.Id && f.SubscriptionId == subscriptionId, cancellationToken)) return 0;
        db.Add(new InvoiceRunFailure { RunId = run.Id, SubscriptionId = subscriptionId, Message = "It failed for a reason that is in the program's log." });
        await db.SaveChangesAsync(cancellationToken);
        return await runs.ExecuteUpdateAsync(set => set.SetProperty(r => r.Failed, r => r.Failed + 1), cancellationToken);
    });

    private Task FinishAsync(InvoiceRun run, InvoiceRunState state, string? note, CancellationToken cancellationToken)
    {
        var now = Clock.GetUtcNow();
        return UpdateAsync(run, runs => runs.ExecuteUpdateAsync(set => set
            .SetProperty(r => r.State, state).SetProperty(r => r.Note, note).SetProperty(r => r.FinishedAt, now).SetProperty(r => r.ClaimedUntil, (DateTimeOffset?)null), cancellationToken));
    }

    private async Task UpdateAsync(InvoiceRun run, Func<IQueryable<InvoiceRun>, Task<int>> update)
    {
        await using var scope = ScopeOf(run);
        await update(scope.ServiceProvider.GetRequiredService<AppDbContext>().Set<InvoiceRun>().Where(r => r.Id == run.Id));
    }
}
