using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Subscriptions;

namespace MikrotikBilling.Core.Monitoring;

/// <summary>
/// A changed profile, or a change of profile, may lift a data cap that was reached: within the transaction of that change, whose own listeners
/// see to the router. A cap that was lowered is met at the next reading.
/// </summary>
internal sealed class CapReview(AppDbContext db, DataCaps caps) : IAccessListener, IProfileListener
{
    private const int Chunk = 250;

    public async Task AccessChangedAsync(IReadOnlyCollection<Guid> subscriptionIds, CancellationToken cancellationToken)
    {
        foreach (var ids in subscriptionIds.Chunk(Chunk)) await ReviewAsync(db.Set<Subscription>().Where(s => ids.Contains(s.Id)), cancellationToken);
    }

    public Task ContentChangedAsync(Guid profileId, CancellationToken cancellationToken) =>
        ReviewAsync(db.Set<Subscription>().Where(s => s.ProfileId == profileId), cancellationToken);

    private async Task ReviewAsync(IQueryable<Subscription> changed, CancellationToken cancellationToken)
    {
        var usages = db.Set<CapUsage>();
        var within = await changed.Where(s => s.CapReachedFor == s.Allowance
            && !usages.Any(u => u.SubscriptionId == s.Id && u.Allowance == s.Allowance && u.DownloadBytes + u.UploadBytes >= s.Profile!.DataCapBytes))
            .Select(s => s.Id).ToListAsync(cancellationToken);
        foreach (var id in within) await caps.LiftAsync(id, cancellationToken);
    }
}
