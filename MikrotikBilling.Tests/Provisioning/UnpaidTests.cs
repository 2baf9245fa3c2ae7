using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Provisioning;
using MikrotikBilling.Core.Provisioning.WalledGarden;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Routers.Simulation;
using MikrotikBilling.Core.Settings;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Provisioning;

/// <summary>Customers whose time is up, on routers that lead them to the pay page.</summary>
public sealed class UnpaidTests : IAsyncLifetime
{
    private const string List = "/ip/firewall/address-list";
    private FakeClock _clock = null!;
    private TestApp _app = null!;
    private RouterSimulator _simulator = null!;
    private Router _router = null!;

    private static CancellationToken None => CancellationToken.None;

    public async Task InitializeAsync()
    {
        _clock = new FakeClock();
        _simulator = await RouterSimulator.StartAsync(new RouterSimulatorOptions(), None);
        _app = await TestApp.StartAsync(clock: _clock);
        _router = await _app.RouterAsync(_simulator);
    }

    public async Task DisposeAsync()
    {
        await _app.DisposeAsync();
        await _simulator.DisposeAsync();
    }

    [Fact]
    public async Task Expired_OnARouterThatRedirects_DialsInToThePayPageOnly()
    {
        await RedirectAsync();
        var made = await OnRouterAsync(await _app.ProfileAsync());
        _simulator.Dial(made.UserName);

        await ExpireAsync();
        await _app.PassAsync(_router);

        var secret = _simulator.Row("/ppp/secret", made.UserName)!;
        (secret["disabled"], secret["profile"]).ShouldBe(("false", "isp-unpaid-home-10"));
        var profile = _simulator.Row("/ppp/profile", "isp-unpaid-home-10")!;
        profile["address-list"].ShouldBe("isp-unpaid");
        RateString.Same(profile["rate-limit"], "512k/512k").ShouldBeTrue();
        _simulator.CommandCount("/ppp/active/remove").ShouldBe(1);
    }

