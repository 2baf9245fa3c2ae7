using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Routers.RouterOs;
using MikrotikBilling.Core.Routers.Simulation;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Routers;

/// <summary>Each way a connection can fail leads to its own words and its own advice.</summary>
public sealed class RouterTestTests : IAsyncLifetime
{
    private TestApp _app = null!;
    private RouterSimulator _simulator = null!;

    public async Task InitializeAsync()
    {
        _app = await TestApp.StartAsync(settings: new Dictionary<string, string?> { ["RouterOs:LoginDeadline"] = "00:00:00.300" });
        _simulator = await RouterSimulator.StartAsync(new RouterSimulatorOptions
        {
            TlsPort = 0,
            Identity = "kibera",
            Users = [new SimulatorUser("reader", "reader", "read,api"), new SimulatorUser("mute", "mute", "api"), new SimulatorUser("billing", "billing", "read,write,api,test")],
        }, CancellationToken.None);
    }

    public async Task DisposeAsync()
    {
        await _simulator.DisposeAsync();
        await _app.DisposeAsync();
    }

    private SaveRouter Plain => new("Tower", "127.0.0.1", _simulator.Port, false, _simulator.UserName, _simulator.Password);

    private SaveRouter Secure => Plain with { Port = _simulator.TlsPort, UseTls = true };

    private async Task<RouterTestResult> Test(SaveRouter input) =>
        Scenario.Value(await _app.With<RouterTest, Result<RouterTestResult>>(t => t.UnsavedAsync(null, input, CancellationToken.None)));

    private static RouterTestStep FailedAt(RouterTestResult result) => result.Steps.Single(s => s.Verdict == RouterTestVerdict.Failed).Step;

    [Fact]
    public async Task Test_HealthyRouter_PassesEachStepAndSaysWhatItIs()
    {
        var result = await Test(Plain with { UserName = "billing", Password = "billing" });

        result.Ok.ShouldBeTrue(result.Error);
        result.Steps.ShouldAllBe(s => s.Verdict == RouterTestVerdict.Passed);
        result.Steps.Select(s => s.Step).ShouldNotContain(RouterTestStep.Secure);
        result.Router!.Identity.ShouldBe("kibera");
        result.Advice.ShouldBeNull();
    }

    [Fact]
    public async Task Test_ClosedPort_SaysHowToSwitchTheServiceOn()
    {
        _simulator.Faults.RefuseConnections = true;

        var result = await Test(Plain);

        result.ErrorKind.ShouldBe(RouterOsErrorKind.Refused);
        FailedAt(result).ShouldBe(RouterTestStep.Connect);
        result.Advice!.Commands.ShouldContain($"/ip service set api disabled=no port={_simulator.Port}");
    }

    [Fact]
    public async Task Test_HungUpAtOnce_SpeaksOfAddressRestriction()
    {
        _simulator.Faults.CloseOnConnect = true;

        var result = await Test(Plain);

        result.ErrorKind.ShouldBe(RouterOsErrorKind.Refused);
        FailedAt(result).ShouldBe(RouterTestStep.LogIn);
        result.Advice!.Steps[0].InEnglish.ShouldContain("limited to addresses");
    }

    [Fact]
    public async Task Test_WrongPassword_FailsAtLoginWithoutRepeatingIt()
    {
        var result = await Test(Plain with { Password = "not the right one" });

        result.ErrorKind.ShouldBe(RouterOsErrorKind.BadLogin);
        FailedAt(result).ShouldBe(RouterTestStep.LogIn);
        result.ToString().ShouldNotContain("not the right one");
    }

    [Fact]
    public async Task Test_SilentPort_IsToldFromABadAddress()
    {
        _simulator.Faults.Silent = true;

        var result = await Test(Plain);

        result.ErrorKind.ShouldBe(RouterOsErrorKind.TimedOut);
        FailedAt(result).ShouldBe(RouterTestStep.LogIn);
        result.Advice!.Steps[0].InEnglish.ShouldContain("does not answer as a router's API");
    }

    [Fact]
    public async Task Test_UnknownName_FailsAtTheAddress()
    {
        var result = await Test(Plain with { Host = "no-such-router.invalid" });

        result.ErrorKind.ShouldBe(RouterOsErrorKind.Unreachable);
        FailedAt(result).ShouldBe(RouterTestStep.Resolve);
        result.Steps.Count(s => s.Verdict == RouterTestVerdict.Skipped).ShouldBe(4);
    }

    [Fact]
    public async Task Test_UnknownCertificate_OffersToTrustItAndThenWorks()
    {
        var first = await Test(Secure);

        first.ErrorKind.ShouldBe(RouterOsErrorKind.CertificateUnknown);
        FailedAt(first).ShouldBe(RouterTestStep.Secure);
        first.Advice!.OfferTrust.ShouldBeTrue();
        first.CertificateSha256.ShouldBe(_simulator.CertificateSha256);

        (await Test(Secure with { TrustedCertificate = first.CertificateSha256 })).Ok.ShouldBeTrue();
    }

