using MikrotikBilling.Benchmarks.Support;

namespace MikrotikBilling.Benchmarks.Figures;

/// <summary>A router that gets slower the more is asked of it: the window must find the width at which most gets done.</summary>
internal static class WindowFigures
{
    private const int Adds = 2000;

    /// <summary>How sharply replies slow down above the capacity: gently, and as a small router does under a burst.</summary>
    private static readonly double[] Penalties = [2, 10];
    private static readonly int[] Widths = [4, 6, 8, 10, 12, 16, 32];

    public static async Task MeasureAsync(Report report)
    {
        foreach (var penalty in Penalties) await MeasureAsync(report, new FarmOptions(Widths.Length + 1, LatencyMs: 20, Capacity: 8, PenaltyMs: penalty));
    }

    private static async Task MeasureAsync(Report report, FarmOptions degrading)
    {
        await using var farm = await SimulatorFarm.StartAsync(degrading);
        var rates = new List<(int Width, double Rate)>();
        foreach (var (width, port) in Widths.Zip(farm.Ports)) rates.Add((width, await FixedWindow.RateAsync(port, width, Adds)));
        var adaptive = await FixedWindow.AdaptiveRateAsync(farm.Ports[^1], Adds);
        var best = rates.MaxBy(r => r.Rate);
        report.Tell($"{Adds:N0} secrets on a router that degrades above {degrading.Capacity} commands ({degrading.PenaltyMs} ms)", $"{adaptive:F0}/s, {adaptive / best.Rate:P0} of the best fixed window ({best.Width})",
            "asked 80 %", adaptive >= 0.8 * best.Rate, $"fixed windows: {string.Join(", ", rates.Select(r => $"{r.Width} → {r.Rate:F0}/s"))}");
    }
}
