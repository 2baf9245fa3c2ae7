using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Provisioning;

namespace MikrotikBilling.Core.Monitoring;

/// <summary>
/// Turns what sessions grew by into samples: of those that run when a slot is over, of those that ended at once. What was counted stands on
/// the session itself and is saved with the samples, so nothing is lost and nothing counts twice, whenever the program ends.
/// </summary>
internal sealed class UsageRecorder(AppDbContext db, CapMeter caps) : IReadingListener
{
    public async Task ReadAsync(SessionReading reading, CancellationToken cancellationToken)
    {
        var samples = new List<UsageSample>();
        foreach (var session in reading.Ended) Count(session, session.SeenAt, samples);
        foreach (var session in reading.Open.Where(s => UsageSlots.Turned(s.CountedAt, reading.At))) Count(session, reading.At, samples);
        await db.BulkInsertAsync(samples, cancellationToken);
        await caps.AddAsync(reading.RouterId, reading.At,
            reading.Open.Where(s => s.DownloadGrowth > 0 || s.UploadGrowth > 0).Select(s => new Growth(s.SubscriptionId, s.DownloadGrowth, s.UploadGrowth)), cancellationToken);
    }

    private static void Count(CustomerSession session, DateTimeOffset until, List<UsageSample> samples)
    {
        samples.AddRange(UsageSlots.Split(session.TenantId, session.SubscriptionId, session.CountedAt ?? until, until,
            session.DownloadBytes - session.DownloadCounted, session.UploadBytes - session.UploadCounted));
        (session.DownloadCounted, session.UploadCounted, session.CountedAt) = (session.DownloadBytes, session.UploadBytes, until);
    }
}
