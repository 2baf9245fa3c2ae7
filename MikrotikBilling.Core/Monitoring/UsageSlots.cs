namespace MikrotikBilling.Core.Monitoring;

/// <summary>Turns volume between two instants into samples.</summary>
internal static class UsageSlots
{
    public static readonly TimeSpan Length = TimeSpan.FromMinutes(5);

    /// <summary>After a longer gap the volume belongs to all of it, not to its first minutes.</summary>
    private static readonly TimeSpan LongGap = Length * 2;

    private static readonly TimeSpan Furthest = TimeSpan.FromDays(31);

    public static DateTimeOffset Of(DateTimeOffset at) => Floor(at, Length);

    public static bool Turned(DateTimeOffset? counted, DateTimeOffset now) => counted is null || Of(counted.Value) < Of(now);

    /// <summary>One sample, or one for each hour of a long gap, each with its share of the time.</summary>
    public static IEnumerable<UsageSample> Split(Guid tenantId, Guid subscriptionId, DateTimeOffset from, DateTimeOffset to, long download, long upload)
    {
        if (download == 0 && upload == 0) yield break;
        if (to - from <= LongGap)
        {
            yield return Sample(from, download, upload);
            yield break;
        }
        if (to - from > Furthest) from = to - Furthest;
        var (leftDown, leftUp) = (download, upload);
        for (var at = from; at < to;)
        {
            var end = Floor(at, TimeSpan.FromHours(1)).AddHours(1);
            var share = end >= to ? 1 : (end - at) / (to - from);
            var (down, up) = end >= to ? (leftDown, leftUp) : ((long)(download * share), (long)(upload * share));
            (leftDown, leftUp) = (leftDown - down, leftUp - up);
            if (down > 0 || up > 0) yield return Sample(at, down, up);
            at = end;
        }

        UsageSample Sample(DateTimeOffset at, long down, long up) =>
            new() { TenantId = tenantId, SubscriptionId = subscriptionId, At = Of(at), DownloadBytes = down, UploadBytes = up };
    }

    private static DateTimeOffset Floor(DateTimeOffset at, TimeSpan length) => new(at.UtcTicks - (at.UtcTicks % length.Ticks), TimeSpan.Zero);
}
