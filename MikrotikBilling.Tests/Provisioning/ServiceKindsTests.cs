using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Provisioning;
using MikrotikBilling.Core.Routers.Simulation;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Provisioning;

/// <summary>Hotspot users and static addresses on a router, and what a change of the contract does to them.</summary>
public sealed class ServiceKindsTests : IAsyncLifetime
{
    private const string Blocked = "/ip/firewall/address-list";
    private TestApp _app = null!;
    private RouterSimulator _simulator = null!;
    private Core.Routers.Router _router = null!;

    private static CancellationToken None => CancellationToken.None;

    public async Task InitializeAsync()
    {
        _simulator = await RouterSimulator.StartAsync(new RouterSimulatorOptions(), None);
        _app = await TestApp.StartAsync();
        _router = await _app.RouterAsync(_simulator);
    }

    public async Task DisposeAsync()
    {
        await _app.DisposeAsync();
        await _simulator.DisposeAsync();
    }

    [Fact]
    public async Task Hotspot_New_IsOnTheRouterWithItsLimits()
    {
        var profile = await HotspotAsync(p => p with { SharedUsers = 3, IdleMinutes = 10, SessionMinutes = 120, DataCapGb = 1 });
        var made = await _app.NewAsync(_router, profile, c => c with { UserName = "jane", MacAddress = "4c-5e-0c-12-34-56" });

        (await _app.PassAsync(_router)).Applied.ShouldBe(1);

        var user = _simulator.Row("/ip/hotspot/user", "jane")!;
        user["password"].ShouldBe(made.Password);
        user["mac-address"].ShouldBe("4C:5E:0C:12:34:56");
        user["limit-bytes-total"].ShouldBe("1000000000");
        OwnershipMark.Parse(user["comment"])!.Kind.ShouldBe(OwnershipMark.Hotspot);
        var limits = _simulator.Row("/ip/hotspot/user/profile", user["profile"])!;
        limits["name"].ShouldEndWith("-cafe");
        limits["shared-users"].ShouldBe("3");
        Core.Routers.RouterOsDuration.Parse(limits["idle-timeout"]).ShouldBe(TimeSpan.FromMinutes(10));
        limits["session-timeout"].ShouldBe("2h");
        RateString.Same(limits["rate-limit"], "2M/10M").ShouldBeTrue();
    }

    [Fact]
    public async Task Hotspot_SecondPass_WritesNothing()
    {
        var made = await OnRouterAsync(await HotspotAsync(p => p with { SharedUsers = 2, SessionMinutes = 90, IdleMinutes = 61 }));
        _simulator.HotspotLogin(made.UserName);
        var writes = _simulator.WriteCount;

        await AgainAsync(made);

        _simulator.WriteCount.ShouldBe(writes);
        _simulator.HotspotSessions.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(RouterVersion.V7_24)]
    [InlineData(RouterVersion.V7_12)]
    [InlineData(RouterVersion.V6_49)]
    public async Task Hotspot_Disabled_IsOutAndStaysOut(RouterVersion version)
    {
        await using var simulator = await RouterSimulator.StartAsync(new RouterSimulatorOptions { Version = version }, None);
        var router = await _app.RouterAsync(simulator, $"Cafe {version}");
        var made = await _app.NewAsync(router, await HotspotAsync(), c => c);
        (await _app.PassAsync(router)).Applied.ShouldBe(1);
        simulator.HotspotLogin(made.UserName).ShouldBeNull();

        Scenario.Value(await _app.Contract(s => s.DisableAsync(made.SubscriptionId, null, None)));
        (await _app.PassAsync(router)).Applied.ShouldBe(1);

        simulator.HotspotSessions.ShouldBeEmpty();
        simulator.Rows("/ip/hotspot/cookie").ShouldBeEmpty(); // it would sign the device in again without a password
        simulator.HotspotLogin(made.UserName).ShouldNotBeNull();
    }

