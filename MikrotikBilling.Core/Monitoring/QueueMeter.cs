using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Provisioning;
using MikrotikBilling.Core.Routers.RouterOs;

namespace MikrotikBilling.Core.Monitoring;

/// <summary>Counts static services by their queues, beside the sessions; a router without them is asked nothing.</summary>
internal sealed class QueueMeter(IServiceScopeFactory scopes) : IReadingFollower
{
    /// <summary>A queue we have never read, but made so lately that all it counted is the customer's since.</summary>
    private static readonly TimeSpan MadeJustNow = TimeSpan.FromMinutes(10);

    public async Task FollowAsync(IRouterOsConnection connection, SessionReading reading, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentTenant>().Use(reading.TenantId);
        var db = scope.ServiceProvider.GetRequiredService<AppDbContext>();
        var queues = await db.Set<RouterAccount>().AsNoTracking().Where(a => a.RouterId == reading.RouterId && a.Kind == AccountKind.SimpleQueue && a.AppliedName != null)
            .Select(a => new { Name = a.AppliedName!, a.SubscriptionId, a.AppliedAt }).ToListAsync(cancellationToken);
        if (queues.Count == 0) return;
        var rows = await connection.ReadAnyAsync(RouterOsCommand.Of("/queue/simple/print").Columns("name", "bytes"), "name", queues.Select(q => q.Name), cancellationToken);
        var counters = rows.ToLookup(r => r.Text("name"), r => r.Pair("bytes"), StringComparer.Ordinal);

        await db.InTransactionAsync(async token =>
        {
            var known = await db.Set<QueueCounter>().Where(c => db.Set<RouterAccount>().Any(a =>
                a.RouterId == reading.RouterId && a.Kind == AccountKind.SimpleQueue && a.SubscriptionId == c.SubscriptionId)).ToDictionaryAsync(c => c.SubscriptionId, token);
            var (samples, growths) = (new List<UsageSample>(), new List<Growth>());
            foreach (var queue in queues)
            {
                if (counters[queue.Name].FirstOrDefault() is not { } now) continue;
                if (!known.TryGetValue(queue.SubscriptionId, out var counter))
                {
                    counter = new QueueCounter { SubscriptionId = queue.SubscriptionId, TenantId = reading.TenantId, RouterId = reading.RouterId, CountedAt = reading.At };
                    db.Add(counter);
                    if (!(queue.AppliedAt > reading.At - MadeJustNow)) (counter.DownloadCounter, counter.UploadCounter) = (now.Download, now.Upload);
                }
                // On another router its queue begins at nothing.
                if (counter.RouterId != reading.RouterId) (counter.RouterId, counter.DownloadCounter, counter.UploadCounter) = (reading.RouterId, 0, 0);
                var grown = new Growth(queue.SubscriptionId, Grown(counter.DownloadCounter, now.Download), Grown(counter.UploadCounter, now.Upload));
                (counter.DownloadCounter, counter.UploadCounter) = (now.Download, now.Upload);
                (counter.DownloadPending, counter.UploadPending) = (counter.DownloadPending + grown.DownloadBytes, counter.UploadPending + grown.UploadBytes);
                if (grown is not { DownloadBytes: 0, UploadBytes: 0 }) growths.Add(grown);
                if (!UsageSlots.Turned(counter.CountedAt, reading.At)) continue;
                samples.AddRange(UsageSlots.Split(reading.TenantId, queue.SubscriptionId, counter.CountedAt, reading.At, counter.DownloadPending, counter.UploadPending));
                (counter.DownloadPending, counter.UploadPending, counter.CountedAt) = (0, 0, reading.At);
            }
            await db.BulkInsertAsync(samples, token);
            await scope.ServiceProvider.GetRequiredService<CapMeter>().AddAsync(reading.RouterId, reading.At, growths, token);
            await db.SaveChangesAsync(token);
        }, cancellationToken);
    }

    private static long Grown(long before, long now) => now >= before ? now - before : now;
}
