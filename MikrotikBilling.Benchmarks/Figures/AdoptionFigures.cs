using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Benchmarks.Support;
using MikrotikBilling.Core.Provisioning.Adoption;
using MikrotikBilling.Core.Routers.Simulation;

namespace MikrotikBilling.Benchmarks.Figures;

/// <summary>A router of 1,000 secrets made by hand: read, proposed, adopted and marked, from the first command until the last mark is read back.</summary>
internal static class AdoptionFigures
{
    private const int Secrets = 1000;

    public static async Task MeasureAsync(Report report)
    {
        await using var simulator = await RouterSimulator.StartAsync(
            new RouterSimulatorOptions { Secrets = Secrets, Latency = TimeSpan.FromMilliseconds(20), UserName = SimulatorProcess.User, Password = SimulatorProcess.Password }, default);
        await using var app = await BenchApp.StartAsync();
        var router = await app.RouterAsync(simulator.Port);
        var worker = app.Services.GetRequiredService<AdoptionWorker>();

        var started = Stopwatch.GetTimestamp();
        var run = BenchApp.Value(await app.ScopeAsync(s => s.GetRequiredService<AdoptionService>().ReadAsync(router.Id, default)));
        await worker.RunNextAsync(default);
        var read = Stopwatch.GetElapsedTime(started);
        BenchApp.Value(await app.ScopeAsync(s => s.GetRequiredService<AdoptionService>().StartAsync(run.Id, AdoptionWay.MarkRows, default)));
        await worker.RunNextAsync(default);
        var adopted = Stopwatch.GetElapsedTime(started);
        var marked = await app.PassesAsync(router);
        var took = Stopwatch.GetElapsedTime(started);

        report.Tell($"{Secrets:N0} hand-made secrets adopted and marked at 20 ms", $"{took.TotalSeconds:F2} s", "asked 60 s",
            took.TotalSeconds < 60 && marked == Secrets && simulator.WriteCount == Secrets + 3, $"read after {read.TotalSeconds:F2} s, in the books after {adopted.TotalSeconds:F2} s, {simulator.WriteCount:N0} writes");
    }
}