    [Fact]
    public async Task Hotspot_NewSpeed_KeepsTheCookie()
    {
        var profile = await HotspotAsync();
        var made = await OnRouterAsync(profile);
        _simulator.HotspotLogin(made.UserName);

        Scenario.Value(await _app.With<ProfileService, Result<Profile>>(s => s.EditAsync(profile.Id, profile.Version,
            new SaveProfile { Name = "Cafe", Download = "20M", Upload = "4M", Price = 1500, SharedUsers = 1 }, None)));
        await _app.PassAsync(_router);

        _simulator.CommandCount("/ip/hotspot/active/remove").ShouldBe(1);
        _simulator.Rows("/ip/hotspot/cookie").Count.ShouldBe(1);
    }

    [Fact]
    public async Task Hotspot_LockAndLimitTakenAway_AreGoneFromTheRouter()
    {
        var profile = await HotspotAsync(p => p with { SessionMinutes = 60, IdleMinutes = 5, DataCapGb = 2 });
        var made = await OnRouterAsync(profile, c => c with { MacAddress = "4C:5E:0C:12:34:56", FixedAddress = "10.5.50.9" });

        Scenario.Value(await _app.Setup(s => s.SetDeviceAsync(made.SubscriptionId, new ServiceDevice("", null), null, None)));
        Scenario.Value(await _app.With<ProfileService, Result<Profile>>(s => s.EditAsync(profile.Id, profile.Version,
            new SaveProfile { Name = "Cafe", Download = "10M", Upload = "2M", Price = 1500 }, None)));
        (await _app.PassAsync(_router)).Applied.ShouldBe(1);

        (await _app.AccountAsync(made.SubscriptionId)).Error.ShouldBeNull();
        var writes = _simulator.WriteCount;
        await AgainAsync(made);
        _simulator.WriteCount.ShouldBe(writes);
        _simulator.HotspotLogin(made.UserName, macAddress: "00:11:22:33:44:55").ShouldBeNull();
    }

    [Fact]
    public async Task Hotspot_ComesBackAfterItsEnd_BeginsANewAllowance()
    {
        var clock = new FakeClock();
        await using var app = await TestApp.StartAsync(clock: clock);
        var router = await app.RouterAsync(_simulator);
        var profile = await app.ProfileAsync("Capped", ServiceKind.Hotspot, p => p with { DataCapGb = 1, Cycle = null, DurationCount = 1, DurationUnit = SpanUnit.Days });
        var made = await app.NewAsync(router, profile, c => c);
        await app.PassAsync(router);

        clock.Advance(TimeSpan.FromDays(2));
        await app.With<DueSubscriptions, (int, int, int)>(d => d.MoveAsync(clock.GetUtcNow(), None));
        await app.PassAsync(router);
        _simulator.CommandCount("/ip/hotspot/user/reset-counters").ShouldBe(0);
        Scenario.Value(await app.Contract(s => s.ExtendByAsync(made.SubscriptionId, 1, null, None)));
        await app.PassAsync(router);

        _simulator.CommandCount("/ip/hotspot/user/reset-counters").ShouldBe(1);
    }

    [Fact]
    public async Task Static_New_IsLimitedByAQueue()
    {
        var made = await OnRouterAsync(await StaticAsync(p => p with { BurstDownload = "20M", BurstSeconds = 90 }), c => c with { FixedAddress = "10.20.0.7" });

        var queue = _simulator.Row("/queue/simple", made.UserName)!;
        queue["target"].ShouldBe("10.20.0.7/32");
        queue["max-limit"].ShouldBe("2000000/10000000"); // the customer's upload first
        _simulator.Rows(Blocked).ShouldBeEmpty();
        var writes = _simulator.WriteCount;
        await AgainAsync(made);
        _simulator.WriteCount.ShouldBe(writes);
    }