    [Fact]
    public async Task Expired_SecondPass_WritesNothingAndKeepsTheSession()
    {
        await RedirectAsync();
        var made = await OnRouterAsync(await _app.ProfileAsync());
        await ExpireAsync();
        await _app.PassAsync(_router);
        _simulator.Dial(made.UserName);
        var writes = _simulator.WriteCount;

        await _app.ScopeAsync(s => ((AccountMarker)s.GetService(typeof(AccountMarker))!).RetryAsync(made.SubscriptionId, None));
        (await _app.PassAsync(_router)).Applied.ShouldBe(1);

        _simulator.WriteCount.ShouldBe(writes);
        _simulator.PppSessions.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Paid_ComesBackToHisOwnProfile()
    {
        await RedirectAsync();
        var made = await OnRouterAsync(await _app.ProfileAsync());
        await ExpireAsync();
        await _app.PassAsync(_router);
        _simulator.Dial(made.UserName);

        Scenario.Value(await _app.Contract(s => s.ExtendByAsync(made.SubscriptionId, 30, null, None)));
        await _app.PassAsync(_router);

        _simulator.Row("/ppp/secret", made.UserName)!["profile"].ShouldBe("home-10");
        _simulator.CommandCount("/ppp/active/remove").ShouldBe(1);
    }

    [Fact]
    public async Task DisabledByStaff_StaysShutOut()
    {
        await RedirectAsync();
        var made = await OnRouterAsync(await _app.ProfileAsync());

        Scenario.Value(await _app.Contract(s => s.DisableAsync(made.SubscriptionId, null, None)));
        await _app.PassAsync(_router);

        var secret = _simulator.Row("/ppp/secret", made.UserName)!;
        (secret["disabled"], secret["profile"]).ShouldBe(("true", "home-10"));
    }

    [Fact]
    public async Task Static_Expired_IsOnTheListOfTheUnpaidAndMovesWithTheSwitch()
    {
        var profile = await _app.ProfileAsync("Office", ServiceKind.Static);
        var made = await OnRouterAsync(profile, c => c with { FixedAddress = "10.5.0.9" });
        await ExpireAsync();
        await _app.PassAsync(_router);
        Lists("10.5.0.9").ShouldBe(["isp-blocked"]);

        await RedirectAsync();
        await _app.PassAsync(_router);
        Lists("10.5.0.9").ShouldBe(["isp-unpaid"]);
        var writes = _simulator.WriteCount;
        await _app.ScopeAsync(s => ((AccountMarker)s.GetService(typeof(AccountMarker))!).RetryAsync(made.SubscriptionId, None));
        await _app.PassAsync(_router);
        _simulator.WriteCount.ShouldBe(writes);

        await RedirectAsync(UnpaidMode.Disable);
        await _app.PassAsync(_router);
        Lists("10.5.0.9").ShouldBe(["isp-blocked"]);

        Scenario.Value(await _app.Contract(s => s.ExtendByAsync(made.SubscriptionId, 30, null, None)));
        await _app.PassAsync(_router);
        Lists("10.5.0.9").ShouldBeEmpty();
    }

    [Fact]
    public async Task Switch_MarksThoseConcernedStaleInTheSameTransaction()
    {
        var profile = await _app.ProfileAsync();
        var expired = await OnRouterAsync(profile);
        await ExpireAsync();
        var paying = await OnRouterAsync(profile, c => c with { Name = "Ann" });

        await RedirectAsync();

        (await _app.AccountAsync(expired.SubscriptionId)).StaleSince.ShouldNotBeNull();
        (await _app.AccountAsync(paying.SubscriptionId)).StaleSince.ShouldBeNull();
    }

    [Fact]
    public async Task Garden_Redirecting_HoldsThePayPageAndTheProvidersOnceAndOnlyOurs()
    {
        _simulator.Add(GardenPlan.ByName, ("dst-host", "theirs.example"), ("comment", "by hand"));
        await RedirectAsync();
        await PayPageAsync("https://pay.example.net/x", "checkout.stripe.com\n*.paypal.com");

        var first = await ConvergeAsync();

        first.Added.ShouldBe(5);
        Hosts(GardenPlan.ByName).ShouldBe(["*.paypal.com", "checkout.stripe.com", "pay.example.net", "theirs.example"]);
        Hosts(GardenPlan.ByAddress).ShouldBe(["checkout.stripe.com", "pay.example.net"]);
        var writes = _simulator.WriteCount;
        (await ConvergeAsync()).Writes.ShouldBe(0);
        _simulator.WriteCount.ShouldBe(writes);

        await PayPageAsync("https://pay.example.net/x", "checkout.stripe.com");
        (await ConvergeAsync(dryRun: true)).Removed.ShouldBe(1);
        _simulator.WriteCount.ShouldBe(writes);
        await ConvergeAsync();
        Hosts(GardenPlan.ByName).ShouldNotContain("*.paypal.com");

        await RedirectAsync(UnpaidMode.Disable);
        await ConvergeAsync();
        Hosts(GardenPlan.ByName).ShouldBe(["theirs.example"]);
        Hosts(GardenPlan.ByAddress).ShouldBeEmpty();
    }

    [Fact]
    public async Task Garden_HotspotService_IsWantedWithoutTheSwitchAndMendedAfterAHand()
    {
        await OnRouterAsync(await _app.ProfileAsync("Cafe", ServiceKind.Hotspot));
        await PayPageAsync("https://10.9.0.1/pay", "checkout.stripe.com");
        await ConvergeAsync();
        _simulator.Rows(GardenPlan.ByAddress).ShouldContain(r => r.GetValueOrDefault("dst-address", "").StartsWith("10.9.0.1", StringComparison.Ordinal));
        _simulator.Set(GardenPlan.ByName, _simulator.Rows(GardenPlan.ByName)[0][".id"], ("disabled", "yes"));

        (await ConvergeAsync()).Changed.ShouldBe(1);

        _simulator.Rows(GardenPlan.ByName)[0]["disabled"].ShouldBe("false");
    }

    [Theory]
    [InlineData("http://user:word@pay.example.net", null)]
    [InlineData("javascript:alert(1)", null)]
    [InlineData("pay.example.net", null)]
    [InlineData("https://pay.example.net", "not a host!")]
    [InlineData("https://pay.example.net", "*")]
    [InlineData("https://pay.example.net", "*.com /ip")]
    public void PayPage_WrongValues_AreRefused(string url, string? hosts) => new SavePayPageValidator().Validate(new SavePayPage { Url = url, Hosts = hosts }).IsValid.ShouldBeFalse();

    [Fact]
    public void PayPage_UsualHosts_AreHosts() =>
        new SavePayPageValidator().Validate(new SavePayPage { Url = "https://pay.example.net", Hosts = string.Join('\n', PayPage.UsualHosts) }).IsValid.ShouldBeTrue();

    [Fact]
    public void Rules_DropIsBelowWhatIsLetThrough()
    {
        // Each goes to the top of its chain, so the last one pasted stands first.
        var filter = UnpaidRules.Commands(new PayPage(new Uri("https://10.0.0.1"), []), "isp-unpaid").Where(l => l.Contains("filter add", StringComparison.Ordinal)).ToList();

        filter[0].ShouldContain("action=drop");
        filter.Skip(1).ShouldAllBe(l => l.Contains("action=accept", StringComparison.Ordinal));
        filter.ShouldAllBe(l => l.Contains("src-address-list=isp-unpaid", StringComparison.Ordinal));
    }

    private async Task<CreatedCustomer> OnRouterAsync(Profile profile, Func<NewCustomer, NewCustomer>? with = null)
    {
        var made = await _app.NewAsync(_router, profile, with ?? (c => c));
        await _app.PassAsync(_router);
        return made;
    }

    private async Task ExpireAsync()
    {
        _clock.Advance(TimeSpan.FromDays(40));
        await _app.With<DueSubscriptions, object>(async due => await due.MoveAsync(_clock.GetUtcNow(), None));
    }

    private async Task RedirectAsync(UnpaidMode mode = UnpaidMode.Redirect)
    {
        var version = (await _app.With<RouterQueries, Router?>(q => q.FindAsync(_router.Id, None)))!.Version;
        Scenario.Value(await _app.With<RouterService, Result<Router>>(s => s.EditAsync(_router.Id, version,
            new SaveRouter("Tower", "127.0.0.1", _simulator.Port, false, _simulator.UserName, null, UnpaidMode: mode), None)));
    }

    private async Task PayPageAsync(string url, string hosts) =>
        Scenario.Value(await _app.With<SettingsService, Result<SystemSettings>>(s => s.SavePayPageAsync(new SavePayPage { Url = url, Hosts = hosts }, null, None)));

    private async Task<GardenOutcome> ConvergeAsync(bool dryRun = false) =>
        Scenario.Value(await _app.With<WalledGardenService, Result<GardenOutcome>>(s => s.ConvergeAsync(_router.Id, dryRun, None)));

    private List<string> Lists(string address) => [.. _simulator.Rows(List).Where(r => r["address"] == address).Select(r => r["list"])];

    private List<string> Hosts(string menu) => [.. _simulator.Rows(menu).Select(r => r.GetValueOrDefault("dst-host", "")).Order(StringComparer.Ordinal)];
}
