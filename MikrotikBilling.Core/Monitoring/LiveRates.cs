namespace MikrotikBilling.Core.Monitoring;

/// <summary>Speeds from the counters of two looks, over the time measured between them.</summary>
internal sealed class LiveRates(TimeProvider clock)
{
    private Dictionary<LiveName, LiveCounter> _before = [];
    private Dictionary<LiveName, LiveRate> _rates = [];

    public IReadOnlyDictionary<LiveName, LiveRate> Now => _rates;

    public void Take(Dictionary<LiveName, LiveCounter> counters)
    {
        _rates = counters.ToDictionary(c => c.Key, c => Rate(c.Key, c.Value));
        _before = counters;
    }

    /// <summary>After a gap the next look is a first one.</summary>
    public void Forget() => (_before, _rates) = ([], []);

    private LiveRate Rate(LiveName name, LiveCounter now)
    {
        if (!_before.TryGetValue(name, out var before)) return new LiveRate(name, null, null);
        var seconds = clock.GetElapsedTime(before.Timestamp, now.Timestamp).TotalSeconds;
        // A counter that fell has begun anew: a reset, or a session that was dialled again.
        if (seconds <= 0 || now.Download < before.Download || now.Upload < before.Upload) return new LiveRate(name, null, null);
        return new LiveRate(name, Bits(now.Download - before.Download, seconds), Bits(now.Upload - before.Upload, seconds));
    }

    private static long Bits(long bytes, double seconds) => (long)(bytes * 8 / seconds);
}
