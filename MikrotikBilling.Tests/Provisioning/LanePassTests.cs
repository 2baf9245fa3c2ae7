using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Provisioning;
using MikrotikBilling.Core.Routers.RouterOs;
using MikrotikBilling.Core.Routers.Simulation;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Provisioning;

public class LanePassTests
{
    private static CancellationToken None => CancellationToken.None;

    [Theory, EachDatabase]
    public async Task Pass_NewCustomer_IsOnTheRouterWithProfileAndMark(DatabaseProvider provider)
    {
        await using var simulator = await Simulator();
        await using var app = await TestApp.StartAsync(provider);
        var router = await app.RouterAsync(simulator);
        var made = await app.CustomerAsync(router, await app.ProfileAsync(), userName: "jane");

        (await app.PassAsync(router)).Applied.ShouldBe(1);

        var secret = simulator.Row("/ppp/secret", "jane")!;
        secret["profile"].ShouldBe("home-10");
        secret["disabled"].ShouldBe("false");
        secret["service"].ShouldBe("pppoe");
        secret["password"].ShouldBe(made.Password);
        OwnershipMark.Parse(secret["comment"])!.Id.ShouldBe(made.SubscriptionId.ToString("N"));
        RateString.Same(simulator.Row("/ppp/profile", "home-10")!["rate-limit"], "2M/10M").ShouldBeTrue();
        (await app.AccountAsync(made.SubscriptionId)).StaleSince.ShouldBeNull();
    }

