namespace MikrotikBilling.Core.Payments.Gateways.Reconciling;

/// <summary>The time that a list is about.</summary>
internal static class StatementSpan
{
    /// <summary>
    /// As a person said, else from the begin of the first line's day to the end of the last line's, in the zone of the list. A day that is not over yet ends with its last line: what came
    /// in since cannot be in the list.
    /// </summary>
    public static (DateTimeOffset From, DateTimeOffset To) Of(Statement statement, DateOnly? first, DateOnly? last, TimeZoneInfo zone, DateTimeOffset now)
    {
        var times = statement.Lines.Where(l => !l.IsBackOnly).Select(l => l.At).DefaultIfEmpty(now).ToList();
        var (earliest, latest) = (times.Min(), times.Max());
        var from = Begin(first ?? Day(earliest), zone);
        var to = Begin((last ?? (statement.Lines.Count == 0 && first is { } only ? only : Day(latest))).AddDays(1), zone);
        if (to > now && last is null) to = latest.AddSeconds(1);
        return (from, to > from ? to : from);

        DateOnly Day(DateTimeOffset at) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, zone).DateTime);
    }

    public static DateTimeOffset Begin(DateOnly day, TimeZoneInfo zone)
    {
        var local = day.ToDateTime(TimeOnly.MinValue);
        return new DateTimeOffset(local, zone.GetUtcOffset(local)).ToUniversalTime();
    }
}
