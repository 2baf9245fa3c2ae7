using MikrotikBilling.Core.Routers.Simulation;

namespace MikrotikBilling.Tests.Routers.Simulation;

public sealed class SimulatorLoginTests
{
    private static Task<RouterSimulator> StartAsync(RouterVersion version = RouterVersion.V7_24, params SimulatorUser[] users) =>
        RouterSimulator.StartAsync(new RouterSimulatorOptions { Version = version, Users = users }, CancellationToken.None);

    [Theory]
    [InlineData(RouterVersion.V7_24)]
    [InlineData(RouterVersion.V7_12)]
    [InlineData(RouterVersion.V6_49)]
    public async Task Login_RightPassword_IsDone(RouterVersion version)
    {
        await using var simulator = await StartAsync(version);
        await using var client = await RawClient.OpenAsync(simulator.Port);

        (await client.LoginAsync(simulator.UserName, simulator.Password)).Select(reply => reply.ToString()).ShouldBe(["!done"]);
        (await client.RowsAsync("/system/identity/print")).ShouldHaveSingleItem()["name"].ShouldBe("MikroTik");
    }

    [Theory]
    [InlineData(RouterVersion.V7_24)]
    [InlineData(RouterVersion.V6_49)]
    public async Task Login_WrongPassword_IsATrapWithoutCategory(RouterVersion version)
    {
        await using var simulator = await StartAsync(version);
        await using var client = await RawClient.OpenAsync(simulator.Port);

        (await client.LoginAsync(simulator.UserName, "wrong")).Select(reply => reply.ToString())
            .ShouldBe(["!trap =message=invalid user name or password (6)", "!done"]);
        (await client.LoginAsync(simulator.UserName, simulator.Password)).Select(reply => reply.ToString()).ShouldBe(["!done"]);
    }

    [Fact]
    public async Task Login_OldRouter_AsksForAChallengeAndTakesTheAnswerOnce()
    {
        await using var simulator = await StartAsync(RouterVersion.V6_42);
        await using var client = await RawClient.OpenAsync(simulator.Port);

        var offered = await client.LoginAsync(simulator.UserName, simulator.Password);
        offered.ShouldHaveSingleItem()["ret"]!.Length.ShouldBe(32);
        (await client.ChallengeLoginAsync(simulator.UserName, "wrong")).Select(reply => reply.ToString())
            .ShouldBe(["!trap =message=cannot log in", "!done"]);
        (await client.ChallengeLoginAsync(simulator.UserName, simulator.Password, tag: "t1")).Single().ToString().ShouldBe("!done .tag=t1");
    }

    [Fact]
    public async Task Command_BeforeLogin_IsFatalAndCloses()
    {
        await using var simulator = await StartAsync();
        await using var client = await RawClient.OpenAsync(simulator.Port);

        (await client.RunAsync("/system/identity/print")).ShouldHaveSingleItem().ToString().ShouldBe("!fatal not logged in");
        (await client.NextAsync()).ShouldBeNull();
    }

    [Fact]
    public async Task Quit_AfterLogin_IsFatalAndCloses()
    {
        await using var started = await Started.OnAsync();

        (await started.Client.RunAsync("/quit")).ShouldHaveSingleItem().ToString().ShouldBe("!fatal session terminated on request");
        (await started.Client.NextAsync()).ShouldBeNull();
    }

    [Fact]
    public async Task Login_OverTls_ShowsTheCertificateThatIsAnnounced()
    {
        await using var simulator = await RouterSimulator.StartAsync(new RouterSimulatorOptions { TlsPort = 0 }, CancellationToken.None);
        await using var client = await RawClient.OpenTlsAsync(simulator.TlsPort!.Value);

        client.CertificateSha256.ShouldBe(simulator.CertificateSha256);
        (await client.LoginAsync(simulator.UserName, simulator.Password))[^1].Word.ShouldBe("!done");
    }

    [Fact]
    public async Task Write_UserWithReadOnly_IsNotPermitted()
    {
        await using var simulator = await StartAsync(users: new SimulatorUser("viewer", "v", "read,api"));
        await using var client = await RawClient.OpenAsync(simulator.Port);
        await client.LoginAsync("viewer", "v");

        (await client.RunAsync("/ppp/secret/add", "=name=a")).Select(reply => reply.ToString())
            .ShouldBe(["!trap =message=not enough permissions (9)", "!done"]);
        (await client.TrapAsync("/ping", "=address=10.0.0.1", "=count=1")).ShouldBe("not enough permissions (9)");
        (await client.TrapAsync("/system/reboot")).ShouldBe("not enough permissions (9)");
        (await client.TrapAsync("/user/add", "=name=x", "=group=full")).ShouldBe("not enough permissions (9)");
        simulator.Rows("/ppp/secret").ShouldBeEmpty();
    }

    [Fact]
    public async Task Print_UserWithoutSensitive_SeesNoPasswords()
    {
        await using var simulator = await StartAsync(users: new SimulatorUser("viewer", "v", "read,api"));
        simulator.Add("/ppp/secret", ("name", "a"), ("password", "hidden"));
        await using var client = await RawClient.OpenAsync(simulator.Port);
        await client.LoginAsync("viewer", "v");

        (await client.RowsAsync("/ppp/secret/print")).ShouldHaveSingleItem()["password"].ShouldBeNull();
        (await client.RowsAsync("/ppp/secret/print", "?password=hidden")).ShouldBeEmpty();
        simulator.Row("/ppp/secret", "a")!["password"].ShouldBe("hidden");
    }

    [Fact]
    public async Task Login_UserWithoutApiPolicyOrFromElsewhere_IsRefused()
    {
        await using var simulator = await StartAsync(users: [new SimulatorUser("web", "w", "read,web"),
            new SimulatorUser("far", "f", null, "10.9.0.0/16")]);
        await using var client = await RawClient.OpenAsync(simulator.Port);

        (await client.LoginAsync("web", "w"))[0]["message"].ShouldBe("invalid user name or password (6)");
        (await client.LoginAsync("far", "f"))[0]["message"].ShouldBe("invalid user name or password (6)");
    }

    [Fact]
    public async Task Connect_AboveTheSessionLimit_IsClosedAtOnce()
    {
        await using var simulator = await RouterSimulator.StartAsync(new RouterSimulatorOptions { MaxSessions = 2 },
            CancellationToken.None);
        await using var first = await RawClient.LogInAsync(simulator);
        await using var second = await RawClient.LogInAsync(simulator);
        await using var third = await RawClient.OpenAsync(simulator.Port);

        (await third.NextAsync()).ShouldBeNull();
    }

    [Fact]
    public async Task Connect_ServiceAddressExcludesClient_IsClosedAtOnce()
    {
        await using var started = await Started.OnAsync();
        await started.Client.RunAsync("/ip/service/set", "=numbers=api", "=address=10.0.0.0/8");

        await using var other = await RawClient.OpenAsync(started.Simulator.Port);
        (await other.NextAsync()).ShouldBeNull();
    }

    [Fact]
    public async Task Login_IsWrittenToTheLogAndShownAsActive()
    {
        await using var started = await Started.OnAsync();

        (await started.Client.RowsAsync("/log/print", "?topics=system,info,account"))[0]["message"]
            .ShouldBe("user admin logged in from 127.0.0.1 via api");
        (await started.Client.RowsAsync("/user/active/print")).ShouldHaveSingleItem()["name"].ShouldBe("admin");
        (await started.Client.RowsAsync("/user/print"))[0]["password"].ShouldBeNull();
    }
}
