using MikrotikBilling.Core.Routers.Simulation;

namespace MikrotikBilling.Tests.Routers.Simulation;

public sealed class SimulatorLifeTests
{
    private readonly ManualClock _clock = new();

    [Fact]
    public async Task NewSecret_AutoDial_IsOnlineAfterTheRedialDelay()
    {
        await using var simulator = await StartAsync(AutoDial.All);
        Profile(simulator, "2M/10M");
        simulator.Add("/ppp/secret", ("name", "a"), ("password", "x"), ("profile", "p"));

        simulator.PppSessions.ShouldBeEmpty();
        _clock.Advance(TimeSpan.FromSeconds(1.1));
        var session = simulator.PppSessions.ShouldHaveSingleItem();
        session.Address.ShouldBe("10.0.0.2");
        var active = simulator.Row("/ppp/active", "a")!;
        active["service"].ShouldBe("pppoe");
        active["address"].ShouldBe("10.0.0.2");
        active["caller-id"].ShouldBe(session.MacAddress);
        active["radius"].ShouldBe("false");
        simulator.Row("/interface", "<pppoe-a>")!["dynamic"].ShouldBe("true");
        simulator.Row("/queue/simple", "<pppoe-a>")!["max-limit"].ShouldBe("2000000/10000000");
        simulator.Rows("/ip/pool/used").ShouldHaveSingleItem()["address"].ShouldBe("10.0.0.2");
        simulator.Row("/ppp/secret", "a")!["last-caller-id"].ShouldBe(session.MacAddress);
    }

    [Fact]
    public async Task Counters_OverTime_GrowWithinTheRateLimit()
    {
        await using var simulator = await StartAsync(AutoDial.All);
        Profile(simulator, "2M/10M");
        simulator.Add("/ppp/secret", ("name", "a"), ("profile", "p"));
        _clock.Advance(TimeSpan.FromSeconds(1.1));

        long before = 0;
        for (var minute = 1; minute <= 30; minute++)
        {
            _clock.Advance(TimeSpan.FromMinutes(1));
            var row = simulator.Row("/interface", "<pppoe-a>")!;
            var download = row["tx-byte"].AsNumber();
            (download - before).ShouldBeInRange(1, 10_000_000 / 8 * 60);
            before = download;
        }
        var upload = simulator.Row("/interface", "<pppoe-a>")!["rx-byte"].AsNumber();
        upload.ShouldBeLessThan(before);
        simulator.Row("/ppp/active", "a")!["uptime"].ShouldBe("30m");
    }

    [Fact]
    public async Task Kick_EnabledSecret_IsOnlineAgainAfterTheRedialDelay()
    {
        await using var simulator = await StartAsync(AutoDial.All);
        simulator.Add("/ppp/secret", ("name", "a"));
        _clock.Advance(TimeSpan.FromSeconds(1.1));
        _clock.Advance(TimeSpan.FromMinutes(5));

        simulator.Remove("/ppp/active", "a");
        simulator.PppSessions.ShouldBeEmpty();
        simulator.Row("/interface", "<pppoe-a>").ShouldBeNull();
        simulator.Row("/ppp/secret", "a")!["last-disconnect-reason"].ShouldBe("admin-reset");
        simulator.Row("/ppp/secret", "a")!["last-logged-out"].ShouldBe("2026-03-01 08:05:01");
        _clock.Advance(TimeSpan.FromSeconds(1.1));
        simulator.PppSessions.ShouldHaveSingleItem();
        simulator.Row("/ppp/active", "a")!["uptime"].ShouldBe("0s");
    }

