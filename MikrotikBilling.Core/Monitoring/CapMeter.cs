using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Provisioning;
using MikrotikBilling.Core.Subscriptions;

namespace MikrotikBilling.Core.Monitoring;

/// <summary>What a subscription used since it was last looked at.</summary>
internal sealed record Growth(Guid SubscriptionId, long DownloadBytes, long UploadBytes);

/// <summary>
/// Counts those with a data cap, in the transaction that records the reading, and marks who has reached it; the lane makes it so. Tenants
/// without capped profiles cost one statement.
/// </summary>
internal sealed class CapMeter(AppDbContext db, DataCaps caps, IEnumerable<IAccessListener> listeners)
{
    private const int Chunk = 250;

    public async Task AddAsync(Guid routerId, DateTimeOffset at, IEnumerable<Growth> growths, CancellationToken cancellationToken)
    {
        var grown = growths.GroupBy(g => g.SubscriptionId).ToDictionary(g => g.Key, g => (Down: g.Sum(x => x.DownloadBytes), Up: g.Sum(x => x.UploadBytes)));
        if (grown.Count == 0 || !await db.Set<Profile>().AnyAsync(p => p.DataCapBytes != null, cancellationToken)) return;
        var capped = await db.Set<RouterAccount>().Where(a => a.RouterId == routerId && a.AppliedName != null && a.Subscription!.Profile!.DataCapBytes != null)
            .Select(a => new Capped(a.SubscriptionId, a.TenantId, a.Subscription!.Allowance, a.Subscription.CapReachedFor, a.Subscription.Profile!.DataCapBytes!.Value))
            .ToListAsync(cancellationToken);
        foreach (var chunk in capped.Where(c => grown.ContainsKey(c.Id)).DistinctBy(c => c.Id).Chunk(Chunk))
        {
            var ids = chunk.Select(c => c.Id).ToList();
            var known = await db.Set<CapUsage>().Where(u => ids.Contains(u.SubscriptionId)).ToDictionaryAsync(u => u.SubscriptionId, cancellationToken);
            foreach (var one in chunk)
            {
                if (!known.TryGetValue(one.Id, out var usage)) db.Add(usage = new CapUsage { SubscriptionId = one.Id, TenantId = one.TenantId, Allowance = one.Allowance, Since = at });
                if (usage.Allowance != one.Allowance) (usage.Allowance, usage.Since, usage.DownloadBytes, usage.UploadBytes) = (one.Allowance, at, 0, 0);
                var (down, up) = grown[one.Id];
                (usage.DownloadBytes, usage.UploadBytes) = (usage.DownloadBytes + down, usage.UploadBytes + up);
                if (usage.DownloadBytes + usage.UploadBytes >= one.CapBytes && one.ReachedFor != one.Allowance) await ReachAsync(one.Id, one.Allowance, cancellationToken);
            }
            await db.SaveChangesAsync(cancellationToken);
        }
    }

    /// <summary>The router itself says that the volume is used up: it counts to the byte, we from reading to reading.</summary>
    public async Task FillAsync(Guid subscriptionId, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var one = await db.Set<Subscription>().AsNoTracking().Where(s => s.Id == subscriptionId && s.Profile!.DataCapBytes != null)
            .Select(s => new Capped(s.Id, s.TenantId, s.Allowance, s.CapReachedFor, s.Profile!.DataCapBytes!.Value)).SingleOrDefaultAsync(cancellationToken);
        if (one is null) return;
        var usage = await db.Set<CapUsage>().SingleOrDefaultAsync(u => u.SubscriptionId == subscriptionId, cancellationToken);
        // An allowance that we have seen nothing of began after the router's limit was reached.
        if (usage is null || usage.Allowance != one.Allowance) return;
        usage.DownloadBytes += Math.Max(0, one.CapBytes - usage.DownloadBytes - usage.UploadBytes);
        if (one.ReachedFor != one.Allowance) await ReachAsync(one.Id, one.Allowance, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
    }

    private async Task ReachAsync(Guid id, int allowance, CancellationToken cancellationToken)
    {
        if (await caps.ReachAsync(id, allowance, cancellationToken) is null or CapAction.Nothing) return;
        foreach (var listener in listeners) await listener.AccessChangedAsync([id], cancellationToken);
    }

    private sealed record Capped(Guid Id, Guid TenantId, int Allowance, int? ReachedFor, long CapBytes);
}
