using System.Globalization;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Kernel.Words;

namespace MikrotikBilling.Core.Reports.Periods;

/// <summary>How long one row, or one bar, is.</summary>
public enum ReportStep { Day, Week, Month }

/// <summary>The days that people ask for by a name; <see cref="Days"/> are typed.</summary>
public enum PeriodName { Today, Yesterday, Week, Month, LastMonth, Year, Days }

/// <summary>Days, both included.</summary>
public readonly record struct DaySpan(DateOnly From, DateOnly To)
{
    public int Length => To.DayNumber - From.DayNumber + 1;

    public bool Has(DateOnly day) => day >= From && day <= To;

    /// <summary><c>from=2026-11-01&amp;to=2026-11-30</c>.</summary>
    public string Query => string.Create(CultureInfo.InvariantCulture, $"from={From:yyyy-MM-dd}&to={To:yyyy-MM-dd}");

    /// <summary>As people read it: one day, a month, or from and to.</summary>
    public string Words => From == To ? DisplayFormat.Current.Date(From)
        : From.Day == 1 && To == From.AddMonths(1).AddDays(-1) ? DisplayFormat.Month(From)
        : $"{DisplayFormat.Current.Date(From)} – {DisplayFormat.Current.Date(To)}";
}

/// <summary>
/// The days of a report, and those before that it is compared with. A period that is not over yet is compared with as many days of the one before: half a
/// month beside a whole one says nothing.
/// </summary>
/// <param name="Days">The whole period.</param>
/// <param name="Shown">Up to today.</param>
/// <param name="Before">What it is compared with.</param>
public sealed record ReportPeriod(PeriodName Name, DaySpan Days, DaySpan Shown, DaySpan Before, ReportStep Step, DayOfWeek WeekBegins)
{
    public const int MostDays = 731;
    public static readonly DateOnly Earliest = new(2000, 1, 1);
    public static readonly DateOnly Latest = new(2100, 12, 31);

    /// <summary>The nearest day that anything can be known of.</summary>
    public static DateOnly Bound(DateOnly day) => day < Earliest ? Earliest : day > Latest ? Latest : day;

    /// <summary>What is wrong with these days; null when nothing is.</summary>
    public Phrase? Wrong =>
        Days.From < Earliest || Days.To > Latest ? "Days between 2000 and 2100."
        : Days.To < Days.From ? "The last day is before the first."
        : Days.Length > MostDays ? "At most two years at once."
        : null;

    /// <summary>There are days to compare it with.</summary>
    public bool IsCompared => Before.From < Shown.From;

    /// <summary>What it is compared with, where it is, and what is shown: the oldest first.</summary>
    public IReadOnlyList<DaySpan> Both => IsCompared ? [Before, Shown] : [Shown];

    /// <summary>First and last day that must be read for it.</summary>
    public DaySpan Read => new(IsCompared ? Before.From : Shown.From, Shown.To > Before.To ? Shown.To : Before.To);

    /// <summary>Fit the length where nothing is asked: at most some forty rows.</summary>
    public static ReportStep StepFor(int days) => days <= 45 ? ReportStep.Day : days <= 200 ? ReportStep.Week : ReportStep.Month;

    /// <param name="name">Null for what <paramref name="from"/> and <paramref name="to"/> say, and for the month where they say nothing.</param>
    public static ReportPeriod Of(PeriodName? name, DateOnly? from, DateOnly? to, ReportStep? step, DateOnly today, DayOfWeek weekBegins)
    {
        var asked = name ?? (from is null && to is null ? PeriodName.Month : PeriodName.Days);
        var days = asked == PeriodName.Days ? new DaySpan(from ?? to ?? today, to ?? (from > today ? from.Value : today)) : Named(asked, today, weekBegins);
        if (days.To < days.From || days.From < Earliest || days.To > Latest) return new ReportPeriod(asked, days, days, days, step ?? ReportStep.Day, weekBegins);
        var shown = days.From <= today && days.To > today ? days with { To = today } : days;
        return new ReportPeriod(asked, days, shown, BeforeOf(days, shown), step ?? StepFor(days.Length), weekBegins);
    }

    public static DaySpan Month(DateOnly day) => new(day.AddDays(1 - day.Day), day.AddDays(DateTime.DaysInMonth(day.Year, day.Month) - day.Day));

    /// <summary>The rows of these days, the oldest first; weeks and months are cut where the days end.</summary>
    public IReadOnlyList<DaySpan> Buckets(DaySpan days)
    {
        var buckets = new List<DaySpan>();
        for (var at = days.From; at <= days.To;)
        {
            var end = Step switch
            {
                ReportStep.Week => WeekOf(at, WeekBegins).To,
                ReportStep.Month => Month(at).To,
                _ => at,
            };
            buckets.Add(new DaySpan(at, end < days.To ? end : days.To));
            at = end.AddDays(1);
        }
        return buckets;
    }

    private static DaySpan Named(PeriodName name, DateOnly today, DayOfWeek weekBegins) => name switch
    {
        PeriodName.Today => new DaySpan(today, today),
        PeriodName.Yesterday => new DaySpan(today.AddDays(-1), today.AddDays(-1)),
        PeriodName.Week => WeekOf(today, weekBegins),
        PeriodName.LastMonth => Month(Month(today).From.AddDays(-1)),
        PeriodName.Year => new DaySpan(new DateOnly(today.Year, 1, 1), new DateOnly(today.Year, 12, 31)),
        _ => Month(today),
    };

    private static DaySpan WeekOf(DateOnly day, DayOfWeek begins)
    {
        var first = day.AddDays(-((7 + (int)day.DayOfWeek - (int)begins) % 7));
        return new DaySpan(first, first.AddDays(6));
    }

    /// <summary>Of whole months as many months before, else as many days; of what is not over, no more than has passed.</summary>
    private static DaySpan BeforeOf(DaySpan days, DaySpan shown)
    {
        var whole = days.From.Day == 1 && days.To.AddDays(1).Day == 1;
        if (!whole) return new DaySpan(days.From.AddDays(-days.Length), days.From.AddDays(shown.Length - days.Length - 1));
        var months = ((days.To.Year - days.From.Year) * 12) + days.To.Month - days.From.Month + 1;
        var first = days.From.AddMonths(-months);
        return new DaySpan(first, shown == days ? days.From.AddDays(-1) : shown.To.AddMonths(-months));
    }
}
