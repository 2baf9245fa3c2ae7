using System.Collections.Concurrent;
using MikrotikBilling.Core.Routers.Simulation;

namespace MikrotikBilling.Web.Demo;

/// <summary>The demo's routers: simulators in this process, with customers' devices that dial by themselves.</summary>
internal sealed class DemoRouters : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, byte> _switchedOff = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _ending = new();
    private readonly List<RouterSimulator> _simulators = [];
    private Task _return = Task.CompletedTask;
    private Task _guests = Task.CompletedTask;

    public IReadOnlyList<RouterSimulator> Simulators => _simulators;

    public static IReadOnlyList<string> Names { get; } = ["Hilltop Tower", "Market Street", "Lakeside Mast", "Airport Road"];

    public static async Task<DemoRouters> StartAsync(int seed, TimeSpan lastDownFor, CancellationToken cancellationToken)
    {
        var routers = new DemoRouters();
        await routers.AddAsync(new RouterSimulatorOptions { Version = RouterVersion.V7_24, Seed = seed, HotspotPort = 0 }, cancellationToken);
        await routers.AddAsync(new RouterSimulatorOptions { Version = RouterVersion.V7_24, Seed = seed + 1, TlsPort = 0 }, cancellationToken);
        await routers.AddAsync(new RouterSimulatorOptions { Version = RouterVersion.V6_49, Seed = seed + 2 }, cancellationToken);
        var away = await routers.AddAsync(new RouterSimulatorOptions { Version = RouterVersion.V7_12, Seed = seed + 3 }, cancellationToken);
        // One is down at first, so that the panel shows what that looks like. The port stays taken: nobody else may get it meanwhile.
        away.Faults.CloseOnConnect = true;
        routers._return = routers.ComeBackAsync(away, lastDownFor);
        routers._guests = routers.SignGuestsInAsync();
        return routers;
    }

    /// <summary>The device of this customer is not plugged in.</summary>
    public void SwitchOff(string userName) => _switchedOff[userName] = 0;

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _return;
        await _guests;
        foreach (var simulator in _simulators) await simulator.DisposeAsync();
        _ending.Dispose();
    }

    private async Task<RouterSimulator> AddAsync(RouterSimulatorOptions options, CancellationToken cancellationToken)
    {
        var number = _simulators.Count;
        var simulator = await RouterSimulator.StartAsync(options with
        {
            Identity = Names[number],
            UserName = "billing",
            Latency = TimeSpan.FromMilliseconds(3 + (4 * number)),
            AutoDial = AutoDial.All,
            AutoDialOnly = name => !_switchedOff.ContainsKey(name),
            RedialDelay = TimeSpan.FromMilliseconds(500),
        }, cancellationToken);
        if (simulator.HotspotPort is not null) simulator.Set("/ip/hotspot/profile", "default", ("hotspot-address", "127.0.0.1"), ("login-by", "cookie,http-chap"));
        simulator.Add("/ip/pool", ("name", DemoOffers.Pool), ("ranges", $"10.{20 + number}.0.10-10.{20 + number}.15.250"));
        _simulators.Add(simulator);
        return simulator;
    }

    /// <summary>Hotspot guests open the sign-in page by themselves; who may not is refused and tries again later.</summary>
    private async Task SignGuestsInAsync()
    {
        try
        {
            using var timer = new PeriodicTimer(TimeSpan.FromSeconds(3));
            while (await timer.WaitForNextTickAsync(_ending.Token))
                foreach (var simulator in _simulators)
                {
                    var online = simulator.HotspotSessions.Select(s => s.UserName).ToHashSet(StringComparer.Ordinal);
                    foreach (var guest in simulator.Rows("/ip/hotspot/user").Where(r => r.GetValueOrDefault("disabled") != "true" && r.GetValueOrDefault("comment")?.StartsWith("isp:", StringComparison.Ordinal) == true))
                        if (!online.Contains(guest["name"]) && !_switchedOff.ContainsKey(guest["name"]) && !guest["comment"].Contains("Vouchers V-", StringComparison.Ordinal) && !IsWalkIn(simulator, guest["name"])) simulator.HotspotLogin(guest["name"]);
                }
        }
        catch (OperationCanceledException)
        {
            // the demo ends
        }
    }

    /// <summary>Where there is a page to sign in at, those who come with a code or buy there sign in themselves; customers' names have a dot in them.</summary>
    private static bool IsWalkIn(RouterSimulator simulator, string name) => simulator.HotspotPort is not null && !name.Contains('.', StringComparison.Ordinal);

    private async Task ComeBackAsync(RouterSimulator simulator, TimeSpan after)
    {
        try
        {
            await Task.Delay(after, _ending.Token);
            simulator.Faults.CloseOnConnect = false;
        }
        catch (OperationCanceledException)
        {
            // the demo ended before
        }
    }
}
