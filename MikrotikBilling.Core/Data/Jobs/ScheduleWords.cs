using System.Globalization;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Kernel.Words;

namespace MikrotikBilling.Core.Data.Jobs;

/// <summary>A schedule as people say it.</summary>
public static class ScheduleWords
{
    /// <summary><c>every 5 minutes</c>, <c>daily at 06:20</c>; a rare cron expression stays as it is.</summary>
    /// <param name="zone">Times of day are stated in it, and written as <paramref name="format"/> says; schedules are kept in UTC.</param>
    public static Phrase Of(JobDefinition job, TimeZoneInfo zone, DisplayFormat format, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(job);
        ArgumentNullException.ThrowIfNull(zone);
        ArgumentNullException.ThrowIfNull(format);
        if (job.Every is { } every) return Every(every);
        var parts = (job.Cron ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length < 6) return job.Cron ?? "by hand only";
        var (minute, hour, day, month, weekday) = (parts[1], parts[2], parts[3], parts[4], parts[5]);
        var everyDay = day is "*" or "?" && month == "*";
        if (hour == "*" && everyDay && weekday is "?" or "*")
            return minute == "*" ? "every minute"
                : Step(minute) is { } step ? Every(TimeSpan.FromMinutes(step))
                : IsNumber(minute, out var at) ? Phrase.Of($"every hour at :{at:00}") : job.Cron!;
        if (Step(hour) is { } hours && everyDay) return Every(TimeSpan.FromHours(hours));
        if (!IsNumber(minute, out var m) || !IsNumber(hour, out var h)) return job.Cron!;
        var local = format.Time(TimeZoneInfo.ConvertTime(new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero).AddHours(h).AddMinutes(m), zone).DateTime);
        return (everyDay, weekday) switch
        {
            (true, "?" or "*") => Phrase.Of($"daily at {local}"),
            (true, _) => Phrase.Of($"{weekday} at {local}"),
            (false, "?") when month == "*" && IsNumber(day, out var d) => Phrase.Of($"monthly on day {d} at {local}"),
            _ => job.Cron!,
        };
    }

    private static Phrase Every(TimeSpan span) => span switch
    {
        { TotalDays: >= 1 } when span.Ticks % TimeSpan.TicksPerDay == 0 => span.TotalDays == 1 ? "every day" : Phrase.Of($"every {(int)span.TotalDays} days"),
        { TotalHours: >= 1 } when span.Ticks % TimeSpan.TicksPerHour == 0 => span.TotalHours == 1 ? "every hour" : Phrase.Of($"every {(int)span.TotalHours} hours"),
        { TotalMinutes: >= 1 } when span.Ticks % TimeSpan.TicksPerMinute == 0 => span.TotalMinutes == 1 ? "every minute" : Phrase.Of($"every {(int)span.TotalMinutes} minutes"),
        _ => span.TotalSeconds == 1 ? "every second" : Phrase.Of($"every {(int)span.TotalSeconds} seconds"),
    };

    /// <summary>The 5 of <c>*/5</c> and <c>0/5</c>.</summary>
    private static int? Step(string field) =>
        field.Split('/') is [_, var step] && IsNumber(step, out var number) ? number : null;

    private static bool IsNumber(string text, out int number) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
