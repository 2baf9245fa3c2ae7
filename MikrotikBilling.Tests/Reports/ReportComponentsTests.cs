using System.Text.Json;
using Bunit;
using MikrotikBilling.Core.Reports;
using MikrotikBilling.Core.Reports.Periods;
using MikrotikBilling.Web.Features.Reports;

namespace MikrotikBilling.Tests.Reports;

/// <summary>What a report looks like, whatever it is of.</summary>
public sealed class ReportComponentsTests : BunitContext
{
    private const string Hostile = "<script>alert(1)</script>";

    private static ReportScreen Screen(string? currency, params DayValue[] values)
    {
        var period = ReportStory.Period("2026-02-01", "2026-02-28");
        return new ReportScreen("/reports/x", "A report", "About it.", "Sum", period, PeriodReport.Of(period, currency, values, key => key))
        {
            GroupHead = "Row",
            GroupUrl = (row, days) => $"/rows?key={Uri.EscapeDataString(row.Key)}&{days.Query}",
        };
    }

    [Fact]
    public void Report_ShowsTheSameFiguresAsChartAndTable()
    {
        var page = Render<ReportPage>(p => p.Add(r => r.Screen, Screen("KES", new DayValue(new DateOnly(2026, 2, 3), "a", 33_33), new DayValue(new DateOnly(2026, 1, 3), "a", 100_00))));

        var chart = JsonDocument.Parse(page.Find("[data-chart-report]").GetAttribute("data-chart-report")!).RootElement;
        chart.GetProperty("now")[2].GetDecimal().ShouldBe(33.33m);
        chart.GetProperty("before")[2].GetDecimal().ShouldBe(100m);
        chart.GetProperty("now")[30].ValueKind.ShouldBe(JsonValueKind.Null); // January is longer
        page.Find("[data-chart-report]").GetAttribute("aria-hidden").ShouldBe("true");
        page.FindAll("tfoot td").ShouldContain(td => td.TextContent == "33.33");
        page.Markup.ShouldContain("−66.7 %");
        page.Find("a[href='/rows?key=a&from=2026-02-01&to=2026-02-28']").TextContent.ShouldBe("33.33");
    }

    [Fact]
    public void Report_OfNumbers_HasNoCurrency()
    {
        var page = Render<ReportPage>(p => p.Add(r => r.Screen, Screen(null, new DayValue(new DateOnly(2026, 2, 3), "a", 1234))));

        page.Find(".stat-value").TextContent.ShouldBe("1,234");
    }

    [Fact]
    public void Signs_AreTheSame_InTilesAndTables()
    {
        var fall = Render<ReportPage>(p => p.Add(r => r.Screen, Screen("KES", new DayValue(new DateOnly(2026, 2, 3), "a", -33_33), new DayValue(new DateOnly(2026, 1, 3), "a", 100_00))));
        fall.FindAll(".stat-value").ShouldContain(v => v.TextContent == "KES −33.33");
        fall.FindAll(".stat-hint").ShouldContain(h => h.TextContent == "KES −133.33");
        fall.FindAll("tfoot td").ShouldContain(td => td.TextContent.StartsWith("−133.33", StringComparison.Ordinal));

        var rise = Render<ReportPage>(p => p.Add(r => r.Screen, Screen(null, new DayValue(new DateOnly(2026, 2, 3), "a", 45)) with { HasPercents = false }));
        rise.FindAll(".stat-value").ShouldContain(v => v.TextContent == "+45");
    }

    [Fact]
    public void Names_OfStrangers_StayText()
    {
        var page = Render<ReportPage>(p => p.Add(r => r.Screen, Screen("KES", new DayValue(new DateOnly(2026, 2, 3), Hostile, 1))));

        page.FindAll("script").ShouldBeEmpty();
        page.FindAll("td").ShouldContain(td => td.TextContent == Hostile);
    }

    [Fact]
    public void Ledger_ThatSaysOtherwise_IsToldSo()
    {
        var part = Render<LedgerAgrees>(p => p.Add(l => l.Says, new LedgerSays(new LedgerCheck(100, 200), "KES")));

        part.Markup.ShouldContain("The ledger has KES 2.00, not KES 1.00.");
    }

    [Theory]
    [InlineData(0L, 0L), InlineData(-5L, 5L), InlineData(long.MaxValue / 4, 0L)]
    public void Sparkline_OfAnything_StaysInItsBox(long one, long other)
    {
        var points = Render<Sparkline>(p => p.Add(s => s.Values, [one, other, one])).Find("polyline").GetAttribute("points")!;

        points.Split(' ').Select(p => double.Parse(p.Split(',')[1], System.Globalization.CultureInfo.InvariantCulture)).ShouldAllBe(y => y >= 0 && y <= 30);
    }
}
