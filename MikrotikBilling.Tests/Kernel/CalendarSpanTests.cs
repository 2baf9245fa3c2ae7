using MikrotikBilling.Core.Kernel;

namespace MikrotikBilling.Tests.Kernel;

/// <summary>Lengths of service against a calendar that is counted day by day and knows of months only how long each is.</summary>
public class CalendarSpanTests
{
    private const int Years = 8;

    /// <summary>With the turn of a leap year in each; the Brazilian clock was still changed, at midnight, in the earlier years.</summary>
    public static TheoryData<string, int> Places => new()
    {
        { "Africa/Nairobi", 2024 }, { "Asia/Dhaka", 2024 }, { "Europe/Berlin", 2024 }, { "America/Sao_Paulo", 2024 }, { "America/Sao_Paulo", 2012 },
    };

    [Theory, MemberData(nameof(Places))]
    public void Months_FromEveryDay_EndOnTheDayThatTheCalendarCounts(string place, int from)
    {
        var (zone, days) = (TimeZoneInfo.FindSystemTimeZoneById(place), new DayList(from, Years + 4));
        var wrong = new List<string>();
        for (var i = 0; i < days.In(Years); i++)
            foreach (var time in Times)
                foreach (var count in (int[])[1, 3, 12])
                {
                    var start = FirstInstant(days[i], time, zone);
                    var end = new CalendarSpan(count, SpanUnit.Months).AddTo(start, zone);
                    var wanted = FirstInstant(days[days.AfterMonths(i, count, days[i].Day)], WallTime(start, zone), zone);
                    if (end != wanted) wrong.Add($"{start:u} + {count} months: {end:u}, not {wanted:u}");
                }
        wrong.ShouldBeEmpty();
    }

    [Theory, MemberData(nameof(Places))]
    public void DaysAndWeeks_FromEveryDay_EndSoManyDaysLaterAtTheSameTime(string place, int from)
    {
        var (zone, days) = (TimeZoneInfo.FindSystemTimeZoneById(place), new DayList(from, Years + 1));
        var wrong = new List<string>();
        for (var i = 0; i < days.In(Years); i++)
            foreach (var time in Times)
                foreach (var (span, length) in ((CalendarSpan, int)[])[(new(1, SpanUnit.Days), 1), (new(30, SpanUnit.Days), 30), (new(1, SpanUnit.Weeks), 7), (new(5, SpanUnit.Weeks), 35)])
                {
                    var start = FirstInstant(days[i], time, zone);
                    var wanted = FirstInstant(days[i + length], WallTime(start, zone), zone);
                    if (span.AddTo(start, zone) is var end && end != wanted) wrong.Add($"{start:u} + {span}: {end:u}, not {wanted:u}");
                }
        wrong.ShouldBeEmpty();
    }

    /// <summary>Two years of months from every day: each begins where the one before ends, and the day of month is the first one's wherever the month has it.</summary>
    [Theory, MemberData(nameof(Places))]
    public void Months_OneAfterTheOther_ReturnToTheirDayAndTouch(string place, int from)
    {
        var (zone, days) = (TimeZoneInfo.FindSystemTimeZoneById(place), new DayList(from, Years + 3));
        var wrong = new List<string>();
        for (var i = 0; i < days.In(Years); i++)
        {
            var anchor = days[i].Day;
            var at = FirstInstant(days[i], new TimeSpan(12, 0, 0), zone);
            for (var month = 1; month <= 24; month++)
            {
                var next = new CalendarSpan(1, SpanUnit.Months).AddTo(at, zone, anchor);
                var wanted = FirstInstant(days[days.AfterMonths(i, month, anchor)], new TimeSpan(12, 0, 0), zone);
                if (next != wanted) wrong.Add($"{days[i]}: month {month} ends {next:u}, not {wanted:u}");
                if (next <= at) wrong.Add($"{days[i]}: month {month} ends {next:u}, before it begins");
                at = next;
            }
        }
        wrong.ShouldBeEmpty();
    }

