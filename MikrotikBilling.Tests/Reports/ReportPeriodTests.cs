using System.Globalization;
using MikrotikBilling.Core.Reports.Periods;

namespace MikrotikBilling.Tests.Reports;

/// <summary>Which days a report is of, and what it is compared with.</summary>
public class ReportPeriodTests
{
    private static readonly DateOnly Today = new(2026, 3, 18); // a Wednesday

    private static ReportPeriod Of(PeriodName? name = null, string? from = null, string? to = null, ReportStep? step = null) =>
        ReportPeriod.Of(name, from is null ? null : DateOnly.ParseExact(from, "yyyy-MM-dd", CultureInfo.InvariantCulture), to is null ? null : DateOnly.ParseExact(to, "yyyy-MM-dd", CultureInfo.InvariantCulture), step, Today, DayOfWeek.Monday);

    [Theory]
    [InlineData(PeriodName.Today, "2026-03-18", "2026-03-18", "2026-03-17", "2026-03-17")]
    [InlineData(PeriodName.Yesterday, "2026-03-17", "2026-03-17", "2026-03-16", "2026-03-16")]
    [InlineData(PeriodName.Week, "2026-03-16", "2026-03-18", "2026-03-09", "2026-03-11")]
    [InlineData(PeriodName.Month, "2026-03-01", "2026-03-18", "2026-02-01", "2026-02-18")]
    [InlineData(PeriodName.LastMonth, "2026-02-01", "2026-02-28", "2026-01-01", "2026-01-31")]
    [InlineData(PeriodName.Year, "2026-01-01", "2026-03-18", "2025-01-01", "2025-03-18")]
    public void Named_IsComparedWithAsMuchOfTheOneBefore(PeriodName name, string from, string to, string beforeFrom, string beforeTo)
    {
        var period = Of(name);

        (period.Shown, period.Before).ShouldBe((new DaySpan(DateOnly.ParseExact(from, "yyyy-MM-dd", CultureInfo.InvariantCulture), DateOnly.ParseExact(to, "yyyy-MM-dd", CultureInfo.InvariantCulture)), new DaySpan(DateOnly.ParseExact(beforeFrom, "yyyy-MM-dd", CultureInfo.InvariantCulture), DateOnly.ParseExact(beforeTo, "yyyy-MM-dd", CultureInfo.InvariantCulture))));
        period.Wrong.ShouldBeNull();
    }

    [Fact]
    public void EndOfALongMonth_BesideAShortOne_EndsWithIt() =>
        ReportPeriod.Of(PeriodName.Month, null, null, null, new DateOnly(2026, 3, 30), DayOfWeek.Monday).Before.ShouldBe(new DaySpan(new DateOnly(2026, 2, 1), new DateOnly(2026, 2, 28)));

    [Fact]
    public void Days_AreComparedWithAsManyBefore() => Of(from: "2026-03-03", to: "2026-03-12").Before.ShouldBe(new DaySpan(new DateOnly(2026, 2, 21), new DateOnly(2026, 3, 2)));

    [Fact]
    public void Nothing_IsTheMonth() => Of().Name.ShouldBe(PeriodName.Month);

    [Theory]
    [InlineData("2026-03-12", "2026-03-03")]
    [InlineData("2020-01-01", "2026-03-03")]
    [InlineData("0001-01-01", "9999-12-31")]
    [InlineData("9999-12-31", "9999-12-31")]
    [InlineData("0001-01-01", "0001-01-01")]
    public void Days_ThatMakeNoPeriod_SaySo(string from, string to) => Of(from: from, to: to).Wrong.ShouldNotBeNull();

    [Fact]
    public void Buckets_OfWeeks_AreCutAtBothEnds()
    {
        var period = Of(from: "2026-02-27", to: "2026-03-10", step: ReportStep.Week);

        period.Buckets(period.Shown).Select(b => (b.From.Day, b.To.Day)).ShouldBe([(27, 1), (2, 8), (9, 10)]);
    }

    [Theory]
    [InlineData("2026-10-28", "2026-11-01", "2026-10-12", "2026-10-18", false)]
    [InlineData("2026-11-02", "2026-11-08", "2026-10-12", "2026-10-18", true)]
    [InlineData("2026-03-01", "2026-03-31", "2026-02-01", "2026-02-28", true)]
    [InlineData("2026-03-01", "2026-03-15", "2026-02-01", "2026-02-28", false)]
    public void Bucket_IsComparedWithOneAsLong(string from, string to, string beforeFrom, string beforeTo, bool isAlike)
    {
        DaySpan Days(string first, string last) => new(DateOnly.ParseExact(first, "yyyy-MM-dd", CultureInfo.InvariantCulture), DateOnly.ParseExact(last, "yyyy-MM-dd", CultureInfo.InvariantCulture));

        new BucketFigure(Days(from, to), Days(beforeFrom, beforeTo), default).IsAlike.ShouldBe(isAlike);
        new BucketFigure(Days(from, to), null, default).IsAlike.ShouldBeFalse();
    }

    [Theory]
    [InlineData(ReportStep.Day), InlineData(ReportStep.Week), InlineData(ReportStep.Month)]
    public void Report_OfAnyStep_HasEveryValueOnce(ReportStep step)
    {
        var random = new Random(7);
        var period = ReportPeriod.Of(null, new DateOnly(2026, 2, 1), new DateOnly(2026, 2, 28), step, Today, DayOfWeek.Sunday);
        List<DayValue> values = [.. Enumerable.Range(0, 300).Select(_ => new DayValue(new DateOnly(2025, 12, 20).AddDays(random.Next(90)), $"k{random.Next(5)}", random.Next(-500, 1000), 1))];

        var report = PeriodReport.Of(period, "KES", values, key => key);

        var (now, before) = (values.Where(v => period.Shown.Has(v.Day)).Sum(v => v.Value), values.Where(v => period.Before.Has(v.Day)).Sum(v => v.Value));
        report.Total.ShouldBe(new Compared(now, before));
        report.Groups.Aggregate(default(Compared), (sum, g) => sum + g.Sum).ShouldBe(report.Total);
        if (step == ReportStep.Day) report.Buckets.Count.ShouldBe(31); // January beside February
    }

    [Theory]
    [InlineData(150, 100, 50.0), InlineData(50, 100, -50.0), InlineData(-50, -100, 50.0), InlineData(1, 3, -66.7)]
    public void Change_IsInPercentOfWhatItWas(long now, long before, double percent) => new Compared(now, before).Percent.ShouldBe((decimal)percent);

    [Fact]
    public void Change_OfNothing_SaysNothing() => new Compared(5, 0).Percent.ShouldBeNull();
}
