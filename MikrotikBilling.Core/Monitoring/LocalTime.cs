using MikrotikBilling.Core.Kernel;

namespace MikrotikBilling.Core.Monitoring;

/// <summary>Hours, days and months as the tenant's clock has them.</summary>
public static class LocalTime
{
    public static DateTimeOffset HourOf(DateTimeOffset at, TimeZoneInfo zone)
    {
        // Offsets are whole quarters of an hour; what is cut off is the same on both sides of a change of clocks.
        var ticks = TimeZoneInfo.ConvertTime(at, zone).Ticks % TimeSpan.TicksPerHour;
        return at.ToUniversalTime().AddTicks(-ticks);
    }

    public static DateOnly DayOf(DateTimeOffset at, TimeZoneInfo zone) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, zone).DateTime);

    public static DateTimeOffset StartOf(DateOnly day, TimeZoneInfo zone) => CalendarSpan.ToInstant(day.ToDateTime(TimeOnly.MinValue), zone).ToUniversalTime();
}
