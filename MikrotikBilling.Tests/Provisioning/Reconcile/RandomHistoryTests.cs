using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Provisioning;
using MikrotikBilling.Core.Provisioning.Reconcile;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Routers.Simulation;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Tests.Support;
using Xunit.Abstractions;

namespace MikrotikBilling.Tests.Provisioning.Reconcile;

/// <summary>Whatever happened in between, after two passes the routers hold what the books say and strangers' rows are as they were.</summary>
public class RandomHistoryTests(ITestOutputHelper output)
{
    private const string Strangers = "stranger";
    private static readonly string[] Fields = ["disabled", "profile", "caller-id", "name", "remote-address", "service"];

    private static readonly Dictionary<string, string?> Impatient = new(StringComparer.OrdinalIgnoreCase)
    {
        ["RouterOs:CommandDeadline"] = "00:00:00.400",
        ["RouterOs:LoginDeadline"] = "00:00:00.400",
        ["RouterOs:SilenceLimit"] = "00:00:01",
    };

    private static CancellationToken None => CancellationToken.None;

    public static TheoryData<int> Seeds => [1, 2, 3, 4, 5, 6, 7, 8, Random.Shared.Next(1000, 1_000_000)];

    [Theory, MemberData(nameof(Seeds))]
    public async Task History_OfAnyKind_ConvergesInTwoPasses(int seed)
    {
        output.WriteLine($"seed {seed}");
        await using var world = await World.StartAsync(seed);
        for (var step = 0; step < 60; step++) await world.StepAsync();
        await world.CalmAsync();

        await world.PassAllAsync();
        await world.PassAllAsync();

        foreach (var (router, simulator) in world.Routers)
        {
            var run = await world.App.CompareAsync(router);
            (await world.App.LinesAsync(run)).Where(l => l.Category != DriftCategory.Foreign).Select(l => $"{l.Category} {l.Menu} {l.Name}: {l.Detail}").ShouldBeEmpty($"seed {seed}");
            simulator.Rows("/ppp/secret").Count(r => r["name"].StartsWith(Strangers, StringComparison.Ordinal) && r["password"] == "theirs").ShouldBe(world.StrangersOn(router), $"seed {seed}");
        }
        await world.CompareWithBooksAsync(seed);
    }

    /// <summary>A connection that is reset after so many bytes leaves nothing half made behind.</summary>
    [Theory, InlineData(0), InlineData(1), InlineData(2), InlineData(3)]
    public async Task Pass_ResetAfterAnyByte_IsWholeAfterTheNext(int quarter)
    {
        await using var simulator = await RouterSimulator.StartAsync(new RouterSimulatorOptions(), None);
        await using var app = await TestApp.StartAsync(settings: Impatient);
        var router = await app.RouterAsync(simulator);
        var (slow, fast) = (await app.ProfileAsync(), await app.ProfileAsync("Fast", "50M", "10M"));
        var made = await app.CustomerAsync(router, slow, userName: "jane");
        await app.SettleAsync(router);
        var wanted = slow;
        for (var bytes = 1 + quarter; bytes <= 300; bytes += 4)
        {
            wanted = wanted == slow ? fast : slow;
            Scenario.Value(await app.Setup(s => s.ChangeProfileAsync(made.SubscriptionId, wanted.Id, null, None)));
            if (bytes % 3 == 0) simulator.Remove("/ppp/secret", "jane");
            simulator.Faults.CloseAfterBytes = bytes;
            simulator.Faults.DropConnections();
            await app.PassAsync(router);
            simulator.Faults.CloseAfterBytes = null;

            await app.SettleAsync(router);

            var row = simulator.Rows("/ppp/secret").ShouldHaveSingleItem($"after {bytes} bytes");
            row["profile"].ShouldBe(wanted.Code, $"after {bytes} bytes");
            (await app.AccountAsync(made.SubscriptionId)).StaleSince.ShouldBeNull($"after {bytes} bytes");
        }
    }

