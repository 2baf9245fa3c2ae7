using MikrotikBilling.Benchmarks.Support;

namespace MikrotikBilling.Benchmarks.Figures;

/// <summary>A router that gets slower the more is asked of it: the window must find the width at which most gets done.</summary>
internal static class WindowFigures
{
    private const int Adds = 3000;
    private static readonly FarmOptions Degrading = new(4, LatencyMs: 20, Capacity: 12, PenaltyMs: 2);

    public static async Task MeasureAsync(Report report)
    {
        await using var farm = await SimulatorFarm.StartAsync(Degrading);
        var one = await FixedWindow.RateAsync(farm.Ports[0], 1, 200);
        var eight = await FixedWindow.RateAsync(farm.Ports[1], 8, Adds);
        var sixtyFour = await FixedWindow.RateAsync(farm.Ports[2], 64, Adds);
        var adaptive = await FixedWindow.AdaptiveRateAsync(farm.Ports[3], Adds);
        var best = Math.Max(one, Math.Max(eight, sixtyFour));
        report.Tell($"{Adds:N0} secrets on a router that degrades above {Degrading.Capacity} commands", $"{adaptive:F0}/s", "asked no less than the best fixed window of 1, 8 and 64",
            adaptive >= best, $"fixed windows: 1 → {one:F0}/s, 8 → {eight:F0}/s, 64 → {sixtyFour:F0}/s");
    }
}
