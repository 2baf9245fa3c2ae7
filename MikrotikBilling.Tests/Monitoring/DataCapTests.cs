using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Monitoring;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Provisioning;
using MikrotikBilling.Core.Routers.Simulation;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Tests.Support;
using static MikrotikBilling.Tests.Monitoring.Readings;

namespace MikrotikBilling.Tests.Monitoring;

/// <summary>What happens at the end of a volume, and what takes it back.</summary>
public class DataCapTests
{
    private const long Gigabyte = ByteSize.Gigabyte;

    private static CancellationToken None => CancellationToken.None;

    [Theory, EachDatabase]
    public async Task Cap_Reached_IsMarkedOnceAndWishedOfTheRouter(DatabaseProvider provider)
    {
        var clock = new FakeClock();
        await using var app = await TestApp.StartAsync(provider, clock);
        var (router, made) = await app.OnlineAsync(await app.CappedAsync(CapAction.Cut));
        await UseAsync(app, router, made.UserName, Gigabyte / 2);
        (await app.SubscriptionAsync(made.SubscriptionId)).IsCapped.ShouldBeFalse();

        await UseAsync(app, router, made.UserName, Gigabyte);
        await UseAsync(app, router, made.UserName, Gigabyte + 5);

        (await app.SubscriptionAsync(made.SubscriptionId)).IsCapped.ShouldBeTrue();
        (await app.AccountAsync(made.SubscriptionId)).StaleSince.ShouldNotBeNull();
        (await app.Db(db => db.Set<MikrotikBilling.Core.Audit.AuditEntry>().CountAsync(e => e.Action == "subscription.cap-reached"))).ShouldBe(1);
        var cap = (await app.UsageAsync(made.SubscriptionId))!.Cap!;
        (cap.UsedBytes, cap.LeftBytes, cap.Action).ShouldBe((Gigabyte + 5, 0L, CapAction.Cut));
    }

    [Fact]
    public async Task Cap_Extended_BeginsANewAllowance()
    {
        await using var app = await TestApp.StartAsync(clock: new FakeClock());
        var (router, made) = await app.OnlineAsync(await app.CappedAsync(CapAction.Slower));
        await UseAsync(app, router, made.UserName, Gigabyte);

        Scenario.Value(await app.ExtendAsync(made.SubscriptionId));

        (await app.SubscriptionAsync(made.SubscriptionId)).IsCapped.ShouldBeFalse();
        (await app.UsageAsync(made.SubscriptionId))!.Cap!.UsedBytes.ShouldBe(0);
        await UseAsync(app, router, made.UserName, Gigabyte + 100);
        (await app.UsageAsync(made.SubscriptionId))!.Cap!.UsedBytes.ShouldBe(100);
    }

    [Theory, EachDatabase]
    public async Task Cap_ReachedWhileARenewalIsBeingSaved_LosesToIt(DatabaseProvider provider)
    {
        await using var app = await TestApp.StartAsync(provider, new FakeClock());
        var (router, made) = await app.OnlineAsync(await app.CappedAsync(CapAction.Cut));
        await UseAsync(app, router, made.UserName, Gigabyte / 2);
        var allowance = (await app.SubscriptionAsync(made.SubscriptionId)).Allowance;

        // The page was made before the cap was reached, and is sent after it.
        var version = (await app.SubscriptionAsync(made.SubscriptionId)).Version;
        await UseAsync(app, router, made.UserName, Gigabyte);
        Scenario.Value(await app.Contract(s => s.ExtendByAsync(made.SubscriptionId, 30, version, None)));
        (await app.SubscriptionAsync(made.SubscriptionId)).IsCapped.ShouldBeFalse();

        // The other way round: what was counted belongs to an allowance that is over.
        (await app.With<DataCaps, CapAction?>(c => c.ReachAsync(made.SubscriptionId, allowance, None))).ShouldBeNull();
        (await app.SubscriptionAsync(made.SubscriptionId)).IsCapped.ShouldBeFalse();
    }

    [Theory, EachDatabase]
    public async Task Cap_Raised_IsLifted(DatabaseProvider provider)
    {
        await using var app = await TestApp.StartAsync(provider, new FakeClock());
        var profile = await app.CappedAsync(CapAction.Cut);
        var (router, made) = await app.OnlineAsync(profile);
        await UseAsync(app, router, made.UserName, Gigabyte);

        await EditAsync(app, profile, 1.5m);
        (await app.SubscriptionAsync(made.SubscriptionId)).IsCapped.ShouldBeFalse();
        await UseAsync(app, router, made.UserName, Gigabyte + (Gigabyte / 2));
        (await app.SubscriptionAsync(made.SubscriptionId)).IsCapped.ShouldBeTrue();

        var free = await app.ProfileAsync("Free", ServiceKind.Pppoe);
        Scenario.Value(await app.Setup(s => s.ChangeProfileAsync(made.SubscriptionId, free.Id, null, None)));
        (await app.SubscriptionAsync(made.SubscriptionId)).IsCapped.ShouldBeFalse();
    }

