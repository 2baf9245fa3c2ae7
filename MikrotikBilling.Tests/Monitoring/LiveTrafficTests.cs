using MikrotikBilling.Core.Monitoring;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Provisioning;
using MikrotikBilling.Core.Routers.Simulation;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Monitoring;

/// <summary>Live traffic of simulated routers over real TCP.</summary>
public sealed class LiveTrafficTests : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);
    private RouterSimulator _simulator = null!;
    private TestApp _app = null!;
    private Core.Routers.Router _router = null!;

    private int Asked => _simulator.CommandCounts.Sum(c => c.Value);

    private LiveTraffic Traffic => (LiveTraffic)_app.Services.GetService(typeof(LiveTraffic))!;

    public async Task InitializeAsync()
    {
        _simulator = await RouterSimulator.StartAsync(new RouterSimulatorOptions { Secrets = 60, AutoDial = AutoDial.All }, CancellationToken.None);
        _app = await TestApp.StartAsync(settings: new Dictionary<string, string?> { ["Monitoring:LiveInterval"] = "00:00:00.500" });
        _router = await _app.RouterAsync(_simulator);
        using var limit = new CancellationTokenSource(Limit);
        await _simulator.WaitForAsync(s => s.PppSessions.Count == 60, limit.Token);
    }

    public async Task DisposeAsync()
    {
        await _app.DisposeAsync();
        await _simulator.DisposeAsync();
    }

    [Fact]
    public async Task Watch_OneName_TellsItsSpeedWithTheSecondLook()
    {
        var first = await FirstAsync(Ppp("customer00001"), r => r.Rates is [{ Download: > 0 }]);

        var rate = first.Rates.ShouldHaveSingleItem();
        rate.Name.UserName.ShouldBe("customer00001");
        rate.Download!.Value.ShouldBeLessThan(100_000_000);
        rate.Upload.ShouldNotBeNull();
    }

    [Fact]
    public async Task Watch_FiftyGraphsOfOneRouter_CostOneQuestionAnInterval()
    {
        using var ending = new CancellationTokenSource(Limit);
        var looks = new int[50];
        var watching = Enumerable.Range(0, 50).Select(i => Task.Run(async () =>
        {
            try
            {
                await foreach (var reading in Traffic.WatchAsync(_router.Id, Ppp($"customer{i + 1:00000}"), ending.Token))
                    if (reading.State == LiveState.Live) Interlocked.Increment(ref looks[i]);
            }
            catch (OperationCanceledException)
            {
                // the test has seen enough
            }
        })).ToList();
        await UntilAsync(() => looks.All(n => n >= 2), ending.Token);
        var (commands, seen) = (Asked, looks.Max());

        await UntilAsync(() => looks.Max() >= seen + 5, ending.Token);
        var asked = Asked - commands;
        await ending.CancelAsync();
        await Task.WhenAll(watching);

        asked.ShouldBeInRange(4, 7);
        looks.Min().ShouldBeGreaterThan(3);
    }

    [Fact]
    public async Task Watch_NobodyAnyMore_AsksNothingMore()
    {
        await FirstAsync(Ppp("customer00001"), r => r.State == LiveState.Live);
        using var limit = new CancellationTokenSource(Limit);
        await UntilAsync(() => Traffic.Busy == 0, limit.Token);
        var commands = Asked;

        await FirstAsync(Ppp("customer00002"), r => r.State == LiveState.Live);

        // A second watch begins anew with its own two looks.
        (Asked - commands).ShouldBeInRange(2, 3);
    }

    [Fact]
    public async Task Watch_All_IsEverybodyOnline()
    {
        var all = await FirstAsync(null, r => r.State == LiveState.Live);

        all.Rates.Count.ShouldBe(60);
        all.Rates.ShouldAllBe(r => r.Download >= 0);
    }

    [Fact]
    public async Task Watch_RouterThatGoesAndReturns_SaysSoAndGoesOn()
    {
        using var limit = new CancellationTokenSource(Limit);
        var told = new List<LiveState>();
        await foreach (var reading in Traffic.WatchAsync(_router.Id, Ppp("customer00001"), limit.Token))
        {
            if (told.Count == 0 || told[^1] != reading.State) told.Add(reading.State);
            if (reading.State == LiveState.Live && told.Contains(LiveState.Away)) break;
            if (reading.State == LiveState.Live && !_simulator.Faults.RefuseConnections)
            {
                _simulator.Faults.RefuseConnections = true;
                _simulator.Faults.DropConnections();
            }
            if (reading.State == LiveState.Away)
            {
                reading.Why.ShouldNotBeNullOrEmpty();
                _simulator.Faults.RefuseConnections = false;
            }
        }

        told.ShouldContain(LiveState.Away);
        told[^1].ShouldBe(LiveState.Live);
    }

    [Fact]
    public async Task Watch_DialledAgain_NeverShowsANegativeOrHugeSpeed()
    {
        using var limit = new CancellationTokenSource(Limit);
        var (rates, kicked) = (new List<LiveRate>(), false);
        await foreach (var reading in Traffic.WatchAsync(_router.Id, Ppp("customer00007"), limit.Token))
        {
            rates.AddRange(reading.Rates);
            if (kicked && rates.Count(r => r.Download is not null) >= 4) break;
            if (kicked || reading.State != LiveState.Live) continue;
            kicked = true;
            _simulator.Remove("/ppp/active", "customer00007");
        }

        rates.ShouldAllBe(r => r.Download == null || (r.Download >= 0 && r.Download < 1_000_000_000));
    }

    [Fact]
    public async Task Watch_HotspotAndStatic_AreAskedAtTheirOwnDoors()
    {
        var hotspot = await _app.NewAsync(_router, await _app.ProfileAsync("Cafe", ServiceKind.Hotspot), c => c with { UserName = "guest" });
        var fixedOne = await _app.NewAsync(_router, await _app.ProfileAsync("Fixed", ServiceKind.Static), c => c with { UserName = "shop", FixedAddress = "10.9.0.7" });
        (await _app.PassAsync(_router)).Applied.ShouldBe(2);
        _simulator.HotspotLogin("guest").ShouldBeNull();

        var look = await FirstAsync([new LiveName(AccountKind.HotspotUser, hotspot.UserName), new LiveName(AccountKind.SimpleQueue, fixedOne.UserName)],
            r => r.Rates.Count == 2 && r.Rates.All(x => x.Download is not null));

        look.Rates.ShouldAllBe(r => r.Download > 0);
    }

    [Fact]
    public void Rates_CounterThatFell_BeginAnew()
    {
        var clock = new FakeClock();
        var rates = new LiveRates(clock);
        var name = new LiveName(AccountKind.PppSecret, "ann");
        Take(1_000_000, 5000);
        rates.Now[name].Download.ShouldBeNull();
        clock.Advance(TimeSpan.FromSeconds(2));
        Take(2_000_000, 6000);
        (rates.Now[name].Download, rates.Now[name].Upload).ShouldBe((4_000_000L, 4000L));
        clock.Advance(TimeSpan.FromSeconds(2));
        Take(100, 10);
        rates.Now[name].Download.ShouldBeNull();
        clock.Advance(TimeSpan.FromSeconds(1));
        Take(225, 10);
        (rates.Now[name].Download, rates.Now[name].Upload).ShouldBe((1000L, 0L));

        void Take(long down, long up) => rates.Take(new() { [name] = new LiveCounter(down, up, clock.GetTimestamp()) });
    }

    private static LiveName[] Ppp(string userName) => [new(AccountKind.PppSecret, userName)];

    private async Task<LiveReading> FirstAsync(IReadOnlyCollection<LiveName>? names, Func<LiveReading, bool> wanted)
    {
        using var limit = new CancellationTokenSource(Limit);
        await foreach (var reading in Traffic.WatchAsync(_router.Id, names, limit.Token))
            if (wanted(reading)) return reading;
        throw new InvalidOperationException("The watch ended.");
    }

    private static async Task UntilAsync(Func<bool> holds, CancellationToken cancellationToken)
    {
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!holds()) await tick.WaitForNextTickAsync(cancellationToken);
    }
}