    [Fact]
    public async Task Test_ChangedCertificate_Warns()
    {
        var trusted = _simulator.CertificateSha256;
        _simulator.Faults.ReplaceCertificate();

        var result = await Test(Secure with { TrustedCertificate = trusted });

        result.ErrorKind.ShouldBe(RouterOsErrorKind.CertificateChanged);
        result.Advice!.Steps[0].InEnglish.ShouldContain("somebody else answers in its place");
        _simulator.CommandCount("/login").ShouldBe(0);
    }

    [Fact]
    public async Task Test_NoCertificateOnTheRouter_SaysHowToMakeOne()
    {
        _simulator.Faults.FailTlsHandshake = true;

        var result = await Test(Secure);

        result.ErrorKind.ShouldBe(RouterOsErrorKind.Tls);
        result.Advice!.Commands.ShouldContain("/certificate sign api");
    }

    [Fact]
    public async Task Test_UserWithoutWrite_FailsAtPermissions()
    {
        var result = await Test(Plain with { UserName = "reader", Password = "reader" });

        result.Ok.ShouldBeFalse();
        FailedAt(result).ShouldBe(RouterTestStep.Permissions);
        result.Error!.ShouldContain("write");
        result.Advice!.Commands.ShouldContain("/user group set [find name=billing] policy=read,write,api,test");
    }

    [Fact]
    public async Task Test_UserWithoutRead_FailsAtReading()
    {
        var result = await Test(Plain with { UserName = "mute", Password = "mute" });

        result.ErrorKind.ShouldBe(RouterOsErrorKind.NoPermission);
        FailedAt(result).ShouldBe(RouterTestStep.Read);
    }

    [Fact]
    public async Task Test_LocalHostNotAllowed_NamesTheSetting()
    {
        await using var strict = await TestApp.StartAsync(settings: new Dictionary<string, string?> { ["RouterOs:AllowLocalHosts"] = "false" });

        var result = Scenario.Value(await strict.With<RouterTest, Result<RouterTestResult>>(t => t.UnsavedAsync(null, Plain, CancellationToken.None)));

        result.ErrorKind.ShouldBe(RouterOsErrorKind.HostNotAllowed);
        result.Advice!.Steps[0].InEnglish.ShouldContain("RouterOs:AllowLocalHosts");
    }

    [Fact]
    public async Task Test_StoredPassword_IsUsedForTheSameAddressOnly()
    {
        var router = await _app.RouterAsync(_simulator);
        Task<Result<RouterTestResult>> Of(SaveRouter input) =>
            _app.With<RouterTest, Result<RouterTestResult>>(t => t.UnsavedAsync(router.Id, input, CancellationToken.None));

        Scenario.Value(await Of(Plain with { Password = null })).Ok.ShouldBeTrue();
        _simulator.ResetCommandCounts();
        (await Of(Plain with { Password = null, Host = "localhost" })).Refusal!.Code.ShouldBe("router.password-missing");
        _simulator.CommandCount("/login").ShouldBe(0);
    }

    [Fact]
    public async Task Test_StoredRouter_BecomesItsStateAndIsLogged()
    {
        var router = await _app.RouterAsync(_simulator);
        Scenario.Value(await _app.With<RouterTest, Result<RouterTestResult>>(t => t.StoredAsync(router.Id, CancellationToken.None)));
        await _app.Services.GetRequiredService<RouterLogWriter>().FlushAsync(CancellationToken.None);

        (await _app.Db(db => db.Set<RouterStatus>().SingleAsync(s => s.RouterId == router.Id))).State.ShouldBe(RouterState.Online);
        (await _app.Db(db => db.Set<RouterLogEntry>().SingleAsync())).Command.ShouldBe("test connection");
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Advice_EveryKindAtEveryStage_SaysSomething(RouterOsErrorKind kind, RouterOsStage stage) =>
        RouterAdvice.For(kind, stage, new RouterOsEndpoint("10.0.0.1", 8728, false), "bill ing; /quit").Steps.ShouldNotBeEmpty();

    public static TheoryData<RouterOsErrorKind, RouterOsStage> Kinds()
    {
        var data = new TheoryData<RouterOsErrorKind, RouterOsStage>();
        foreach (var kind in Enum.GetValues<RouterOsErrorKind>())
            foreach (var stage in Enum.GetValues<RouterOsStage>()) data.Add(kind, stage);
        return data;
    }

    [Fact]
    public void Advice_UserNameWithCommands_IsNotPrintedAsOne() =>
        RouterAdvice.For(RouterOsErrorKind.BadLogin, RouterOsStage.LogIn, new RouterOsEndpoint("10.0.0.1", 8728, false), "a /system reboot").Commands
            .ShouldAllBe(c => !c.Contains("reboot"));
}