    /// <summary>Two routers, some customers, and everything that can happen to them.</summary>
    private sealed class World(TestApp app, Random random, List<(Router, RouterSimulator)> routers, List<Profile> profiles) : IAsyncDisposable
    {
        private readonly List<Guid> _services = [];
        private readonly Dictionary<Guid, int> _strangers = [];
        private int _named;

        public TestApp App => app;

        public IReadOnlyList<(Router Router, RouterSimulator Simulator)> Routers => routers;

        public static async Task<World> StartAsync(int seed)
        {
            var random = new Random(seed);
            var app = await TestApp.StartAsync(settings: Impatient);
            await app.SettingsAsync(s => (s.BrakeMinimum, s.BrakePercent) = (100_000, 100));
            var routers = new List<(Router, RouterSimulator)>();
            foreach (var (name, version) in new[] { ("North", RouterVersion.V7_24), ("South", RouterVersion.V6_49) })
            {
                var simulator = await RouterSimulator.StartAsync(new RouterSimulatorOptions { Version = version, Seed = seed, RebootDuration = TimeSpan.FromMilliseconds(20) }, None);
                routers.Add((await app.RouterAsync(simulator, name), simulator));
            }
            var profiles = new List<Profile> { await app.ProfileAsync(), await app.ProfileAsync("Fast", "50M", "10M"), await app.ProfileAsync("Spot", ServiceKind.Hotspot) };
            var world = new World(app, random, routers, profiles);
            for (var i = 0; i < 4; i++) await world.AddAsync();
            return world;
        }

        public int StrangersOn(Router router) => _strangers.GetValueOrDefault(router.Id);

        public async Task StepAsync()
        {
            var (router, simulator) = routers[random.Next(routers.Count)];
            switch (random.Next(14))
            {
                case 0: await AddAsync(); break;
                case 1: await app.Contract(s => s.DisableAsync(Service(), null, None)); break;
                case 2: await app.Contract(s => s.EnableAsync(Service(), null, None)); break;
                case 3: await app.Setup(s => s.ChangeProfileAsync(Service(), profiles[random.Next(profiles.Count)].Id, null, None)); break;
                case 4: await app.Setup(s => s.RenameAsync(Service(), $"renamed{++_named}", null, None)); break;
                case 5: await app.Setup(s => s.MoveAsync(Service(), router.Id, null, None)); break;
                case 6: await app.Contract(s => s.CancelAsync(Service(), "over", null, None)); break;
                case 7 or 8: HandEdit(router, simulator); break;
                case 9: Misfortune(simulator); break;
                case 10: await app.CompareAsync(router, repair: random.Next(2) == 0); break;
                default: await app.PassAsync(router); break;
            }
        }

        /// <summary>The routers answer again, and nobody is waited for.</summary>
        public async Task CalmAsync()
        {
            foreach (var (router, simulator) in routers)
            {
                simulator.Faults.Clear();
                while (simulator.Faults.RefuseConnections) await Task.Yield();
                using var soon = new CancellationTokenSource(TimeSpan.FromSeconds(20));
                while ((await app.Services.GetRequiredService<RouterHealthService>().CheckAsync(router.Id, soon.Token))?.Error is not null) await Task.Delay(20, soon.Token);
            }
            await app.Db(db => db.Set<RouterAccount>().ExecuteUpdateAsync(set => set.SetProperty(a => a.NextAttemptAt, (DateTimeOffset?)null)));
        }

        public async Task PassAllAsync()
        {
            foreach (var (router, _) in routers) await app.CompareAsync(router, repair: true);
            // Who moved is taken off the one once the other holds him.
            foreach (var (router, _) in routers) await app.SettleAsync(router);
        }

