using System.Globalization;
using MikrotikBilling.Core.Reports.Periods;
using MikrotikBilling.Core.Reports.Saved;

namespace MikrotikBilling.Tests.Reports;

/// <summary>When a report is due, where the clock changes around midnight too.</summary>
public sealed class ReportCalendarTests
{
    private static readonly DateOnly Longago = new(2020, 1, 1);

    [Theory]
    [InlineData("Africa/Nairobi", "2026-03-10", "2026-03-10T20:55:00Z")]
    [InlineData("Africa/Cairo", "2026-10-29", "2026-10-29T21:55:00Z")] // comes twice: the second
    [InlineData("America/Asuncion", "2024-03-23", "2024-03-24T03:55:00Z")] // comes twice
    [InlineData("Asia/Beirut", "2026-10-24", "2026-10-24T21:55:00Z")] // comes twice
    [InlineData("Asia/Beirut", "2026-03-28", "2026-03-28T21:55:00Z")] // five minutes before the clock goes on
    [InlineData("America/Nuuk", "2026-03-28", "2026-03-29T01:00:00Z")] // left out: the first moment after
    public void DueAt_IsOneMomentOfTheDay(string zone, string day, string at) =>
        ReportCalendar.DueAt(Day(day), ReportSchedule.UsualTime, TimeZoneInfo.FindSystemTimeZoneById(zone)).ShouldBe(DateTimeOffset.Parse(at, CultureInfo.InvariantCulture));

    [Fact]
    public void Due_Daily_BeginsAfterTheLastAndEndsNow()
    {
        Due(ReportRhythm.Daily, "2026-03-06", "2026-03-10T20:54:59Z").ShouldBe([One("2026-03-07"), One("2026-03-08"), One("2026-03-09")]);
        Due(ReportRhythm.Daily, "2026-03-09", "2026-03-10T20:55:00Z").ShouldBe([One("2026-03-10")]);
        Due(ReportRhythm.Daily, "2026-03-10", "2026-03-10T20:59:00Z").ShouldBeEmpty();
    }

    [Fact]
    public void Due_WithoutALast_IsTheNewestAlone_AndNothingBeforeItsBeginning()
    {
        Due(ReportRhythm.Daily, null, "2026-03-10T10:00:00Z").ShouldBe([One("2026-03-09")]);
        Due(ReportRhythm.Daily, null, "2026-03-10T10:00:00Z", Day("2026-03-10")).ShouldBeEmpty();
        Due(ReportRhythm.Daily, "2026-03-01", "2026-03-10T10:00:00Z", Day("2026-03-09")).ShouldBe([One("2026-03-09")]);
        Due(ReportRhythm.Daily, "2020-01-01", "2026-03-10T10:00:00Z").Count.ShouldBe(ReportCalendar.FurthestDays);
    }

    [Fact]
    public void Due_WeeklyAndMonthly_EndWithTheirDays()
    {
        Due(ReportRhythm.Weekly, "2026-03-01", "2026-03-10T10:00:00Z").ShouldBe([new DaySpan(Day("2026-03-02"), Day("2026-03-08"))]);
        Due(ReportRhythm.Weekly, "2026-03-08", "2026-03-15T20:54:00Z").ShouldBeEmpty();
        Due(ReportRhythm.Monthly, "2026-01-31", "2026-03-10T10:00:00Z").ShouldBe([new DaySpan(Day("2026-02-01"), Day("2026-02-28"))]);
    }

    private static IReadOnlyList<DaySpan> Due(ReportRhythm rhythm, string? last, string now, DateOnly? since = null) => ReportCalendar.Due(
        rhythm, ReportSchedule.UsualTime, TimeZoneInfo.FindSystemTimeZoneById("Africa/Nairobi"), DayOfWeek.Monday, last is null ? null : Day(last), since ?? Longago, DateTimeOffset.Parse(now, CultureInfo.InvariantCulture));

    private static DaySpan One(string day) => new(Day(day), Day(day));

    private static DateOnly Day(string day) => DateOnly.ParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture);
}
