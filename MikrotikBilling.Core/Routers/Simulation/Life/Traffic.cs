using MikrotikBilling.Core.Routers.Simulation.Tables;

namespace MikrotikBilling.Core.Routers.Simulation.Life;

/// <summary>
/// Bytes carried since a start, as a closed formula: a load that swings between a tenth and seven tenths of the rate, never above
/// it and never backwards. Nothing has to run for counters to grow.
/// </summary>
internal sealed class Traffic(Rates rate, DateTimeOffset startedAt, int seed)
{
    private static readonly double Middle = 0.4;
    private static readonly double Swing = 0.3;

    private readonly double _period = 300 + ((uint)seed % 600);
    private readonly double _phase = (uint)seed % 628 / 100.0;

    public Rates Rate => rate;

    public DateTimeOffset StartedAt => startedAt;

    public (long Rx, long Tx) Bytes(DateTimeOffset now)
    {
        var seconds = Math.Max(0, (now - startedAt).TotalSeconds);
        var load = (Middle * seconds) + (Swing * _period / Math.Tau * (Math.Cos(_phase) - Math.Cos((Math.Tau * seconds / _period) + _phase)));
        return ((long)(rate.Rx / 8.0 * load), (long)(rate.Tx / 8.0 * load));
    }

    public (long Rx, long Tx) BitsPerSecond(DateTimeOffset now)
    {
        var seconds = Math.Max(0, (now - startedAt).TotalSeconds);
        var load = Middle + (Swing * Math.Sin((Math.Tau * seconds / _period) + _phase));
        return ((long)(rate.Rx * load), (long)(rate.Tx * load));
    }

    /// <summary>The moment when so many bytes have been carried; null when that takes more than ten years.</summary>
    public DateTimeOffset? When(long bytes, Func<(long Rx, long Tx), long> counted)
    {
        var (low, high) = (startedAt, startedAt.AddYears(10));
        if (counted(Bytes(high)) < bytes) return null;
        while ((high - low).TotalMilliseconds > 10)
        {
            var middle = low + ((high - low) / 2);
            if (counted(Bytes(middle)) >= bytes) high = middle;
            else low = middle;
        }
        return high;
    }
}
