namespace MikrotikBilling.Core.Reports.Periods;

/// <summary>Something that happened on a day: minor units of money, or how many.</summary>
/// <param name="Key">The row that it belongs to.</param>
public readonly record struct DayValue(DateOnly Day, string Key, long Value, int Count = 0);

/// <summary>What it is, and what it was before.</summary>
public readonly record struct Compared(long Now, long Before)
{
    public long Change => Now - Before;

    /// <summary>Null where there was nothing to compare with.</summary>
    public decimal? Percent => Before == 0 ? null : Math.Round(100m * Change / Math.Abs(Before), 1, MidpointRounding.AwayFromZero);

    public static Compared operator +(Compared one, Compared other) => new(one.Now + other.Now, one.Before + other.Before);

    public static Compared Add(Compared one, Compared other) => one + other;
}

/// <summary>A day, week or month; with the one of the period before that stands beside it. One of the two may be longer than the other.</summary>
public sealed record BucketFigure(DaySpan? Days, DaySpan? BeforeDays, Compared Sum)
{
    /// <summary>Both last as long, as far as months do: five days are not held against a week.</summary>
    public bool IsAlike => Days is { Length: var now } && BeforeDays is { Length: var before } && Math.Abs(now - before) <= (Math.Min(now, before) >= 28 ? 3 : 0);
}

/// <summary>A row of what the sum is divided by.</summary>
/// <param name="Count">Of what makes it up.</param>
public sealed record ReportFigure(string Key, string Name, Compared Sum, int Count);

/// <summary>Any report over days: the same sum once by days, weeks or months, and once by something else, each beside the period before.</summary>
/// <param name="Currency">Null where it counts.</param>
public sealed record PeriodReport(ReportPeriod Period, string? Currency, IReadOnlyList<BucketFigure> Buckets, IReadOnlyList<ReportFigure> Groups)
{
    public Compared Total => Buckets.Aggregate(default(Compared), (sum, b) => sum + b.Sum);

    public int Count => Groups.Sum(g => g.Count);

    /// <summary>In percent of all; null while that says nothing.</summary>
    public decimal? Share(ReportFigure row) => Total.Now <= 0 || row.Sum.Now < 0 ? null : Math.Round(100m * row.Sum.Now / Total.Now, 1, MidpointRounding.AwayFromZero);

    /// <param name="name">Of a row; rows are ordered by what they come to.</param>
    public static PeriodReport Of(ReportPeriod period, string? currency, IReadOnlyCollection<DayValue> values, Func<string, string> name)
    {
        var (now, before) = (Sums(period, period.Shown, values), Sums(period, period.Before, values));
        var buckets = Enumerable.Range(0, Math.Max(now.Count, before.Count))
            .Select(i => new BucketFigure(At(now, i)?.Days, At(before, i)?.Days, new Compared(At(now, i)?.Sum ?? 0, At(before, i)?.Sum ?? 0)));
        var groups = values.GroupBy(v => v.Key, StringComparer.Ordinal).Select(g => new ReportFigure(
            g.Key, name(g.Key), new Compared(g.Where(v => period.Shown.Has(v.Day)).Sum(v => v.Value), g.Where(v => period.Before.Has(v.Day)).Sum(v => v.Value)),
            g.Where(v => period.Shown.Has(v.Day)).Sum(v => v.Count))).Where(g => g.Sum != default || g.Count != 0);
        return new PeriodReport(period, currency, [.. buckets], [.. groups.OrderByDescending(g => g.Sum.Now).ThenByDescending(g => g.Sum.Before).ThenBy(g => g.Name, StringComparer.Ordinal)]);
    }

    private static (DaySpan Days, long Sum)? At(List<(DaySpan Days, long Sum)> sums, int i) => i < sums.Count ? sums[i] : null;

    private static List<(DaySpan Days, long Sum)> Sums(ReportPeriod period, DaySpan days, IReadOnlyCollection<DayValue> values)
    {
        var buckets = period.Buckets(days);
        var sums = new long[buckets.Count];
        foreach (var value in values)
            if (days.Has(value.Day)) sums[Find(buckets, value.Day)] += value.Value;
        return [.. buckets.Select((b, i) => (b, sums[i]))];
    }

    private static int Find(IReadOnlyList<DaySpan> buckets, DateOnly day)
    {
        var (low, high) = (0, buckets.Count - 1);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (buckets[middle].To < day) low = middle + 1;
            else high = middle;
        }
        return low;
    }
}
