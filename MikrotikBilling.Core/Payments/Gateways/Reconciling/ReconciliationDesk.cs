using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Provisioning.Alarms;

namespace MikrotikBilling.Core.Payments.Gateways.Reconciling;

/// <summary>What settling differences has in common, whoever does it and however; in the caller's transaction.</summary>
public sealed class ReconciliationDesk(AppDbContext db, AlarmService alarms, CurrentActor actor, TimeProvider clock)
{
    /// <summary>A provider's list and the books differ; its subject is the account.</summary>
    public const string AlarmKind = "gateway-differs";

    public const string Subject = "reconciliation";

    internal static Refusal Settled => new("reconciliation.settled", "Somebody settled this already.");

    /// <summary>One of a run that is kept.</summary>
    internal async Task<ReconciliationRow?> RowAsync(Guid runId, Guid rowId, CancellationToken cancellationToken) =>
        await db.Set<ReconciliationRun>().AnyAsync(r => r.Id == runId && r.State != ReconciliationState.Draft, cancellationToken)
            ? await db.Set<ReconciliationRow>().AsNoTracking().SingleOrDefaultAsync(r => r.Id == rowId && r.RunId == runId, cancellationToken)
            : null;

    /// <summary>Of two who settle one at once, one is told 0.</summary>
    internal Task<int> SettleAsync(
        Guid rowId, DifferenceState state, Guid? movementId, Guid? paymentId, Guid? suspenseId, string? words, string? note, CancellationToken cancellationToken)
    {
        var (now, name, cut) = (clock.GetUtcNow(), actor.Name, words is null ? null : TextRules.Cut(words, 300));
        return db.Set<ReconciliationRow>().Where(r => r.Id == rowId && r.State == DifferenceState.Open).ExecuteUpdateAsync(set => set
            .SetProperty(r => r.State, state).SetProperty(r => r.MovementId, movementId).SetProperty(r => r.PaymentId, paymentId).SetProperty(r => r.SuspenseId, suspenseId)
            .SetProperty(r => r.Words, cut).SetProperty(r => r.Note, note).SetProperty(r => r.SettledAt, now).SetProperty(r => r.SettledBy, name), cancellationToken);
    }

    /// <summary>What is left of a run; with the last of it, it is settled, and the alarm of its account ends unless another run has something left.</summary>
    internal async Task CountAsync(Guid runId, CancellationToken cancellationToken)
    {
        // Whoever settles another row of it waits here: the last one counts none left.
        await db.Set<ReconciliationRun>().Where(r => r.Id == runId).ExecuteUpdateAsync(set => set.SetProperty(r => r.Unsettled, r => r.Unsettled), cancellationToken);
        var (left, now, name) = (await db.Set<ReconciliationRow>().CountAsync(r => r.RunId == runId && r.State == DifferenceState.Open, cancellationToken), clock.GetUtcNow(), actor.Name);
        var run = db.Set<ReconciliationRun>().Where(r => r.Id == runId);
        if (left > 0)
        {
            await run.ExecuteUpdateAsync(set => set.SetProperty(r => r.Unsettled, left), cancellationToken);
            return;
        }
        await run.Where(r => r.State == ReconciliationState.Open).ExecuteUpdateAsync(
            set => set.SetProperty(r => r.Unsettled, 0).SetProperty(r => r.State, ReconciliationState.Settled).SetProperty(r => r.SettledAt, now).SetProperty(r => r.SettledBy, name), cancellationToken);
        var account = await run.Select(r => r.AccountId).SingleAsync(cancellationToken);
        if (!await db.Set<ReconciliationRun>().AnyAsync(r => r.AccountId == account && r.State == ReconciliationState.Open, cancellationToken)) await alarms.ClearAsync(AlarmKind, account, cancellationToken);
    }

    internal static async Task ForgetAsync(AppDbContext db, IReadOnlyCollection<Guid> runs, CancellationToken cancellationToken)
    {
        await db.Set<ReconciliationFile>().IgnoreQueryFilters(QueryFilters.AllTenants).Where(f => runs.Contains(f.RunId)).ExecuteDeleteAsync(cancellationToken);
        await db.Set<ReconciliationRow>().IgnoreQueryFilters(QueryFilters.AllTenants).Where(r => runs.Contains(r.RunId)).ExecuteDeleteAsync(cancellationToken);
        await db.Set<ReconciliationRun>().IgnoreQueryFilters(QueryFilters.AllTenants).Where(r => runs.Contains(r.Id)).ExecuteDeleteAsync(cancellationToken);
    }
}
