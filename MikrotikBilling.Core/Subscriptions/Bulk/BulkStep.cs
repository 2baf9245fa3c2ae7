using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;

namespace MikrotikBilling.Core.Subscriptions.Bulk;

/// <summary>
/// One row of a run: the change of the contract and the row's outcome are one transaction, so that a crash between two rows neither loses
/// nor repeats one.
/// </summary>
public sealed class BulkStep(AppDbContext db, SubscriptionService service, SubscriptionSetupService setup, ContractChange contract)
{
    /// <summary>True when it was done, false when it was refused; null when the row was handled already.</summary>
    public async Task<bool?> RunAsync(BulkRun run, long itemId, CancellationToken cancellationToken)
    {
        var done = await db.ChangeAsync<bool>(async token =>
        {
            var item = await db.Set<BulkItem>().SingleAsync(i => i.Id == itemId, token);
            if (item.State != BulkItemState.Waiting) return false;
            var before = await db.Set<Subscription>().AsNoTracking().SingleOrDefaultAsync(s => s.Id == item.SubscriptionId && s.ArchivedAt == null, token);
            if (before is null) return new Refusal("subscription.gone", "It is not there any more.");
            var changed = run.Action == BulkAction.Undo ? await TakeBackAsync(run, before, token) : await ChangeAsync(run, before, token);
            if (!changed.Ok) return changed.Refusal;
            (item.State, item.VersionAfter) = (BulkItemState.Done, changed.Value.Version);
            (item.EndBefore, item.StatusBefore, item.ProfileBefore, item.RouterBefore) = (before.ExpiresAt, before.Status, before.ProfileId, before.RouterId);
            await db.SaveChangesAsync(token);
            await CountAsync(run.Id, done: true, token);
            return true;
        }, cancellationToken);
        if (done.Ok) return done.Value ? true : null;
        await RefuseAsync(run.Id, itemId, done.Refusal.Message, cancellationToken);
        return false;
    }

    /// <summary>Leaves the reason with the row.</summary>
    public Task RefuseAsync(Guid runId, long itemId, string why, CancellationToken cancellationToken) => db.InTransactionAsync(async token =>
    {
        var text = why.Length <= 300 ? why : why[..300];
        if (await db.Set<BulkItem>().Where(i => i.Id == itemId && i.State == BulkItemState.Waiting)
            .ExecuteUpdateAsync(set => set.SetProperty(i => i.State, BulkItemState.Refused).SetProperty(i => i.Message, text), token) == 1)
            await CountAsync(runId, done: false, token);
    }, cancellationToken);

    private Task<Result<Subscription>> ChangeAsync(BulkRun run, Subscription subscription, CancellationToken cancellationToken) => run.Action switch
    {
        BulkAction.Extend => service.ExtendByAsync(subscription.Id, run.Days ?? 0, null, cancellationToken),
        BulkAction.Enable => service.EnableAsync(subscription.Id, null, cancellationToken),
        BulkAction.Disable => service.DisableAsync(subscription.Id, null, cancellationToken),
        BulkAction.ChangeProfile => setup.ChangeProfileAsync(subscription.Id, run.ProfileId ?? Guid.Empty, null, cancellationToken),
        _ => setup.MoveAsync(subscription.Id, run.RouterId ?? Guid.Empty, null, cancellationToken),
    };

    /// <summary>Only while the subscription is as the run left it: later work of a person is never overwritten.</summary>
    private async Task<Result<Subscription>> TakeBackAsync(BulkRun undo, Subscription subscription, CancellationToken cancellationToken)
    {
        var action = await db.Set<BulkRun>().Where(r => r.Id == undo.UndoOfId).Select(r => r.Action).SingleAsync(cancellationToken);
        var item = await db.Set<BulkItem>().AsNoTracking().SingleAsync(i => i.RunId == undo.UndoOfId && i.SubscriptionId == subscription.Id, cancellationToken);
        if (item.VersionAfter != subscription.Version) return new Refusal("bulk.changed-since", "It was changed since; it stays as it is now.");
        return action switch
        {
            BulkAction.Extend => await contract.ApplyAsync(subscription.Id, null, "subscription.extension-undone",
                (s, now) => (s.TakeBackExtension(item.EndBefore!.Value, now), $"Took the extension of {s.UserName} back."), cancellationToken),
            BulkAction.Enable => await service.DisableAsync(subscription.Id, null, cancellationToken),
            BulkAction.Disable => await service.EnableAsync(subscription.Id, null, cancellationToken),
            BulkAction.ChangeProfile => await setup.ChangeProfileAsync(subscription.Id, item.ProfileBefore!.Value, null, cancellationToken),
            _ => await setup.MoveAsync(subscription.Id, item.RouterBefore!.Value, null, cancellationToken),
        };
    }

    private Task<int> CountAsync(Guid runId, bool done, CancellationToken cancellationToken) => db.Set<BulkRun>().Where(r => r.Id == runId)
        .ExecuteUpdateAsync(set => set
            .SetProperty(r => r.Succeeded, r => r.Succeeded + (done ? 1 : 0))
            .SetProperty(r => r.Refused, r => r.Refused + (done ? 0 : 1)), cancellationToken);
}
