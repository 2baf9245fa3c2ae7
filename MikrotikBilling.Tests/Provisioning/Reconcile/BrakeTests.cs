using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Provisioning;
using MikrotikBilling.Core.Provisioning.Reconcile;
using MikrotikBilling.Core.Routers.Simulation;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Provisioning.Reconcile;

public class BrakeTests
{
    private static CancellationToken None => CancellationToken.None;

    [Theory]
    [InlineData(19, 100, false)]
    [InlineData(20, 100, true)]
    [InlineData(20, 400, false)]
    [InlineData(21, 400, true)]
    [InlineData(50, 1000, false)]
    [InlineData(51, 1000, true)]
    public void Rule_MoreThanFivePercentAndAtLeastTwenty_Trips(int cut, int of, bool trips) => new BrakeRule(5, 20).Trips(cut, of).ShouldBe(trips);

    [Theory, EachDatabase]
    public async Task Pass_TwentyOfThirtyEndAtOnce_WaitForAPersonWhileOthersGoOn(DatabaseProvider provider)
    {
        var clock = new FakeClock();
        await using var simulator = await Simulator();
        await using var app = await TestApp.StartAsync(provider, clock);
        var router = await app.RouterAsync(simulator);
        var profile = await app.ProfileAsync();
        var ids = await app.CustomersAsync(router, profile, 30);
        simulator.Dial("user00");
        await ExpireAsync(app, clock, ids.Take(20));
        await app.CustomerAsync(router, profile, userName: "late");

        await app.SettleAsync(router);

        simulator.Rows("/ppp/secret").Count(s => s["disabled"] == "true").ShouldBe(0);
        simulator.PppSessions.Count.ShouldBe(1);
        simulator.Row("/ppp/secret", "late").ShouldNotBeNull();
        (await app.With<ReconcileQueries, IReadOnlyList<HeldLine>>(q => q.HeldAsync(router.Id, 100, None))).Select(l => l.UserName).ShouldBe(
            Enumerable.Range(0, 20).Select(i => $"user{i:00}"));
        (await app.Db(db => db.Set<AuditEntry>().CountAsync(e => e.Action == "router.braked"))).ShouldBe(1);

        (await app.With<ReconcileService, Result<int>>(s => s.ReleaseAsync(router.Id, 19, None))).Refusal!.Code.ShouldBe("brake.changed");
        Scenario.Value(await app.With<ReconcileService, Result<int>>(s => s.ReleaseAsync(router.Id, 20, None)));
        await app.SettleAsync(router);
        simulator.Rows("/ppp/secret").Count(s => s["disabled"] == "true").ShouldBe(20);
        simulator.PppSessions.ShouldBeEmpty();
    }

    [Fact]
    public async Task Pass_SmallPassesOneAfterTheOther_CountTogether()
    {
        var clock = new FakeClock();
        await using var simulator = await Simulator();
        await using var app = await TestApp.StartAsync(clock: clock);
        var router = await app.RouterAsync(simulator);
        var ids = await app.CustomersAsync(router, await app.ProfileAsync(), 30);

        foreach (var id in ids.Take(25))
        {
            await ExpireAsync(app, clock, [id]);
            await app.SettleAsync(router);
        }

        simulator.Rows("/ppp/secret").Count(s => s["disabled"] == "true").ShouldBe(19);
        (await app.Db(db => db.Set<RouterAccount>().CountAsync(a => a.HeldSince != null))).ShouldBe(6);
    }

    [Fact]
    public async Task Held_Renewed_IsHeldNoMore()
    {
        var clock = new FakeClock();
        await using var simulator = await Simulator();
        await using var app = await TestApp.StartAsync(clock: clock);
        var router = await app.RouterAsync(simulator);
        var ids = await app.CustomersAsync(router, await app.ProfileAsync(), 20);
        await ExpireAsync(app, clock, ids);
        await app.SettleAsync(router);

        Scenario.Value(await app.Contract(s => s.ExtendByAsync(ids[0], 30, null, None)));
        await app.SettleAsync(router);

        (await app.AccountAsync(ids[0])).ShouldSatisfyAllConditions(a => a.HeldSince.ShouldBeNull(), a => a.StaleSince.ShouldBeNull());
    }

    [Fact]
    public async Task Pass_EndsNotCounted_AreCutOffButDriftIsNot()
    {
        var clock = new FakeClock();
        await using var simulator = await Simulator();
        await using var app = await TestApp.StartAsync(clock: clock);
        var router = await app.RouterAsync(simulator);
        await app.SettingsAsync(s => s.BrakeCountsEnds = false);
        var ids = await app.CustomersAsync(router, await app.ProfileAsync(), 30);
        await ExpireAsync(app, clock, ids.Take(25));
        await app.SettleAsync(router);
        simulator.Rows("/ppp/secret").Count(s => s["disabled"] == "true").ShouldBe(25);

        for (var i = 0; i < 25; i++) simulator.Set("/ppp/secret", $"user{i:00}", ("disabled", "no"));
        await app.CompareAsync(router, repair: true);

        simulator.Rows("/ppp/secret").Count(s => s["disabled"] == "true").ShouldBe(0);
        (await app.Db(db => db.Set<RouterAccount>().CountAsync(a => a.HeldSince != null))).ShouldBe(25);
    }

    [Fact]
    public async Task Pass_AskedForByAPerson_IsNotCounted()
    {
        await using var simulator = await Simulator();
        await using var app = await TestApp.StartAsync();
        var router = await app.RouterAsync(simulator);
        var ids = await app.CustomersAsync(router, await app.ProfileAsync(), 30);

        foreach (var id in ids)
        {
            await app.ScopeAsync(async services =>
            {
                services.GetRequiredService<CurrentActor>().Use(ActorKind.Staff, Guid.CreateVersion7(), "Olga", null);
                Scenario.Value(await services.GetRequiredService<SubscriptionService>().DisableAsync(id, null, None));
            });
        }
        await app.SettleAsync(router);

        simulator.Rows("/ppp/secret").Count(s => s["disabled"] == "true").ShouldBe(30);
    }

    private static async Task ExpireAsync(TestApp app, FakeClock clock, IEnumerable<Guid> ids)
    {
        var due = clock.GetUtcNow().AddMinutes(-1);
        List<Guid> chosen = [.. ids];
        await app.Db(db => db.Set<Subscription>().Where(s => chosen.Contains(s.Id)).ExecuteUpdateAsync(set => set.SetProperty(s => s.ExpiresAt, due)));
        await app.Services.GetRequiredService<DueSubscriptions>().MoveAsync(clock.GetUtcNow(), None);
    }

    private static Task<RouterSimulator> Simulator() => RouterSimulator.StartAsync(new RouterSimulatorOptions(), None);
}
