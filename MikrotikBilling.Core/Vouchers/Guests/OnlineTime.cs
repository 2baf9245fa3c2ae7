using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Provisioning;
using MikrotikBilling.Core.Subscriptions;

namespace MikrotikBilling.Core.Vouchers.Guests;

/// <summary>
/// Counts time that is sold while online, in the transaction that records the reading. The router keeps to it exactly; here it is what pages show, and what
/// ends the service once it is used up. A router without such services costs one statement.
/// </summary>
internal sealed class OnlineTime(AppDbContext db, MainSubscription main, AuditLog audit, IEnumerable<IAccessListener> listeners) : IReadingListener
{
    private const int Chunk = 250;

    public async Task ReadAsync(SessionReading reading, CancellationToken cancellationToken)
    {
        var limited = await db.Set<Subscription>().AsNoTracking().Where(s => s.RouterId == reading.RouterId && s.OnlineSeconds != null && s.Status == SubscriptionStatus.Active)
            .Select(s => new { s.Id, Left = s.OnlineSeconds!.Value - s.OnlineUsed }).ToDictionaryAsync(s => s.Id, s => s.Left, cancellationToken);
        if (limited.Count == 0) return;
        var step = reading.At - (reading.Before ?? reading.At);
        var used = reading.Open.Where(s => limited.ContainsKey(s.SubscriptionId)).GroupBy(s => s.SubscriptionId)
            .ToDictionary(g => g.Key, g => g.Sum(s => (long)(s.StartedAt > reading.Before ? reading.At - s.StartedAt : step).TotalSeconds));
        foreach (var same in used.Where(u => u.Value > 0).GroupBy(u => u.Value, u => u.Key))
            foreach (var ids in same.Chunk(Chunk))
                await db.Set<Subscription>().Where(s => ids.Contains(s.Id)).ExecuteUpdateAsync(set => set.SetProperty(s => s.OnlineUsed, s => s.OnlineUsed + same.Key), cancellationToken);
        // A session that is gone ended somewhere since the last look; with less than that left, it was the router that ended it.
        var over = limited.Where(l => l.Value <= used.GetValueOrDefault(l.Key)).Select(l => l.Key)
            .Concat(reading.Ended.Where(s => limited.TryGetValue(s.SubscriptionId, out var left) && left <= (long)step.TotalSeconds).Select(s => s.SubscriptionId)).Distinct().ToList();
        if (over.Count > 0) await EndAsync(over, reading.At, cancellationToken);
    }

    private async Task EndAsync(List<Guid> ids, DateTimeOffset at, CancellationToken cancellationToken)
    {
        foreach (var chunk in ids.Chunk(Chunk))
        {
            var services = (await db.Set<Subscription>().Where(s => chunk.Contains(s.Id)).ToListAsync(cancellationToken)).Where(s => s.SetEnd(at.AddMinutes(-1), at).Ok).ToList();
            foreach (var service in services) audit.Record("subscription.expired", "subscription", service.Id, $"The time online of {service.UserName} is used up.", service.CustomerId);
            await db.SaveChangesAsync(cancellationToken);
            await main.RefreshAsync([.. services.Select(s => s.CustomerId).Distinct()], cancellationToken);
            foreach (var listener in listeners) await listener.AccessChangedAsync([.. services.Select(s => s.Id)], cancellationToken);
        }
    }
}
