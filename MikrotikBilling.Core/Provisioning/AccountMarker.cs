using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Provisioning.Reconcile;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Subscriptions;

namespace MikrotikBilling.Core.Provisioning;

/// <summary>
/// Raises the wish of router accounts inside the transaction that changes the contract, and wakes the lanes once it is committed.
/// A subscription that moved to another router, or to another kind of service, leaves an unwanted account behind, which removes its row there.
/// </summary>
public sealed class AccountMarker(AppDbContext db, LaneSignals signals, AccountWatch watch, AuditLog audit, CurrentActor actor, TimeProvider clock)
    : IAccessListener, IProfileListener, ICustomerListener, IUnpaidModeListener
{
    private const int MostAtOnce = 250;

    /// <summary>Instants come back from a database rounded to its own digits.</summary>
    private static readonly TimeSpan Rounding = TimeSpan.FromMilliseconds(1);

    public async Task AccessChangedAsync(IReadOnlyCollection<Guid> subscriptionIds, CancellationToken cancellationToken)
    {
        var subscriptions = await db.Set<Subscription>().AsNoTracking().Where(s => subscriptionIds.Contains(s.Id))
            .Select(s => new { s.Id, s.TenantId, s.RouterId, s.Profile!.Kind, s.Status }).ToListAsync(cancellationToken);
        var now = clock.GetUtcNow();
        await RaiseAsync(db.Set<RouterAccount>().Where(a => subscriptionIds.Contains(a.SubscriptionId)), now, cancellationToken);
        // Read after they were raised: on several nodes nobody else can raise them from here on.
        var accounts = await db.Set<RouterAccount>().Where(a => subscriptionIds.Contains(a.SubscriptionId))
            .Select(a => new { a.Id, a.SubscriptionId, a.RouterId, a.Kind, a.IsWanted, a.DesiredVersion, a.StaleSince, a.IsHandsOff, a.AppliedName }).ToListAsync(cancellationToken);
        foreach (var subscription in subscriptions)
        {
            var known = accounts.Where(a => a.SubscriptionId == subscription.Id).ToList();
            var kind = WantedAccount.KindOf(subscription.Kind);
            if (!known.Exists(a => a.RouterId == subscription.RouterId && a.Kind == kind))
            {
                var made = new RouterAccount
                {
                    TenantId = subscription.TenantId,
                    SubscriptionId = subscription.Id,
                    RouterId = subscription.RouterId,
                    Kind = kind,
                    StaleSince = now,
                    NextAttemptAt = now,
                    IsByPerson = actor.Id is not null,
                    IsAwaited = watch.IsOn,
                };
                db.Add(made);
                if (watch.IsOn) watch.Add(new MarkedAccount(made.Id, subscription.Id, made.RouterId, kind, made.DesiredVersion, subscription.Status.HasAccess(), WasHeld: false));
            }
            else if (watch.IsOn && known.Find(a => a.RouterId == subscription.RouterId && a.Kind == kind) is { IsHandsOff: false } held)
            {
                watch.Add(new MarkedAccount(held.Id, subscription.Id, held.RouterId, kind, held.DesiredVersion, subscription.Status.HasAccess(), held.StaleSince > now - Rounding && held.AppliedName is not null));
            }
            if (known.Exists(a => a.IsWanted != (a.RouterId == subscription.RouterId && a.Kind == kind)))
                await db.Set<RouterAccount>().Where(a => a.SubscriptionId == subscription.Id)
                    .ExecuteUpdateAsync(set => set.SetProperty(a => a.IsWanted, a => a.RouterId == subscription.RouterId && a.Kind == kind), cancellationToken);
        }
        await db.SaveChangesAsync(cancellationToken);
        WakeAfterCommit(subscriptions.Select(s => s.RouterId).Concat(accounts.Select(a => a.RouterId)));
    }

    public async Task ContentChangedAsync(Guid profileId, CancellationToken cancellationToken)
    {
        var accounts = db.Set<RouterAccount>().Where(a => a.IsWanted && a.Subscription!.ProfileId == profileId);
        await RaiseAndWakeAsync(accounts, cancellationToken);
    }

    public Task RenamedAsync(Guid customerId, CancellationToken cancellationToken) =>
        RaiseAndWakeAsync(db.Set<RouterAccount>().Where(a => a.IsWanted && a.Subscription!.CustomerId == customerId), cancellationToken);

    public Task UnpaidModeChangedAsync(Guid routerId, CancellationToken cancellationToken) =>
        RaiseAndWakeAsync(db.Set<RouterAccount>().Where(a => a.RouterId == routerId && a.IsWanted && a.Subscription!.Status == SubscriptionStatus.Expired), cancellationToken);

    /// <summary>Tries a conflict or a failure again now: somebody says the cause is gone.</summary>
    public Task RetryAsync(Guid subscriptionId, CancellationToken cancellationToken) => db.InTransactionAsync(async token =>
    {
        if (await db.Set<Subscription>().AsNoTracking().SingleOrDefaultAsync(s => s.Id == subscriptionId, token) is not { } subscription) return;
        await RaiseAndWakeAsync(db.Set<RouterAccount>().Where(a => a.SubscriptionId == subscriptionId), token);
        audit.Record("subscription.retried", "subscription", subscriptionId, $"Had {subscription.UserName} tried on the router again.", subscription.CustomerId);
    }, cancellationToken);

    /// <summary>Somebody says that the unmarked row of this name is this service's: it gets our mark, and its session goes on.</summary>
    public Task AdoptAsync(Guid subscriptionId, CancellationToken cancellationToken) => db.InTransactionAsync(async token =>
    {
        if (await db.Set<Subscription>().AsNoTracking().SingleOrDefaultAsync(s => s.Id == subscriptionId, token) is not { } subscription) return;
        var accounts = db.Set<RouterAccount>().Where(a => a.SubscriptionId == subscriptionId && a.IsWanted);
        await accounts.ExecuteUpdateAsync(set => set.SetProperty(a => a.Adopts, true).SetProperty(a => a.AppliedName, subscription.UserName), token);
        await RaiseAndWakeAsync(accounts, token);
        audit.Record("subscription.row-adopted", "subscription", subscriptionId, $"Had the router's row {subscription.UserName} taken over.", subscription.CustomerId);
        await db.SaveChangesAsync(token);
    }, cancellationToken);

    /// <summary>All unmarked rows that stood in the way when a run compared the router: somebody says that they are ours, as after an old backup was restored.</summary>
    public Task<int> AdoptAllAsync(Guid routerId, Guid runId, CancellationToken cancellationToken) => db.InTransactionAsync(async token =>
    {
        var services = await db.Set<DriftLine>().Where(l => l.RunId == runId && l.Category == DriftCategory.Conflicting && l.SubscriptionId != null)
            .Select(l => l.SubscriptionId!.Value).Distinct().ToListAsync(token);
        var adopted = 0;
        foreach (var chunk in services.Chunk(MostAtOnce))
        {
            var accounts = db.Set<RouterAccount>().Where(a => a.RouterId == routerId && a.IsWanted && chunk.Contains(a.SubscriptionId));
            var names = await accounts.Select(a => new { a.Id, a.Subscription!.UserName }).ToListAsync(token);
            foreach (var account in names)
                adopted += await db.Set<RouterAccount>().Where(a => a.Id == account.Id).ExecuteUpdateAsync(set => set.SetProperty(a => a.Adopts, true).SetProperty(a => a.AppliedName, account.UserName), token);
            await RaiseAndWakeAsync(accounts, token);
        }
        audit.Record("router.rows-adopted", "router", routerId, $"Had {adopted} rows of the router taken over.");
        await db.SaveChangesAsync(token);
        return adopted;
    }, cancellationToken);

    private async Task RaiseAndWakeAsync(IQueryable<RouterAccount> accounts, CancellationToken cancellationToken)
    {
        var routers = await accounts.Select(a => a.RouterId).Distinct().ToListAsync(cancellationToken);
        await RaiseAsync(accounts, clock.GetUtcNow(), cancellationToken);
        WakeAfterCommit(routers);
    }

    private async Task RaiseAsync(IQueryable<RouterAccount> accounts, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var (person, watched, exempt) = (actor.Id is not null, watch.IsOn, watch.Exempt ?? Guid.Empty);
        await accounts.ExecuteUpdateAsync(set => set
            .SetProperty(a => a.DesiredVersion, a => a.DesiredVersion + 1)
            .SetProperty(a => a.StaleSince, a => a.StaleSince ?? now)
            .SetProperty(a => a.NextAttemptAt, now)
            .SetProperty(a => a.IsConflict, false)
            .SetProperty(a => a.HeldSince, (DateTimeOffset?)null)
            .SetProperty(a => a.IsByPerson, person)
            .SetProperty(a => a.IsAwaited, a => a.IsAwaited || (watched && (a.SubscriptionId != exempt || a.StaleSince != null)))
            .SetProperty(a => a.Attempts, 0), cancellationToken);
    }

    private void WakeAfterCommit(IEnumerable<Guid> routerIds)
    {
        var ids = routerIds.Distinct().ToList();
        db.AfterCommit(() =>
        {
            foreach (var id in ids) signals.Wake(id);
        });
    }
}