    [Fact]
    public async Task Static_SuspendedAndBack_IsBlockedByTheList()
    {
        var made = await OnRouterAsync(await StaticAsync(), c => c with { FixedAddress = "10.20.0.7" });

        Scenario.Value(await _app.Contract(s => s.DisableAsync(made.SubscriptionId, null, None)));
        await _app.PassAsync(_router);
        var entry = _simulator.Rows(Blocked).Single();
        (entry["list"], entry["address"]).ShouldBe(("isp-blocked", "10.20.0.7"));

        // The address changes while it is blocked: the block moves with it.
        Scenario.Value(await _app.Setup(s => s.SetDeviceAsync(made.SubscriptionId, new ServiceDevice(null, "10.20.0.8"), null, None)));
        await _app.PassAsync(_router);
        _simulator.Rows(Blocked).Single()["address"].ShouldBe("10.20.0.8");

        Scenario.Value(await _app.Contract(s => s.EnableAsync(made.SubscriptionId, null, None)));
        await _app.PassAsync(_router);
        _simulator.Rows(Blocked).ShouldBeEmpty();
        _simulator.Row("/queue/simple", made.UserName)!["target"].ShouldBe("10.20.0.8/32");
    }

    [Fact]
    public async Task Static_StrangersBlock_IsAConflictAndStays()
    {
        _simulator.Add(Blocked, ("list", "isp-blocked"), ("address", "10.20.0.7"), ("comment", "by hand"));
        var made = await OnRouterAsync(await StaticAsync(), c => c with { FixedAddress = "10.20.0.7" });

        Scenario.Value(await _app.Contract(s => s.DisableAsync(made.SubscriptionId, null, None)));
        await _app.PassAsync(_router);

        (await _app.AccountAsync(made.SubscriptionId)).IsConflict.ShouldBeTrue();
        _simulator.Rows(Blocked).Single()["comment"].ShouldBe("by hand");
    }

    [Fact]
    public async Task Static_SameAddressTwice_IsRefusedUntilTheFirstIsCancelled()
    {
        var profile = await StaticAsync();
        var first = await OnRouterAsync(profile, c => c with { FixedAddress = "10.20.0.7" });
        NewCustomer second = new() { Name = "Ann", RouterId = _router.Id, ProfileId = profile.Id, FixedAddress = "10.20.0.7" };

        (await _app.With<NewCustomerService, Result<CreatedCustomer>>(s => s.CreateAsync(second, None))).Refusal!.Code.ShouldBe("subscription.duplicate-address");
        Scenario.Value(await _app.Contract(s => s.CancelAsync(first.SubscriptionId, "moved away", null, None)));
        var made = Scenario.Value(await _app.With<NewCustomerService, Result<CreatedCustomer>>(s => s.CreateAsync(second, None)));
        await _app.PassAsync(_router);

        _simulator.Rows("/queue/simple").Single()["name"].ShouldBe(made.UserName);
    }

    [Fact]
    public async Task Secret_LockAndAddress_ComeAndGo()
    {
        var made = await OnRouterAsync(await _app.ProfileAsync(), c => c with { MacAddress = "4c5e.0c12.3456", FixedAddress = "10.9.0.4" });
        var secret = _simulator.Row("/ppp/secret", made.UserName)!;
        (secret["caller-id"], secret["remote-address"]).ShouldBe(("4C:5E:0C:12:34:56", "10.9.0.4"));
        _simulator.Dial(made.UserName, callerId: "00:11:22:33:44:55");
        _simulator.PppSessions.ShouldBeEmpty();

        Scenario.Value(await _app.Setup(s => s.SetDeviceAsync(made.SubscriptionId, new ServiceDevice("", ""), null, None)));
        (await _app.PassAsync(_router)).Applied.ShouldBe(1);

        var freed = _simulator.Row("/ppp/secret", made.UserName)!;
        freed.GetValueOrDefault("caller-id", "").ShouldBe("");
        freed.GetValueOrDefault("remote-address", "").ShouldBe("");
    }

