using System.Globalization;
using MikrotikBilling.Core.Kernel.Words;

namespace MikrotikBilling.Web.Features.Billing;

/// <summary>The days of a report, both included: the month where nothing is said.</summary>
public readonly record struct ReportSpan(DateOnly From, DateOnly To)
{
    private static readonly DateOnly Earliest = new(2000, 1, 1);
    private static readonly DateOnly Latest = new(2100, 12, 31);

    public static ReportSpan Of(DateOnly? from, DateOnly? to, DateOnly today)
    {
        var begins = from ?? (to ?? today).AddDays(1 - (to ?? today).Day);
        return new ReportSpan(begins, to ?? MonthEnd(begins));
    }

    /// <summary>What is wrong with these days; null when nothing is.</summary>
    public Phrase? Wrong =>
        From.Year < Earliest.Year || To.Year > Latest.Year ? "Days between 2000 and 2100."
        : To < From ? "The last day is before the first."
        : To.DayNumber - From.DayNumber > 731 ? "At most two years at once."
        : null;

    /// <summary>The first day of the month that it begins in. Any day can be typed; those at the ends of time have no neighbours.</summary>
    public DateOnly First
    {
        get
        {
            var day = From < Earliest ? Earliest : From > Latest ? Latest : From;
            return day.AddDays(1 - day.Day);
        }
    }

    public bool IsMonth => From == First && To == MonthEnd(First);

    /// <summary>As long before it as it is; of a month the month before.</summary>
    public ReportSpan Before => IsMonth ? Month(First.AddMonths(-1)) : new ReportSpan(From.AddDays(From.DayNumber - To.DayNumber - 1), From.AddDays(-1));

    /// <summary>Of <see cref="Before"/> as many days as have begun of these: a month that goes on is not held against a whole one.</summary>
    public ReportSpan Compared(DateOnly today)
    {
        if (today < From || today >= To) return Before;
        var last = Before.From.AddDays(today.DayNumber - From.DayNumber);
        return last < Before.To ? Before with { To = last } : Before;
    }

    public static ReportSpan Month(DateOnly first) => new(first, MonthEnd(first));

    /// <summary><c>from=2026-11-01&amp;to=2026-11-30</c>.</summary>
    public string Query => string.Create(CultureInfo.InvariantCulture, $"from={From:yyyy-MM-dd}&to={To:yyyy-MM-dd}");

    private static DateOnly MonthEnd(DateOnly day) => new(day.Year, day.Month, DateTime.DaysInMonth(day.Year, day.Month));
}
