using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Core.Profiles;

namespace MikrotikBilling.Core.Subscriptions;

/// <summary>
/// Marks contracts whose data cap is reached, and takes the mark away. By conditional updates that leave the version alone: a renewal at the
/// same moment is never refused for it, and wins, as the mark names the allowance that was used up.
/// </summary>
public sealed class DataCaps(AppDbContext db, AuditLog audit, TimeProvider clock)
{
    /// <summary>
    /// Returns what the cap does to the contract now; null when that allowance is over or was marked before. The caller tells the listeners, in
    /// the same transaction.
    /// </summary>
    public async Task<CapAction?> ReachAsync(Guid id, int allowance, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var marked = await db.Set<Subscription>().Where(s => s.Id == id && s.Allowance == allowance && s.CapReachedFor != allowance && s.ArchivedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(s => s.CapReachedFor, allowance).SetProperty(s => s.CapReachedAt, now), cancellationToken);
        if (marked == 0) return null;
        var what = await db.Set<Subscription>().AsNoTracking().Where(s => s.Id == id).Select(s => new { s.UserName, s.CustomerId, Profile = s.Profile! }).SingleAsync(cancellationToken);
        var action = what.Profile.WhenCapReached;
        audit.Record("subscription.cap-reached", "subscription", id, $"{what.UserName} has used its data cap up{Words(action)}.", what.CustomerId);
        return action;
    }

    /// <summary>The cap does not hold any more: it was raised or taken away, or the service has another profile.</summary>
    public async Task LiftAsync(Guid id, CancellationToken cancellationToken)
    {
        var lifted = await db.Set<Subscription>().Where(s => s.Id == id && s.CapReachedFor == s.Allowance)
            .ExecuteUpdateAsync(set => set.SetProperty(s => s.CapReachedFor, (int?)null).SetProperty(s => s.CapReachedAt, (DateTimeOffset?)null), cancellationToken);
        if (lifted == 0) return;
        var what = await db.Set<Subscription>().AsNoTracking().Where(s => s.Id == id).Select(s => new { s.UserName, s.CustomerId }).SingleAsync(cancellationToken);
        audit.Record("subscription.cap-lifted", "subscription", id, $"{what.UserName} is within its data cap again.", what.CustomerId);
    }

    private static Phrase Words(CapAction action) => action switch
    {
        CapAction.Cut => " and is cut until it is renewed",
        CapAction.Slower => " and is slower until it is renewed",
        _ => "",
    };
}