    [Fact]
    public async Task ChangeProfile_ToAnotherKind_ReplacesTheRow()
    {
        var made = await OnRouterAsync(await _app.ProfileAsync());
        var cafe = await HotspotAsync();

        Scenario.Value(await _app.Setup(s => s.ChangeProfileAsync(made.SubscriptionId, cafe.Id, null, None)));
        await _app.PassAsync(_router);

        _simulator.Row("/ppp/secret", made.UserName).ShouldBeNull();
        _simulator.Row("/ip/hotspot/user", made.UserName).ShouldNotBeNull();
        (await _app.AccountAsync(made.SubscriptionId)).Kind.ShouldBe(AccountKind.HotspotUser); // the only account left
    }

    [Fact]
    public async Task Move_ToAnotherRouter_TakesTheRowAlong()
    {
        await using var second = await RouterSimulator.StartAsync(new RouterSimulatorOptions(), None);
        var made = await OnRouterAsync(await _app.ProfileAsync());
        var hill = await _app.RouterAsync(second, "Hill");

        Scenario.Value(await _app.Setup(s => s.MoveAsync(made.SubscriptionId, hill.Id, null, None)));
        await _app.PassAsync(hill);
        await _app.PassAsync(_router);

        second.Row("/ppp/secret", made.UserName).ShouldNotBeNull();
        _simulator.Row("/ppp/secret", made.UserName).ShouldBeNull();
    }

    [Fact]
    public async Task Archive_FreesTheNameForTheNext()
    {
        var profile = await _app.ProfileAsync();
        var made = await OnRouterAsync(profile, c => c with { UserName = "corner.shop" });

        Scenario.Value(await _app.With<CustomerArchive, Result<Core.Customers.Customer>>(s => s.ArchiveAsync(made.CustomerId, null, None)));
        var next = await _app.NewAsync(_router, profile, c => c with { Name = "Ann", UserName = "corner.shop" });
        await _app.PassAsync(_router);

        var mark = OwnershipMark.Parse(_simulator.Rows("/ppp/secret").Single()["comment"])!;
        mark.Id.ShouldBe(next.SubscriptionId.ToString("N"));
    }

    [Fact]
    public async Task Pause_ClosesTheRouterAndResumeOpensIt()
    {
        var made = await OnRouterAsync(await _app.ProfileAsync());

        Scenario.Value(await _app.Contract(s => s.PauseAsync(made.SubscriptionId, null, None)));
        await _app.PassAsync(_router);
        _simulator.Row("/ppp/secret", made.UserName)!["disabled"].ShouldBe("true");

        Scenario.Value(await _app.Contract(s => s.ResumeAsync(made.SubscriptionId, null, None)));
        await _app.PassAsync(_router);
        _simulator.Row("/ppp/secret", made.UserName)!["disabled"].ShouldBe("false");
    }

    private Task<Profile> HotspotAsync(Func<SaveProfile, SaveProfile>? with = null) => _app.ProfileAsync("Cafe", ServiceKind.Hotspot, with);

    private Task<Profile> StaticAsync(Func<SaveProfile, SaveProfile>? with = null) => _app.ProfileAsync("Leased line", ServiceKind.Static, with);

    private async Task<CreatedCustomer> OnRouterAsync(Profile profile, Func<NewCustomer, NewCustomer>? with = null)
    {
        var made = await _app.NewAsync(_router, profile, with ?? (c => c));
        (await _app.PassAsync(_router)).Applied.ShouldBe(1);
        return made;
    }

    private async Task AgainAsync(CreatedCustomer made)
    {
        await _app.ScopeAsync(s => ((AccountMarker)s.GetService(typeof(AccountMarker))!).RetryAsync(made.SubscriptionId, None));
        (await _app.PassAsync(_router)).Applied.ShouldBe(1);
    }
}
