using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Benchmarks.Support;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Subscriptions;

namespace MikrotikBilling.Benchmarks.Figures;

/// <summary>The product's own lanes, jobs and checks against simulated routers in another process, over real TCP and a database on disk.</summary>
internal static class RouterFigures
{
    private const int Latency = 20;
    private const int Secrets = 5000;
    private const int AddedSingly = 200;
    private const int Expiring = 1000;
    private const int ExpiringRouters = 20;

    /// <summary>As many as leave the expiring ones a share that the brake lets pass.</summary>
    private const int Customers = 20_000;
    private const int Saves = 200;

    public static async Task MeasureAsync(Report report)
    {
        await SecretsAsync(report);
        await WindowFigures.MeasureAsync(report);
        await ExpiringAsync(report);
        await AdoptionFigures.MeasureAsync(report);
        await SavedToRouterAsync(report);
        await HealthFigures.MeasureAsync(report);
        await DriftFigures.MeasureAsync(report);
        await LiveFigures.MeasureAsync(report);
    }

    /// <summary>End to end: taken from the database, written, read back, recorded as applied.</summary>
    private static async Task SecretsAsync(Report report)
    {
        await using var farm = await SimulatorFarm.StartAsync(new FarmOptions(2, Latency));
        var single = await FixedWindow.RateAsync(farm.Ports[1], 1, AddedSingly);
        await using var app = await BenchApp.StartAsync();
        var router = await app.RouterAsync(farm.Ports[0]);
        await app.CustomersAsync(Secrets, [router], await app.ProfileAsync());

        var cpu = Cpu();
        var started = Stopwatch.GetTimestamp();
        var applied = await app.PassesAsync(router);
        var took = Stopwatch.GetElapsedTime(started);
        cpu = Cpu() - cpu;

        var singly = TimeSpan.FromSeconds(Secrets / single);
        var ratio = singly / took;
        report.Tell($"{Secrets:N0} PPPoE secrets onto one router at {Latency} ms", $"{took.TotalSeconds:F2} s, {ratio:F1}× one command at a time", "asked 20×",
            ratio >= 20 && applied == Secrets, $"one command at a time {singly.TotalSeconds:F0} s, scaled from {AddedSingly} adds");
        Report.Note("of it our processor time", $"{cpu.TotalSeconds:F2} s, {cpu.TotalMilliseconds * 1000 / Secrets:F0} µs a secret");
    }

    private static async Task ExpiringAsync(Report report)
    {
        await using var farm = await SimulatorFarm.StartAsync(new FarmOptions(ExpiringRouters, Latency));
        await using var app = await BenchApp.StartAsync(lanes: true);
        var routers = new List<Router>();
        foreach (var port in farm.Ports) routers.Add(await app.RouterAsync(port));
        await app.CustomersAsync(Customers, routers, await app.ProfileAsync());
        await Task.WhenAll(routers.Select(app.PassesAsync));
        await app.ServeAsync();
        var now = TimeProvider.System.GetUtcNow();
        foreach (var router in routers)
        {
            var due = await app.Db(db => db.Set<Subscription>().Where(s => s.RouterId == router.Id).OrderBy(s => s.UserName).Take(Expiring / ExpiringRouters).Select(s => s.Id).ToListAsync());
            await app.Db(db => db.Set<Subscription>().Where(s => due.Contains(s.Id)).ExecuteUpdateAsync(set => set.SetProperty(s => s.ExpiresAt, now.AddMinutes(-1))));
        }

        var started = Stopwatch.GetTimestamp();
        var moved = await app.Services.GetRequiredService<DueSubscriptions>().MoveAsync(now, default);
        var inDatabase = Stopwatch.GetElapsedTime(started);
        await farm.AskAsync($"disabled {Expiring}");
        var took = Stopwatch.GetElapsedTime(started);
        report.Tell($"expiring {Expiring:N0} customers on {ExpiringRouters} routers at {Latency} ms", $"{took.TotalSeconds:F2} s", "asked 5 s",
            took.TotalSeconds <= 5 && moved.Expired == Expiring, $"of it {inDatabase.TotalSeconds:F2} s in the database; {await MachineAsync()}");
    }

    /// <summary>From the moment somebody presses save until the router holds the secret.</summary>
    private static async Task SavedToRouterAsync(Report report)
    {
        const int perSecond = 20;
        await using var farm = await SimulatorFarm.StartAsync(new FarmOptions(5, Latency));
        await using var app = await BenchApp.StartAsync(lanes: true);
        var routers = new List<Router>();
        foreach (var port in farm.Ports) routers.Add(await app.RouterAsync(port));
        var profile = await app.ProfileAsync();
        await app.ServeAsync();

        await SaveAsync(0); // the first one pays for what is compiled on the way
        using var tick = new PeriodicTimer(TimeSpan.FromSeconds(1) / perSecond);
        var saves = new List<Task<(TimeSpan Saved, TimeSpan Applied)>>();
        for (var i = 1; i <= Saves && await tick.WaitForNextTickAsync(); i++) saves.Add(SaveAsync(i));
        var times = await Task.WhenAll(saves);
        var (saved, onRouter) = (Percentile(times.Select(t => t.Saved), 0.95), Percentile(times.Select(t => t.Applied), 0.95));
        report.Tell($"customer saved → on the router, p95 of {Saves} at {perSecond}/s", $"{onRouter.TotalMilliseconds:F0} ms", "asked 1 s", onRouter.TotalSeconds < 1,
            $"median {Percentile(times.Select(t => t.Applied), 0.5).TotalMilliseconds:F0} ms; the save itself p95 {saved.TotalMilliseconds:F0} ms; {await MachineAsync()}");

        async Task<(TimeSpan, TimeSpan)> SaveAsync(int n)
        {
            var router = routers[n % routers.Count];
            var name = $"saved{n}";
            var onTheRouter = farm.AskAsync($"secret {router.Port} {name}");
            var started = Stopwatch.GetTimestamp();
            BenchApp.Value(await app.ScopeAsync(s => s.GetRequiredService<NewCustomerService>().CreateAsync(
                new NewCustomer { Name = $"Saved Customer {n}", UserName = name, RouterId = router.Id, ProfileId = profile.Id }, default)));
            var written = Stopwatch.GetElapsedTime(started);
            await onTheRouter;
            return (written, Stopwatch.GetElapsedTime(started));
        }
    }

    private static async Task<string> MachineAsync() => $"loopback echoes {await Yardsticks.EchoesAsync():N0}/s, fsync {Yardsticks.Fsyncs():N0}/s";

    private static TimeSpan Cpu() => Process.GetCurrentProcess().TotalProcessorTime;

    private static TimeSpan Percentile(IEnumerable<TimeSpan> times, double part)
    {
        var sorted = times.Order().ToList();
        return sorted[Math.Min(sorted.Count - 1, (int)(sorted.Count * part))];
    }
}