    [Fact]
    public async Task Disable_RunningSession_StaysUntilKickedAndIsThenRefused()
    {
        await using var simulator = await StartAsync(AutoDial.All);
        simulator.Add("/ppp/secret", ("name", "a"));
        _clock.Advance(TimeSpan.FromSeconds(1.1));

        simulator.Set("/ppp/secret", "a", ("disabled", "yes"));
        _clock.Advance(TimeSpan.FromMinutes(5));
        simulator.PppSessions.ShouldHaveSingleItem();

        simulator.Remove("/ppp/active", "a");
        _clock.Advance(TimeSpan.FromMinutes(5));
        simulator.PppSessions.ShouldBeEmpty();
        simulator.Rows("/log")[^1]["message"].ShouldContain("user a authentication failed - user disabled");

        simulator.Set("/ppp/secret", "a", ("disabled", "no"));
        _clock.Advance(TimeSpan.FromSeconds(1.1));
        simulator.PppSessions.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Dial_WrongPasswordOrUnknownUser_IsRefusedAndLogged()
    {
        await using var simulator = await StartAsync(AutoDial.None);
        simulator.Add("/ppp/secret", ("name", "a"), ("password", "right"), ("caller-id", "AA:BB:CC:00:00:01"));

        simulator.Dial("nobody", "x");
        simulator.Dial("a", "wrong");
        simulator.PppSessions.ShouldBeEmpty();
        simulator.Rows("/log").Select(row => row["message"].Split(" - ")[^1]).ShouldBe(["unknown user", "wrong password"]);
        simulator.Dial("a", "right");
        simulator.Rows("/log")[^1]["message"].ShouldEndWith("wrong caller-id");
        simulator.Dial("a", "right", "aa:bb:cc:00:00:01");
        simulator.PppSessions.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Dial_WithOldPassword_ComesOnlineOnceThePasswordIsRight()
    {
        await using var simulator = await StartAsync(AutoDial.None);
        simulator.Add("/ppp/secret", ("name", "a"), ("password", "new"));
        simulator.Dial("a", "old");
        simulator.PppSessions.ShouldBeEmpty();

        simulator.Set("/ppp/secret", "a", ("password", "old"));
        _clock.Advance(TimeSpan.FromSeconds(31));
        simulator.PppSessions.ShouldHaveSingleItem();
        simulator.HangUp("a");
        _clock.Advance(TimeSpan.FromMinutes(5));
        simulator.PppSessions.ShouldBeEmpty();
    }

    [Fact]
    public async Task Pool_Exhausted_RefusesTheNextCustomer()
    {
        await using var simulator = await StartAsync(AutoDial.All);
        simulator.Add("/ip/pool", ("name", "tiny"), ("ranges", "10.0.0.2-10.0.0.3"));
        simulator.Add("/ppp/profile", ("name", "p"), ("remote-address", "tiny"));
        foreach (var name in new[] { "a", "b", "c" }) simulator.Add("/ppp/secret", ("name", name), ("profile", "p"));
        simulator.Add("/ppp/secret", ("name", "fixed"), ("profile", "p"), ("remote-address", "10.3.3.3"));
        _clock.Advance(TimeSpan.FromSeconds(1.1));

        simulator.PppSessions.Select(session => session.Address).ShouldBe(["10.0.0.2", "10.0.0.3", "10.3.3.3"], ignoreOrder: true);
        simulator.Row("/ppp/secret", "c")!["last-disconnect-reason"].ShouldBe("no-free-address-in-pool");
    }

    [Fact]
    public async Task SecretLimitsAndSessionTimeout_Reached_EndTheSession()
    {
        await using var simulator = await StartAsync(AutoDial.All);
        simulator.Add("/ppp/profile", ("name", "hour"), ("session-timeout", "1h"), ("address-list", "online"));
        simulator.Add("/ppp/secret", ("name", "timed"), ("profile", "hour"));
        simulator.Add("/ppp/secret", ("name", "capped"), ("limit-bytes-out", "100M"));
        _clock.Advance(TimeSpan.FromSeconds(1.1));
        simulator.Rows("/ip/firewall/address-list").ShouldHaveSingleItem()["list"].ShouldBe("online");

        _clock.Advance(TimeSpan.FromMinutes(61));
        simulator.Row("/ppp/secret", "capped")!["last-disconnect-reason"].ShouldBe("limit-bytes");
        simulator.Row("/ppp/secret", "timed")!["last-disconnect-reason"].ShouldBe("session-timeout");
        simulator.PppSessions.ShouldHaveSingleItem().UserName.ShouldBe("timed"); // dialled again
    }

    [Fact]
    public async Task Reboot_OfTheRouter_DropsAllAndComesBackFresh()
    {
        await using var simulator = await StartAsync(AutoDial.All);
        simulator.Add("/ppp/secret", ("name", "a"));
        _clock.Advance(TimeSpan.FromHours(2));
        await using var client = await RawClient.LogInAsync(simulator);

        (await client.RunAsync("/system/reboot"))[^1].Word.ShouldBe("!done");
        (await client.NextAsync()).ShouldBeNull();
        await Should.ThrowAsync<System.Net.Sockets.SocketException>(() => RawClient.OpenAsync(simulator.Port));
        simulator.PppSessions.ShouldBeEmpty();

        _clock.Advance(TimeSpan.FromSeconds(8));
        await using var again = await RawClient.LogInAsync(simulator);
        (await again.RowsAsync("/system/resource/print"))[0]["uptime"].ShouldBe("3s");
        simulator.PppSessions.ShouldHaveSingleItem();
        simulator.Row("/interface", "ether1")!["rx-byte"].AsNumber().ShouldBeLessThan(400_000_000);
    }

    [Fact]
    public async Task Hotspot_LimitUptime_EndsTheSessionAndRefusesTheNext()
    {
        await using var simulator = await StartAsync(AutoDial.None);
        simulator.Add("/ip/hotspot/user", ("name", "v1"), ("password", "v1"), ("limit-uptime", "1h"));

        simulator.HotspotLogin("v1", "wrong").ShouldBe("invalid username or password");
        simulator.HotspotLogin("v1", "v1").ShouldBeNull();
        _clock.Advance(TimeSpan.FromMinutes(20));
        var active = simulator.Row("/ip/hotspot/active", "v1")!;
        active["uptime"].ShouldBe("20m");
        active["session-time-left"].ShouldBe("40m");
        simulator.Row("/ip/hotspot/user", "v1")!["uptime"].ShouldBe("20m");
        simulator.Row("/ip/hotspot/user", "v1")!["bytes-in"].AsNumber().ShouldBeGreaterThan(0);

        _clock.Advance(TimeSpan.FromMinutes(41));
        simulator.HotspotSessions.ShouldBeEmpty();
        simulator.Row("/ip/hotspot/user", "v1")!["uptime"].ShouldBe("1h");
        simulator.HotspotLogin("v1", "v1").ShouldBe("user has reached uptime limit");
    }

    [Fact]
    public async Task Hotspot_ResetCounters_StartsTheAllowanceAgain()
    {
        await using var started = await Started.WithAsync(new RouterSimulatorOptions { Clock = _clock });
        var simulator = started.Simulator;
        simulator.Add("/ip/hotspot/user", ("name", "v1"), ("limit-uptime", "1h"));
        simulator.HotspotLogin("v1");
        _clock.Advance(TimeSpan.FromHours(2));
        simulator.HotspotSessions.ShouldBeEmpty();

        await started.Client.RunAsync("/ip/hotspot/user/reset-counters", "=.id=v1");
        simulator.Row("/ip/hotspot/user", "v1")!["uptime"].ShouldBe("0s");
        simulator.HotspotLogin("v1").ShouldBeNull();
    }

    [Fact]
    public async Task Hotspot_LimitBytesTotal_EndsTheSession()
    {
        await using var simulator = await StartAsync(AutoDial.None);
        simulator.Add("/ip/hotspot/user", ("name", "v1"), ("limit-bytes-total", "50000000"));
        simulator.HotspotLogin("v1");

        _clock.Advance(TimeSpan.FromMinutes(10));
        simulator.HotspotSessions.ShouldBeEmpty();
        var user = simulator.Row("/ip/hotspot/user", "v1")!;
        (user["bytes-in"].AsNumber() + user["bytes-out"].AsNumber()).ShouldBeInRange(49_990_000, 50_100_000);
    }

    [Fact]
    public async Task Hotspot_Kick_TheCookieLogsInAgainUnlessItIsRemoved()
    {
        await using var simulator = await StartAsync(AutoDial.None);
        simulator.Add("/ip/hotspot/user", ("name", "v1"));
        simulator.HotspotLogin("v1");

        simulator.Remove("/ip/hotspot/active", "v1");
        _clock.Advance(TimeSpan.FromSeconds(2));
        simulator.HotspotSessions.ShouldHaveSingleItem();

        simulator.Remove("/ip/hotspot/active", "v1");
        simulator.Remove("/ip/hotspot/cookie", simulator.Rows("/ip/hotspot/cookie")[0][".id"]);
        _clock.Advance(TimeSpan.FromMinutes(2));
        simulator.HotspotSessions.ShouldBeEmpty();
    }

    [Fact]
    public async Task Hotspot_SharedUsers_LimitsDevices()
    {
        await using var started = await Started.WithAsync(new RouterSimulatorOptions { Clock = _clock });
        var client = started.Client;
        await client.AddAsync("/ip/hotspot/user/profile/add", "=name=two", "=shared-users=2", "=rate-limit=1M/4M");
        await client.AddAsync("/ip/hotspot/user/add", "=name=v1", "=password=p", "=profile=two");

        (await client.TrapAsync("/ip/hotspot/active/login", "=user=v1", "=password=p", "=ip=10.5.50.2",
            "=mac-address=AA:00:00:00:00:01")).ShouldBeNull();
        (await client.TrapAsync("/ip/hotspot/active/login", "=user=v1", "=password=p", "=ip=10.5.50.3",
            "=mac-address=AA:00:00:00:00:02")).ShouldBeNull();
        (await client.TrapAsync("/ip/hotspot/active/login", "=user=v1", "=password=p", "=ip=10.5.50.4", "=mac-address=AA:00:00:00:00:03"))
            .ShouldBe("failure: no more sessions are allowed for user");
        (await client.RowsAsync("/queue/simple/print", "?dynamic=true")).Count.ShouldBe(2);
    }

    [Fact]
    public async Task AutoDialOnly_SomeUsers_LeavesTheOthersOffline()
    {
        await using var simulator = await RouterSimulator.StartAsync(
            new RouterSimulatorOptions
            {
                Clock = _clock,
                Secrets = 10,
                AutoDial = AutoDial.All,
                AutoDialOnly = name =>
                name.EndsWith('3')
            }, CancellationToken.None);

        simulator.PppSessions.ShouldHaveSingleItem().UserName.ShouldBe("customer00003");
    }

    [Fact]
    public async Task FiveThousandCustomers_AutoDial_AreAllOnline()
    {
        await using var started = await Started.WithAsync(new RouterSimulatorOptions
        {
            Clock = _clock,
            Secrets = 5_000,
            AutoDial = AutoDial.All
        });

        started.Simulator.PppSessions.Count.ShouldBe(5_000);
        (await started.Client.RowsAsync("/ppp/active/print", "=.proplist=name,address,uptime")).Count.ShouldBe(5_000);
        (await started.Client.RunAsync("/interface/print", "=count-only=", "?type=pppoe-in")).Single()["ret"].ShouldBe("5000");
        started.Simulator.PppSessions.Select(session => session.Address).Distinct().Count().ShouldBe(5_000);
    }

    [Fact]
    public async Task WaitFor_SessionOnTheRealClock_ReturnsWithoutPolling()
    {
        await using var simulator = await RouterSimulator.StartAsync(
            new RouterSimulatorOptions { AutoDial = AutoDial.All, RedialDelay = TimeSpan.FromMilliseconds(50) }, CancellationToken.None);
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        simulator.Add("/ppp/secret", ("name", "a"));

        await simulator.WaitForAsync(router => router.PppSessions.Count == 1, deadline.Token);
        simulator.Remove("/ppp/active", "a");
        await simulator.WaitForAsync(router => router.PppSessions.Count == 1, deadline.Token);
    }

    private static void Profile(RouterSimulator simulator, string rate)
    {
        simulator.Add("/ip/pool", ("name", "pool"), ("ranges", "10.0.0.2-10.0.3.254"));
        simulator.Add("/ppp/profile", ("name", "p"), ("remote-address", "pool"), ("local-address", "10.0.0.1"), ("rate-limit", rate));
    }

    private Task<RouterSimulator> StartAsync(AutoDial autoDial) =>
        RouterSimulator.StartAsync(new RouterSimulatorOptions { Clock = _clock, AutoDial = autoDial }, CancellationToken.None);
}