    [Fact]
    public async Task Pass_NothingChanged_WritesNothing()
    {
        await using var simulator = await Simulator();
        await using var app = await TestApp.StartAsync();
        var router = await app.RouterAsync(simulator);
        var made = await app.CustomerAsync(router, await app.ProfileAsync(), userName: "jane");
        await app.PassAsync(router);
        simulator.Dial("jane");
        var writes = simulator.WriteCount;

        await app.ScopeAsync(s => Get<AccountMarker>(s).RetryAsync(made.SubscriptionId, None));
        (await app.PassAsync(router)).Applied.ShouldBe(1);

        simulator.WriteCount.ShouldBe(writes);
        simulator.PppSessions.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Pass_TenChanges_CostOneWrite()
    {
        await using var simulator = await Simulator();
        await using var app = await TestApp.StartAsync();
        var router = await app.RouterAsync(simulator);
        var made = await app.CustomerAsync(router, await app.ProfileAsync());
        await app.PassAsync(router);
        var writes = simulator.WriteCount;

        for (var i = 0; i < 5; i++)
        {
            Scenario.Value(await app.Contract(s => s.DisableAsync(made.SubscriptionId, null, None)));
            if (i < 4) Scenario.Value(await app.Contract(s => s.EnableAsync(made.SubscriptionId, null, None)));
        }
        await app.PassAsync(router);

        (simulator.WriteCount - writes).ShouldBe(1);
        simulator.Row("/ppp/secret", made.UserName)!["disabled"].ShouldBe("true");
    }

    [Fact]
    public async Task Pass_Disabled_EndsTheSession()
    {
        await using var simulator = await Simulator();
        await using var app = await TestApp.StartAsync();
        var router = await app.RouterAsync(simulator);
        var made = await app.CustomerAsync(router, await app.ProfileAsync());
        await app.PassAsync(router);
        simulator.Dial(made.UserName);
        simulator.PppSessions.Count.ShouldBe(1);

        await app.Contract(s => s.DisableAsync(made.SubscriptionId, null, None));
        await app.PassAsync(router);

        simulator.PppSessions.ShouldBeEmpty();
    }

    [Fact]
    public async Task Pass_NewSpeed_ReachesTheRouterAndRedialsThoseOnIt()
    {
        await using var simulator = await Simulator();
        await using var app = await TestApp.StartAsync();
        var router = await app.RouterAsync(simulator);
        var profile = await app.ProfileAsync();
        var other = await app.ProfileAsync("Office 50", "50M", "50M");
        var jane = await app.CustomerAsync(router, profile, "Jane");
        var ann = await app.CustomerAsync(router, other, "Ann");
        await app.PassAsync(router);
        simulator.Dial(jane.UserName);
        simulator.Dial(ann.UserName);

        Scenario.Value(await app.With<ProfileService, Result<Profile>>(s => s.EditAsync(profile.Id, profile.Version,
            new SaveProfile { Name = "Home 10", Download = "20M", Upload = "4M", Price = 1500, DurationCount = 30, DurationUnit = SpanUnit.Days }, None)));
        await app.PassAsync(router);

        RateString.Same(simulator.Row("/ppp/profile", "home-10")!["rate-limit"], "4M/20M").ShouldBeTrue();
        simulator.CommandCount("/ppp/active/remove").ShouldBe(1);
        simulator.CommandCount("/ppp/secret/set").ShouldBe(0);
        simulator.PppSessions.ShouldContain(s => s.UserName == ann.UserName);
    }

    [Fact]
    public async Task Pass_ForeignSecretOfTheSameName_IsAConflictAndUntouched()
    {
        await using var simulator = await Simulator();
        simulator.Add("/ppp/secret", ("name", "jane"), ("password", "theirs"), ("comment", "made by hand"));
        await using var app = await TestApp.StartAsync();
        var router = await app.RouterAsync(simulator);
        var made = await app.CustomerAsync(router, await app.ProfileAsync(), userName: "jane");

        (await app.PassAsync(router)).Applied.ShouldBe(0);

        var account = await app.AccountAsync(made.SubscriptionId);
        account.IsConflict.ShouldBeTrue();
        account.Error!.ShouldContain("not ours");
        simulator.Row("/ppp/secret", "jane")!["password"].ShouldBe("theirs");
        (await app.PassAsync(router)).Taken.ShouldBe(0);

        simulator.Remove("/ppp/secret", "jane");
        await app.ScopeAsync(s => Get<AccountMarker>(s).RetryAsync(made.SubscriptionId, None));
        (await app.PassAsync(router)).Applied.ShouldBe(1);
    }

    [Fact]
    public async Task Pass_ForeignProfileOfTheSameName_IsAConflict()
    {
        await using var simulator = await Simulator();
        simulator.Add("/ppp/profile", ("name", "home-10"), ("rate-limit", "1M/1M"));
        await using var app = await TestApp.StartAsync();
        var router = await app.RouterAsync(simulator);
        var made = await app.CustomerAsync(router, await app.ProfileAsync());

        await app.PassAsync(router);

        (await app.AccountAsync(made.SubscriptionId)).IsConflict.ShouldBeTrue();
        RateString.Same(simulator.Row("/ppp/profile", "home-10")!["rate-limit"], "1M/1M").ShouldBeTrue();
    }

    [Fact]
    public async Task Pass_RouterAway_SaysWhyAndAppliesOnItsReturn()
    {
        await using var simulator = await Simulator();
        await using var app = await TestApp.StartAsync();
        var router = await app.RouterAsync(simulator);
        var made = await app.CustomerAsync(router, await app.ProfileAsync());
        simulator.Faults.RefuseConnections = true;

        (await app.PassAsync(router)).Fault!.Kind.ShouldBe(RouterOsErrorKind.Refused);
        var account = await app.AccountAsync(made.SubscriptionId);
        account.StaleSince.ShouldNotBeNull();
        account.ErrorKind.ShouldBe(RouterOsErrorKind.Refused);

        simulator.Faults.RefuseConnections = false;
        (await app.PassAsync(router)).Applied.ShouldBe(1);
    }

    [Fact]
    public async Task Pass_ChangedMeanwhile_StaysStaleForTheNextPass()
    {
        await using var simulator = await Simulator();
        await using var app = await TestApp.StartAsync();
        var router = await app.RouterAsync(simulator);
        var profile = await app.ProfileAsync();
        var made = await app.CustomerAsync(router, profile);
        var unchanged = await app.CustomerAsync(router, profile, "John Doe");
        simulator.Faults.Stall();
        var pass = app.PassAsync(router);
        await simulator.WaitForAsync(s => s.CommandCount("/ppp/profile/print") > 0 || s.ConnectionsOpened > 0, Soon());
        await app.Contract(s => s.DisableAsync(made.SubscriptionId, null, None));
        simulator.Faults.ReleaseStalled();
        await pass;

        (await app.AccountAsync(made.SubscriptionId)).StaleSince.ShouldNotBeNull();
        (await app.AccountAsync(made.SubscriptionId)).AppliedVersion.ShouldBe(1);
        (await app.AccountAsync(unchanged.SubscriptionId)).StaleSince.ShouldBeNull();
        await app.PassAsync(router);
        simulator.Row("/ppp/secret", made.UserName)!["disabled"].ShouldBe("true");
        (await app.AccountAsync(made.SubscriptionId)).StaleSince.ShouldBeNull();
    }

    [Fact]
    public async Task Pass_ConnectionResetAfterAnyByte_ConvergesWithoutDoubles()
    {
        await using var app = await TestApp.StartAsync();
        await using var simulator = await Simulator();
        var router = await app.RouterAsync(simulator);
        var profile = await app.ProfileAsync();
        var made = await app.CustomerAsync(router, profile);
        for (var bytes = 1; bytes < 400; bytes += 7)
        {
            simulator.Faults.CloseAfterBytes = bytes;
            await app.ScopeAsync(s => Get<AccountMarker>(s).RetryAsync(made.SubscriptionId, None));
            await app.PassAsync(router);
        }
        simulator.Faults.CloseAfterBytes = null;
        await app.ScopeAsync(s => Get<AccountMarker>(s).RetryAsync(made.SubscriptionId, None));
        (await app.PassAsync(router)).Applied.ShouldBe(1);

        simulator.Rows("/ppp/secret").Count(r => r["name"] == made.UserName).ShouldBe(1);
        simulator.Rows("/ppp/profile").Count(r => r["name"] == "home-10").ShouldBe(1);
    }

    [Fact]
    public async Task Pass_NamesOfAnyScript_AreKeptInTheComment()
    {
        await using var simulator = await Simulator();
        await using var app = await TestApp.StartAsync();
        var router = await app.RouterAsync(simulator);
        var made = await app.CustomerAsync(router, await app.ProfileAsync(), "مريم 👩‍👧 " + new string('ক', 100), userName: "maryam");

        await app.PassAsync(router);

        simulator.Row("/ppp/secret", "maryam")!["comment"].ShouldContain("مريم");
        (await app.AccountAsync(made.SubscriptionId)).Error.ShouldBeNull();
    }

    [Fact]
    public async Task Pass_CustomerRenamed_ChangesOnlyTheComment()
    {
        await using var simulator = await Simulator();
        await using var app = await TestApp.StartAsync();
        var router = await app.RouterAsync(simulator);
        var made = await app.CustomerAsync(router, await app.ProfileAsync(), "Jane Doe");
        await app.PassAsync(router);
        simulator.Dial(made.UserName);

        Scenario.Value(await app.With<CustomerService, Result<Customer>>(s => s.EditAsync(made.CustomerId, 0, new SaveCustomer("Jane Smith", null, null, null, null), None)));
        await app.PassAsync(router);

        simulator.Row("/ppp/secret", made.UserName)!["comment"].ShouldContain("Jane Smith");
        simulator.PppSessions.Count.ShouldBe(1);
    }

    private static Task<RouterSimulator> Simulator() => RouterSimulator.StartAsync(new RouterSimulatorOptions(), None);

    private static CancellationToken Soon() => new CancellationTokenSource(TimeSpan.FromSeconds(20)).Token;

    private static T Get<T>(IServiceProvider services) where T : notnull => (T)services.GetService(typeof(T))!;
}
