using MikrotikBilling.Core.Reports.Periods;

namespace MikrotikBilling.Core.Reports.Saved;

/// <summary>Which reports are due: the days, weeks and months of the tenant's calendar that are over, or nearly.</summary>
public static class ReportCalendar
{
    /// <summary>How far back what was missed is made up for.</summary>
    public const int FurthestDays = 62;

    private static readonly TimeSpan Around = TimeSpan.FromHours(3);
    private static readonly TimeSpan Quarter = TimeSpan.FromMinutes(15);

    /// <summary>
    /// The moment of a day at which its report is made. Where the clock goes back and the time comes twice, it is the second one, when more of the day is over;
    /// where the clock leaves it out, the first moment after.
    /// </summary>
    public static DateTimeOffset DueAt(DateOnly day, TimeOnly time, TimeZoneInfo zone)
    {
        ArgumentNullException.ThrowIfNull(zone);
        var local = day.ToDateTime(time);
        var near = new DateTimeOffset(local, TimeSpan.Zero) - zone.GetUtcOffset(local);
        // Asked of instants, which have one wall clock time each; offsets are whole quarters of an hour.
        for (var at = near + Around; at >= near - Around; at -= Quarter)
            if (LocalAt(at) == local) return at;
        var after = near - Around;
        while (LocalAt(after) < local) after += Quarter;
        while (LocalAt(after.AddMinutes(-1)) > local) after = after.AddMinutes(-1);
        return after;

        DateTime LocalAt(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, zone).DateTime;
    }

    /// <summary>The days of the report that is due on this day; null where none ends on it.</summary>
    public static DaySpan? EndingOn(DateOnly day, ReportRhythm rhythm, DayOfWeek weekBegins) => rhythm switch
    {
        ReportRhythm.Daily => new DaySpan(day, day),
        ReportRhythm.Weekly => day.AddDays(1).DayOfWeek == weekBegins ? new DaySpan(day.AddDays(-6), day) : null,
        _ => day.AddDays(1).Day == 1 ? ReportPeriod.Month(day) : null,
    };

    /// <summary>What is due and not made, the oldest first.</summary>
    /// <param name="last">Last day of the newest one that is made; without any, only the newest one that is due is made.</param>
    /// <param name="since">The first day that counts.</param>
    public static IReadOnlyList<DaySpan> Due(ReportRhythm rhythm, TimeOnly time, TimeZoneInfo zone, DayOfWeek weekBegins, DateOnly? last, DateOnly since, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(zone);
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, zone).DateTime);
        var first = today.AddDays(-FurthestDays);
        if (since > first) first = since;
        if (last?.AddDays(1) is { } next && next > first) first = next;
        var due = new List<DaySpan>();
        for (var day = first; day <= today; day = day.AddDays(1))
            if (EndingOn(day, rhythm, weekBegins) is { } span && DueAt(day, time, zone) <= now) due.Add(span);
        return last is null ? [.. due.TakeLast(1)] : due;
    }
}
