using MikrotikBilling.Core.Routers;

namespace MikrotikBilling.Core.Reports.Network;

/// <summary>Seconds since 1970, without the last one: whole, so that parts come to the whole.</summary>
public readonly record struct TimeSlice(long From, long Until)
{
    public long Length => Math.Max(0, Until - From);

    public TimeSlice Within(TimeSlice other) => new(Math.Max(From, other.From), Math.Min(Until, other.Until));
}

/// <summary>How long something was there of the time that counts.</summary>
/// <param name="Counted">Seconds.</param>
/// <param name="Away">Seconds of those.</param>
public readonly record struct UpTime(long Counted, long Away)
{
    /// <summary>In percent, cut and not rounded up, so that 100 is said of what was never away alone; null where nothing counts.</summary>
    public decimal? Percent => Counted <= 0 ? null : decimal.Truncate(10_000m * Math.Max(0, Counted - Away) / Counted) / 100m;

    public static UpTime operator +(UpTime one, UpTime other) => new(one.Counted + other.Counted, one.Away + other.Away);

    public static UpTime Add(UpTime one, UpTime other) => one + other;
}

/// <summary>The times of one router: since when it counts, when it was away, when it was switched off here.</summary>
public sealed class RouterTimes
{
    private readonly TimeSlice _counted;
    private readonly List<TimeSlice> _off;

    public RouterTimes(DateTimeOffset? since, IEnumerable<OutageSpan> spans, DateTimeOffset now)
    {
        var end = now.ToUnixTimeSeconds();
        _counted = new TimeSlice(since?.ToUnixTimeSeconds() ?? end, end);
        var all = spans.ToLookup(s => s.Kind, s => new TimeSlice(s.From.ToUnixTimeSeconds(), s.Until?.ToUnixTimeSeconds() ?? end).Within(_counted));
        (Away, _off) = ([.. all[OutageKind.Away]], [.. all[OutageKind.SwitchedOff]]);
    }

    /// <summary>No two of them overlap: at most one of a router is open.</summary>
    public IReadOnlyList<TimeSlice> Away { get; }

    public UpTime Over(TimeSlice time)
    {
        var counted = time.Within(_counted);
        return new UpTime(counted.Length - _off.Sum(o => o.Within(counted).Length), Away.Sum(a => a.Within(counted).Length));
    }

    /// <summary>That were or began in this time, clipped to it.</summary>
    public IEnumerable<TimeSlice> AwayIn(TimeSlice time) => Away.Where(a => a.From < time.Until && Math.Max(a.Until, a.From + 1) > time.From).Select(a => a.Within(time));
}
