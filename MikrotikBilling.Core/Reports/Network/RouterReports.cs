using MikrotikBilling.Core.Monitoring;
using MikrotikBilling.Core.Reports.Periods;

namespace MikrotikBilling.Core.Reports.Network;

/// <summary>One router through a period.</summary>
/// <param name="Outages">That touch the days.</param>
/// <param name="Longest">Seconds of the longest within the days.</param>
public sealed record RouterUpLine(WatchedRouter Router, UpTime Now, UpTime Before, int Outages, long Longest);

/// <summary>Routers through a period; the report itself is of the seconds that they were away.</summary>
/// <param name="Now">All of them together.</param>
/// <param name="Since">The first day that anything is kept of; null while no router was looked at.</param>
public sealed record RouterAvailability(PeriodReport Report, IReadOnlyList<RouterUpLine> Lines, UpTime Now, UpTime Before, DateOnly? Since)
{
    public int Outages => Lines.Sum(l => l.Outages);

    public long Longest => Lines.Count == 0 ? 0 : Lines.Max(l => l.Longest);
}

/// <summary>How long routers were there, from the outages that are kept.</summary>
public sealed class RouterReports(OutageQueries outages)
{
    public async Task<RouterAvailability> RoutersAsync(ReportPeriod period, TimeZoneInfo zone, DateTimeOffset now, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(period);
        var (routers, read) = (await outages.WatchedAsync(cancellationToken), period.Read);
        var spans = (await outages.SpansAsync(LocalTime.StartOf(read.From, zone), LocalTime.StartOf(read.To.AddDays(1), zone), cancellationToken)).ToLookup(s => s.RouterId);
        var times = routers.ConvertAll(r => (Router: r, Times: new RouterTimes(r.Since, spans[r.Id], now)));
        var (shown, before) = (TimeOf(period.Shown, zone), TimeOf(period.Before, zone));
        List<RouterUpLine> lines = [.. times.Select(r => Line(r.Router, r.Times, shown, before)).OrderBy(l => l.Now.Percent ?? 101).ThenBy(l => l.Router.Name, StringComparer.OrdinalIgnoreCase)];
        var names = routers.ToDictionary(r => r.Id.ToString(), r => r.Name, StringComparer.Ordinal);
        var values = times.SelectMany(r => Values(r.Router.Id.ToString(), r.Times, period, period.Shown, zone).Concat(Values(r.Router.Id.ToString(), r.Times, period, period.Before, zone))).ToList();
        return new RouterAvailability(
            PeriodReport.Of(period, null, values, key => names[key]), lines, lines.Aggregate(default(UpTime), (sum, l) => sum + l.Now), lines.Aggregate(default(UpTime), (sum, l) => sum + l.Before),
            routers.Min(r => r.Since) is { } since ? LocalTime.DayOf(since, zone) : null);
    }

    private static RouterUpLine Line(WatchedRouter router, RouterTimes times, TimeSlice shown, TimeSlice before)
    {
        var away = times.AwayIn(shown).ToList();
        return new RouterUpLine(router, times.Over(shown), times.Over(before), away.Count, away.Count == 0 ? 0 : away.Max(a => a.Length));
    }

    /// <summary>Seconds away in each row; an outage is counted in the first row that it touches.</summary>
    private static IEnumerable<DayValue> Values(string key, RouterTimes times, ReportPeriod period, DaySpan days, TimeZoneInfo zone)
    {
        if (times.Away.Count == 0) yield break;
        var told = new HashSet<long>();
        foreach (var bucket in period.Buckets(days))
        {
            var time = TimeOf(bucket, zone);
            foreach (var slice in times.Away)
                if (slice.From < time.Until && Math.Max(slice.Until, slice.From + 1) > time.From)
                    yield return new DayValue(bucket.From, key, slice.Within(time).Length, told.Add(slice.From) ? 1 : 0);
        }
    }

    private static TimeSlice TimeOf(DaySpan days, TimeZoneInfo zone) => new(LocalTime.StartOf(days.From, zone).ToUnixTimeSeconds(), LocalTime.StartOf(days.To.AddDays(1), zone).ToUnixTimeSeconds());
}