    /// <summary>Each quarter of an hour of the days around every change of the clock, and of some days without one.</summary>
    [Theory, MemberData(nameof(Places))]
    public void Hour_AtAnyMoment_Is3600Seconds(string place, int from)
    {
        var (zone, days) = (TimeZoneInfo.FindSystemTimeZoneById(place), new DayList(from, Years));
        for (var i = 1; i < days.In(Years) - 1; i++)
        {
            var midnight = new DateTimeOffset(days[i].Year, days[i].Month, days[i].Day, 0, 0, 0, TimeSpan.Zero);
            if (i % 97 != 0 && zone.GetUtcOffset(midnight.AddDays(-1)) == zone.GetUtcOffset(midnight.AddDays(1))) continue;
            for (var quarter = 0; quarter < 96; quarter++)
            {
                var start = midnight.AddMinutes(15 * quarter);
                (new CalendarSpan(1, SpanUnit.Hours).AddTo(start, zone) - start).TotalSeconds.ShouldBe(3600);
                (new CalendarSpan(24, SpanUnit.Hours).AddTo(start, zone) - start).TotalSeconds.ShouldBe(86_400);
            }
        }
    }

    [Theory]
    [InlineData("Africa/Nairobi")]
    [InlineData("Europe/Berlin")]
    public void Year_FromTheLeapDay_EndsOnThe28thAndReturnsInTheNextLeapYear(string place)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(place);
        var at = FirstInstant((2028, 2, 29), new TimeSpan(10, 0, 0), zone);
        var seen = new List<(int, int, int)>();
        for (var year = 0; year < 4; year++)
        {
            at = new CalendarSpan(12, SpanUnit.Months).AddTo(at, zone, 29);
            var day = TimeZoneInfo.ConvertTime(at, zone);
            seen.Add((day.Year, day.Month, day.Day));
        }
        seen.ShouldBe([(2029, 2, 28), (2030, 2, 28), (2031, 2, 28), (2032, 2, 29)]);
    }

    private static readonly TimeSpan[] Times = [TimeSpan.Zero, new(2, 30, 0), new(18, 45, 0)];

    /// <summary>The first instant at which the clock on the wall shows that time or a later one: what a skipped and a repeated hour come to.</summary>
    private static DateTimeOffset FirstInstant((int Year, int Month, int Day) day, TimeSpan time, TimeZoneInfo zone)
    {
        var wall = new DateTime(day.Year, day.Month, day.Day, 0, 0, 0, DateTimeKind.Unspecified) + time;
        var instant = new DateTimeOffset(wall, TimeSpan.Zero).AddHours(-15);
        // An hour at a time while it is far, and a quarter at the end: clocks change by quarters of an hour.
        while (TimeZoneInfo.ConvertTime(instant.AddHours(3), zone).DateTime < wall) instant = instant.AddHours(1);
        while (TimeZoneInfo.ConvertTime(instant, zone).DateTime < wall) instant = instant.AddMinutes(15);
        return instant;
    }

    private static TimeSpan WallTime(DateTimeOffset at, TimeZoneInfo zone) => TimeZoneInfo.ConvertTime(at, zone).TimeOfDay;

    /// <summary>All days from a first of January on, one after the other.</summary>
    private sealed class DayList
    {
        private readonly List<(int Year, int Month, int Day)> _days = [];
        private readonly int _from;

        public DayList(int from, int years)
        {
            _from = from;
            for (var (year, month, day) = (from, 1, 1); year < from + years;)
            {
                _days.Add((year, month, day));
                if (++day <= LengthOf(year, month)) continue;
                (month, day) = (month + 1, 1);
                if (month > 12) (year, month) = (year + 1, 1);
            }
        }

        public (int Year, int Month, int Day) this[int index] => _days[index];

        public int In(int years) => _days.FindIndex(d => d.Year == _from + years) is var end and >= 0 ? end : _days.Count;

        /// <summary>On by so many firsts of a month, and then to the day wanted or the last that the month has.</summary>
        public int AfterMonths(int index, int months, int day)
        {
            for (; months > 0; months--) do index++; while (_days[index].Day != 1);
            return index + Math.Min(day, LengthOf(_days[index].Year, _days[index].Month)) - 1;
        }

        private static int LengthOf(int year, int month) => month switch
        {
            2 => (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28,
            4 or 6 or 9 or 11 => 30,
            _ => 31,
        };
    }
}