    [Fact]
    public async Task Cap_Cut_ClosesTheSecretAndEndsTheSession_UntilItIsRenewed()
    {
        await using var simulator = await RouterSimulator.StartAsync(new RouterSimulatorOptions(), None);
        await using var app = await TestApp.StartAsync();
        var router = await app.RouterAsync(simulator);
        var made = await app.CustomerAsync(router, await app.CappedAsync(CapAction.Cut));
        await app.PassAsync(router);
        simulator.Dial(made.UserName);

        await ReachAsync(app, made.SubscriptionId);
        await app.PassAsync(router);
        simulator.Row("/ppp/secret", made.UserName)!["disabled"].ShouldBe("true");
        simulator.PppSessions.ShouldBeEmpty();

        Scenario.Value(await app.ExtendAsync(made.SubscriptionId));
        await app.PassAsync(router);
        simulator.Row("/ppp/secret", made.UserName)!["disabled"].ShouldBe("false");
    }

    [Fact]
    public async Task Cap_Slower_IsASlowerProfileOnTheRouterAndTheSessionIsDialledAnew()
    {
        await using var simulator = await RouterSimulator.StartAsync(new RouterSimulatorOptions(), None);
        await using var app = await TestApp.StartAsync();
        var router = await app.RouterAsync(simulator);
        var profile = await app.CappedAsync(CapAction.Slower);
        var made = await app.CustomerAsync(router, profile);
        await app.PassAsync(router);
        simulator.Dial(made.UserName);

        await ReachAsync(app, made.SubscriptionId);
        await app.PassAsync(router);

        simulator.Row("/ppp/secret", made.UserName)!["profile"].ShouldBe($"{profile.Code}-capped");
        RateString.Same(simulator.Row("/ppp/profile", $"{profile.Code}-capped")!["rate-limit"], "512k/1M").ShouldBeTrue();
        simulator.PppSessions.ShouldBeEmpty();
        var writes = simulator.WriteCount;
        await app.ScopeAsync(s => ((AccountMarker)s.GetService(typeof(AccountMarker))!).RetryAsync(made.SubscriptionId, None));
        await app.PassAsync(router);
        simulator.WriteCount.ShouldBe(writes);
    }

    [Fact]
    public async Task Cap_OfAHotspot_CutsByTheRouterOnlyWhenTheProfileSaysSo()
    {
        await using var simulator = await RouterSimulator.StartAsync(new RouterSimulatorOptions(), None);
        await using var app = await TestApp.StartAsync();
        var router = await app.RouterAsync(simulator);
        var cut = await app.NewAsync(router, await app.ProfileAsync("Cut", ServiceKind.Hotspot, p => p with { DataCapGb = 1 }), c => c with { UserName = "cut" });
        var slower = await app.NewAsync(router, await app.CappedAsync(CapAction.Slower, ServiceKind.Hotspot, name: "Slower"), c => c with { UserName = "slower" });
        await app.PassAsync(router);
        simulator.Row("/ip/hotspot/user", "cut")!["limit-bytes-total"].ShouldBe("1000000000");
        simulator.Row("/ip/hotspot/user", "slower")!.GetValueOrDefault("limit-bytes-total", "0").ShouldBe("0");

        await ReachAsync(app, slower.SubscriptionId);
        await ReachAsync(app, cut.SubscriptionId);
        await app.PassAsync(router);

        simulator.Row("/ip/hotspot/user", "slower")!["profile"].ShouldEndWith("-capped");
        simulator.Row("/ip/hotspot/user", "cut")!["disabled"].ShouldBe("true");
    }

    private static async Task UseAsync(TestApp app, Core.Routers.Router router, string userName, long total)
    {
        await app.ReadAsync(router, Session(userName, app.FakeClock.GetUtcNow() - Began, total, 0, "1"));
        app.FakeClock.Advance(TimeSpan.FromSeconds(30));
    }

    private static DateTimeOffset Began => new(2026, 2, 28, 9, 0, 0, TimeSpan.Zero);

    private static async Task ReachAsync(TestApp app, Guid id)
    {
        var allowance = (await app.SubscriptionAsync(id)).Allowance;
        await app.Db(async db =>
        {
            db.Add(new CapUsage { TenantId = app.TenantId, SubscriptionId = id, Allowance = allowance, Since = app.Clock.GetUtcNow(), DownloadBytes = Gigabyte });
            return await db.SaveChangesAsync();
        });
        await app.ScopeAsync(s => Scope(s).InTransactionAsync(async token =>
        {
            (await Get<DataCaps>(s).ReachAsync(id, allowance, token)).ShouldNotBeNull();
            foreach (var listener in Get<IEnumerable<IAccessListener>>(s)) await listener.AccessChangedAsync([id], token);
        }, None));

        static AppDbContext Scope(IServiceProvider services) => Get<AppDbContext>(services);
        static T Get<T>(IServiceProvider services) where T : notnull => (T)services.GetService(typeof(T))!;
    }

    private static async Task EditAsync(TestApp app, Profile profile, decimal gb) => Scenario.Value(await app.With<ProfileService, Result<Profile>>(s =>
        s.EditAsync(profile.Id, profile.Version, new SaveProfile { Name = profile.Name, Download = "10M", Upload = "2M", Price = 1500, Cycle = BillingCycle.Monthly, DataCapGb = gb, CapAction = CapAction.Cut }, None)));
}
