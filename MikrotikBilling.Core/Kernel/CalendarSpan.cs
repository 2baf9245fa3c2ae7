using System.Globalization;
using MikrotikBilling.Core.Kernel.Words;

namespace MikrotikBilling.Core.Kernel;

public enum SpanUnit { Hours, Days, Weeks, Months }

/// <summary>
/// A length of service as it is sold: so many hours, days, weeks or months. Hours are elapsed time; days, weeks and months are
/// counted on the calendar of the tenant's zone and keep the time of day. A month is counted from the anchor day:
/// 31 January, 28 February, 31 March.
/// </summary>
public readonly record struct CalendarSpan(int Count, SpanUnit Unit) : ISaid
{
    public const int MaxCount = 1200;

    /// <param name="start">The instant it begins.</param>
    /// <param name="zone">The tenant's zone.</param>
    /// <param name="anchorDay">Day of month to return to; null takes the day of <paramref name="start"/>.</param>
    public DateTimeOffset AddTo(DateTimeOffset start, TimeZoneInfo zone, int? anchorDay = null)
    {
        if (Unit == SpanUnit.Hours) return start.ToUniversalTime().AddHours(Count);

        var local = TimeZoneInfo.ConvertTime(start, zone).DateTime;
        var end = Unit switch
        {
            SpanUnit.Days => local.AddDays(Count),
            SpanUnit.Weeks => local.AddDays(7 * Count),
            _ => AddMonths(local, Count, anchorDay ?? local.Day),
        };
        return ToInstant(end, zone);
    }

    /// <summary>A wall-clock time in the zone as an instant; a time skipped by a clock change moves on, a repeated one is its first.</summary>
    public static DateTimeOffset ToInstant(DateTime local, TimeZoneInfo zone)
    {
        local = DateTime.SpecifyKind(local, DateTimeKind.Unspecified);
        while (zone.IsInvalidTime(local)) local = local.AddMinutes(15);
        var offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset).ToUniversalTime();
    }

    /// <summary>One that was kept as <see cref="ToString"/> writes it; null where it is something else.</summary>
    public static CalendarSpan? Find(string? kept) =>
        kept?.Split(' ') is [var count, var unit] && int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var many) && Enum.GetNames<SpanUnit>().FirstOrDefault(n => n.Equals(many == 1 ? $"{unit}s" : unit, StringComparison.OrdinalIgnoreCase)) is { } name
            ? new CalendarSpan(many, Enum.Parse<SpanUnit>(name)) : null;

    /// <summary>In English, as it is kept.</summary>
    public override string ToString() => Words.InEnglish;

    public Phrase Words => (Count, Unit) switch
    {
        (1, SpanUnit.Hours) => "1 hour",
        (1, SpanUnit.Days) => "1 day",
        (1, SpanUnit.Weeks) => "1 week",
        (1, SpanUnit.Months) => "1 month",
        (_, SpanUnit.Hours) => Phrase.Of($"{Count} hours"),
        (_, SpanUnit.Days) => Phrase.Of($"{Count} days"),
        (_, SpanUnit.Weeks) => Phrase.Of($"{Count} weeks"),
        _ => Phrase.Of($"{Count} months"),
    };

    private static DateTime AddMonths(DateTime local, int months, int anchorDay)
    {
        var first = new DateTime(local.Year, local.Month, 1, 0, 0, 0, DateTimeKind.Unspecified).AddMonths(months);
        var day = Math.Min(anchorDay, DateTime.DaysInMonth(first.Year, first.Month));
        return first.AddDays(day - 1) + local.TimeOfDay;
    }
}