        /// <summary>Asked of the routers themselves, not of the comparison.</summary>
        public async Task CompareWithBooksAsync(int seed)
        {
            foreach (var id in _services)
            {
                var service = await app.SubscriptionAsync(id);
                var profile = profiles.Single(p => p.Id == service.ProfileId);
                foreach (var (router, simulator) in routers)
                {
                    var hotspot = profile.Kind == ServiceKind.Hotspot;
                    var rows = simulator.Rows(hotspot ? "/ip/hotspot/user" : "/ppp/secret").Where(r => OwnershipMark.Parse(r.GetValueOrDefault("comment"))?.Id == id.ToString("N")).ToList();
                    var wanted = service.Status != SubscriptionStatus.Cancelled && service.RouterId == router.Id;
                    rows.Count.ShouldBe(wanted ? 1 : 0, $"seed {seed}: {service.UserName} on {router.Name}");
                    simulator.Rows(hotspot ? "/ppp/secret" : "/ip/hotspot/user").ShouldNotContain(r => OwnershipMark.Parse(r.GetValueOrDefault("comment")) != null && OwnershipMark.Parse(r["comment"])!.Id == id.ToString("N"));
                    if (!wanted) continue;
                    rows[0]["name"].ShouldBe(service.UserName, $"seed {seed}");
                    rows[0]["disabled"].ShouldBe(service.Status.HasAccess() ? "false" : "true", $"seed {seed}: {service.UserName}");
                }
            }
        }

        public async ValueTask DisposeAsync()
        {
            await app.DisposeAsync();
            foreach (var (_, simulator) in routers) await simulator.DisposeAsync();
        }

        private async Task AddAsync()
        {
            var made = await app.TryCustomerAsync(routers[random.Next(routers.Count)].Item1, profiles[random.Next(profiles.Count)], userName: $"user{++_named}");
            _services.Add(Scenario.Value(made).SubscriptionId);
        }

        private Guid Service() => _services[random.Next(_services.Count)];

        private void HandEdit(Router router, RouterSimulator simulator)
        {
            var ours = simulator.Rows("/ppp/secret").Where(r => OwnershipMark.Parse(r.GetValueOrDefault("comment")) is not null).ToList();
            if (ours.Count == 0 || random.Next(5) == 0)
            {
                simulator.Add("/ppp/secret", ("name", $"{Strangers}{++_named}"), ("password", "theirs"));
                _strangers[router.Id] = StrangersOn(router) + 1;
                return;
            }
            var name = ours[random.Next(ours.Count)]["name"];
            if (random.Next(4) == 0)
            {
                simulator.Remove("/ppp/secret", name);
                return;
            }
            var field = Fields[random.Next(Fields.Length)];
            simulator.Set("/ppp/secret", name, (field, field switch
            {
                "disabled" => random.Next(2) == 0 ? "yes" : "no",
                "profile" => "default",
                "caller-id" => "AA:BB:CC:00:00:01",
                "name" => $"hand{++_named}",
                "remote-address" => "10.99.0.9",
                _ => "l2tp",
            }));
        }

        private void Misfortune(RouterSimulator simulator)
        {
            switch (random.Next(8))
            {
                case 0: simulator.Faults.CloseAfterBytes = random.Next(1, 2000); break;
                case 1: simulator.Faults.DropConnections(); break;
                case 2: simulator.Faults.OnNext(ReplyFault.CloseAfterEffect, random.Next(2) == 0 ? "/ppp/secret/add" : null); break;
                case 3: simulator.Faults.OnNext(ReplyFault.CloseBeforeEffect); break;
                case 4: simulator.Faults.OnNext(ReplyFault.HalfSentence); break;
                case 5: simulator.Faults.EmptyConfiguration(); _strangers.Remove(routers.Single(r => r.Item2 == simulator).Item1.Id); break;
                case 6: simulator.Reboot(TimeSpan.FromMilliseconds(10)); break;
                default: simulator.Faults.OnNext(ReplyFault.DoubleTrap, "/ppp/secret/set"); break;
            }
            if (random.Next(3) == 0) simulator.Faults.Clear();
        }
    }
}
