using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Benchmarks.Support;
using MikrotikBilling.Core.Routers;

namespace MikrotikBilling.Benchmarks.Figures;

/// <summary>One round over a thousand routers; of those that are dead, half refuse and half take the connection and say nothing.</summary>
internal static class HealthFigures
{
    private const int Routers = 1000;
    private const int Dead = 100;

    public static async Task MeasureAsync(Report report)
    {
        await using var farm = await SimulatorFarm.StartAsync(new FarmOptions(Routers - Dead, LatencyMs: 20, Silent: Dead / 2, Refusing: Dead / 2));
        await using var app = await BenchApp.StartAsync();
        foreach (var port in farm.Ports) await app.RouterAsync(port);
        var health = app.Services.GetRequiredService<RouterHealthService>();

        using var ending = new CancellationTokenSource();
        var before = Look();
        var watching = WatchAsync(ending.Token);
        var started = Stopwatch.GetTimestamp();
        var tally = await health.CheckAllAsync(default);
        var took = Stopwatch.GetElapsedTime(started);
        await ending.CancelAsync();
        var (threads, memory) = await watching;
        started = Stopwatch.GetTimestamp();
        await health.CheckAllAsync(default);
        var again = Stopwatch.GetElapsedTime(started);

        report.Tell($"health round of {Routers:N0} routers, {Dead} of them dead", $"{took.TotalSeconds:F2} s", "asked 15 s",
            took.TotalSeconds <= 15 && tally.Online == Routers - Dead, $"{tally.Online} online; the next round on kept connections {again.TotalSeconds:F2} s; "
            + $"loopback echoes {await Yardsticks.EchoesAsync():N0}/s, fsync {Yardsticks.Fsyncs():N0}/s");
        report.Tell("threads while doing so", $"{threads}", "asked 100", threads <= 100, $"{before.Threads} before; working set {before.Memory >> 20} → {memory >> 20} MB");
    }

    private static async Task<(int Threads, long Memory)> WatchAsync(CancellationToken cancellationToken)
    {
        var (threads, memory) = Look();
        while (!cancellationToken.IsCancellationRequested)
        {
            var now = Look();
            (threads, memory) = (Math.Max(threads, now.Threads), Math.Max(memory, now.Memory));
            await Task.Delay(50, CancellationToken.None);
        }
        return (threads, memory);
    }

    private static (int Threads, long Memory) Look()
    {
        using var process = Process.GetCurrentProcess();
        return (process.Threads.Count, process.WorkingSet64);
    }
}
