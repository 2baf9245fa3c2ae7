using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Benchmarks.Support;
using MikrotikBilling.Core.Monitoring;
using MikrotikBilling.Core.Provisioning;

namespace MikrotikBilling.Benchmarks.Figures;

/// <summary>Many open graphs of one router: how often it is asked, and what that costs us.</summary>
internal static class LiveFigures
{
    private const int Graphs = 50;
    private const int Customers = 1000;
    private static readonly TimeSpan Watched = TimeSpan.FromSeconds(10);

    public static async Task MeasureAsync(Report report)
    {
        await using var farm = await SimulatorFarm.StartAsync(new FarmOptions(1, 20));
        await using var app = await BenchApp.StartAsync();
        var router = await app.RouterAsync(farm.Ports[0]);
        await app.CustomersAsync(Customers, [router], await app.ProfileAsync());
        await app.PassesAsync(router);
        await farm.AskAsync($"dial {router.Port}");
        var live = app.Services.GetRequiredService<LiveTraffic>();
        var targets = await app.Db(db => Task.FromResult(db.Set<RouterAccount>().Where(a => a.AppliedName != null).OrderBy(a => a.AppliedName).Take(Graphs).Select(a => a.AppliedName!).ToList()));

        using var ending = new CancellationTokenSource();
        var (looks, first) = (new int[Graphs], new double[Graphs]);
        var began = Stopwatch.GetTimestamp();
        var watching = targets.Select((name, i) => Task.Run(async () =>
        {
            try
            {
                await foreach (var reading in live.WatchAsync(router.Id, [new LiveName(AccountKind.PppSecret, name)], ending.Token))
                    if (reading.Rates is [{ Download: not null }] && looks[i]++ == 0) first[i] = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
            }
            catch (OperationCanceledException)
            {
                // measured
            }
        })).ToList();
        await Task.Delay(TimeSpan.FromSeconds(3));
        var before = long.Parse(await farm.AskAsync($"commands {router.Port}"), null);
        var started = Stopwatch.GetTimestamp();
        await Task.Delay(Watched);
        var asked = long.Parse(await farm.AskAsync($"commands {router.Port}"), null) - before;
        var intervals = Stopwatch.GetElapsedTime(started) / new MonitoringOptions().LiveInterval;
        await ending.CancelAsync();
        await Task.WhenAll(watching);

        report.Tell($"{Graphs} open graphs of one router with {Customers:N0} online, questions an interval", $"{asked / intervals:F2}", "asked 1", asked <= intervals + 1 && looks.Min() > 0,
            $"each graph saw {looks.Min()}–{looks.Max()} values; the first value after {first.Max():F0} ms");
    }
}
