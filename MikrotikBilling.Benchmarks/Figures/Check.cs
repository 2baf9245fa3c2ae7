using System.Diagnostics;

namespace MikrotikBilling.Benchmarks.Figures;

/// <summary>Measures the figures of a section one after the other and says for each whether it holds.</summary>
internal static class Check
{
    public static string[] Sections { get; } = ["pages", "routers", "import", "money", "gateways", "vouchers", "reports"];

    public static async Task<int> RunAsync(string[] sections)
    {
        var started = Stopwatch.GetTimestamp();
        var report = new Report();
        foreach (var section in sections)
        {
            Console.WriteLine($"== {section}");
            await (section switch
            {
                "pages" => PageFigures.MeasureAsync(report),
                "import" => ImportFigures.MeasureAsync(report),
                "money" => MoneyAsync(report),
                "gateways" => GatewayFigures.MeasureAsync(report),
                "vouchers" => VoucherFigures.MeasureAsync(report),
                "reports" => ReportFigures.MeasureAsync(report),
                _ => RouterFigures.MeasureAsync(report),
            });
        }
        Console.WriteLine($"== {report.Held} held, {report.Short} short, in {Stopwatch.GetElapsedTime(started).TotalSeconds:F0} s on {Environment.ProcessorCount} cores");
        return report.Short == 0 ? 0 : 1;
    }

    private static async Task MoneyAsync(Report report)
    {
        await MoneyFigures.MeasureAsync(report);
        await PrintFigures.MeasureAsync(report);
    }
}

/// <summary>One line a figure, with the yardstick of the same run beside it.</summary>
internal sealed class Report
{
    public int Held { get; private set; }

    public int Short { get; private set; }

    public void Tell(string name, string measured, string asked, bool holds, string yardstick)
    {
        if (holds) Held++;
        else Short++;
        Console.WriteLine($"{name}: {measured}, {asked}, {(holds ? "ok" : "SHORT")}   [{yardstick}]");
    }

    /// <summary>A line that nothing is asked of.</summary>
    public static void Note(string name, string measured) => Console.WriteLine($"  {name}: {measured}");
}
