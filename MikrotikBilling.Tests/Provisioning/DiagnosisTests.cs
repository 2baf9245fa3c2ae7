using System.Net;
using MikrotikBilling.Core.Billing.Dunning;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Provisioning.Diagnosis;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Routers.RouterOs;
using MikrotikBilling.Core.Routers.Simulation;
using MikrotikBilling.Core.Staff;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Tests.Billing.Invoices;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Provisioning;

/// <summary>Each cause alone gives its verdict first.</summary>
public sealed class DiagnosisTests : IAsyncLifetime
{
    private const string Own = "AA:BB:CC:DD:EE:01";
    private const string Other = "AA:BB:CC:DD:EE:02";
    private FakeClock _clock = null!;
    private TestApp _app = null!;
    private RouterSimulator _simulator = null!;
    private Router _router = null!;

    private static CancellationToken None => CancellationToken.None;

    public async Task InitializeAsync()
    {
        _clock = new FakeClock(new DateTimeOffset(2026, 3, 1, 8, 0, 0, TimeSpan.Zero));
        _simulator = await RouterSimulator.StartAsync(new RouterSimulatorOptions(), None);
        _app = await (await TestApp.StartAsync(clock: _clock)).ServeAsync();
        _router = await _app.RouterAsync(_simulator);
    }

    public async Task DisposeAsync()
    {
        await _app.DisposeAsync();
        await _simulator.DisposeAsync();
    }

    [Fact]
    public async Task Online_SaysSo()
    {
        var made = await OnRouterAsync();
        _simulator.Dial("jane");

        var found = await AskAsync(made);

        found.Verdict.InEnglish.ShouldStartWith("Online for");
        (found.Tone, found.IsOnline, found.RouterAsked).ShouldBe((CheckTone.Good, true, true));
        found.Checks.ShouldAllBe(c => c.Tone == CheckTone.Good);
    }

    [Fact]
    public async Task NeverDialled_NothingWrong_SendsToTheDevice()
    {
        var found = await AskAsync(await OnRouterAsync());

        found.Verdict.InEnglish.ShouldStartWith("Everything here is as it should be, but no device dials in.");
        found.First.ShouldBeNull();
    }

    [Fact]
    public async Task Expired_SaysWhenAndToExtend()
    {
        var made = await OnRouterAsync();
        _clock.Advance(TimeSpan.FromDays(30) + TimeSpan.FromHours(20));
        await _app.With<DueSubscriptions, object>(async due => await due.MoveAsync(_clock.GetUtcNow(), None));
        await _app.PassAsync(_router);

        var found = await AskAsync(made);

        found.Verdict.InEnglish.ShouldBe("The time ended yesterday 11:00. Extend it.");
        found.First!.Repair.ShouldBe(Repair.Extend);
    }

    [Theory]
    [InlineData(true, "The service was disabled by staff. Enable it.", Repair.Enable)]
    [InlineData(false, "The service is paused since today 11:00. Resume it.", Repair.Resume)]
    public async Task NoAccessByStaff_SaysWhatToPress(bool disable, string verdict, Repair repair)
    {
        var made = await OnRouterAsync();
        Scenario.Value(await _app.Contract(s => disable ? s.DisableAsync(made.SubscriptionId, null, None) : s.PauseAsync(made.SubscriptionId, null, None)));
        await _app.PassAsync(_router);

        var found = await AskAsync(made);

        (found.Verdict.InEnglish, found.First!.Repair).ShouldBe((verdict, repair));
    }

    [Fact]
    public async Task RouterOffline_IsTheCauseAndIsNotAskedAgain()
    {
        var made = await OnRouterAsync();
        await ((RouterStatusWriter)_app.Services.GetService(typeof(RouterStatusWriter))!).OfflineAsync(_router.Id, new RouterOsException(RouterOsErrorKind.TimedOut, "No <b>answer</b>."), None);
        var opened = _simulator.CommandCounts.Values.Sum();

        var found = await AskAsync(made);

        found.Verdict.InEnglish.ShouldBe("Tower is offline since today 11:00.");
        (found.RouterAsked, found.First!.Repair).ShouldBe((false, Repair.OpenRouter));
        _simulator.CommandCounts.Values.Sum().ShouldBe(opened);
    }

    [Fact]
    public async Task RouterDoesNotAnswer_TellsWhatTheBooksKnow()
    {
        var made = await OnRouterAsync();
        await using var away = await RouterSimulator.StartAsync(new RouterSimulatorOptions(), None);
        var router = await _app.RouterAsync(away, "Gone");
        var moved = Scenario.Value(await _app.Setup(s => s.MoveAsync(made.SubscriptionId, router.Id, null, None)));
        await _app.PassAsync(router);
        await away.DisposeAsync();
        ((RouterConnections)_app.Services.GetService(typeof(RouterConnections))!).Forget(router.Id);

        var found = await AskAsync(made);

        found.RouterAsked.ShouldBeFalse();
        found.Verdict.InEnglish.ShouldStartWith("Gone could not be asked just now");
        found.Checks.ShouldContain(c => c.What == "Contract" && c.Tone == CheckTone.Good);
        moved.RouterId.ShouldBe(router.Id);
    }

    [Fact]
    public async Task RowTakenOut_IsToBeWrittenAgain()
    {
        var made = await OnRouterAsync();
        _simulator.Remove("/ppp/secret", "jane");

        (await AskAsync(made)).Verdict.InEnglish.ShouldBe("The row is gone from the router. Have it written again.");
    }

    [Fact]
    public async Task RowChangedByHand_NamesTheDifference()
    {
        var made = await OnRouterAsync();
        _simulator.Set("/ppp/secret", "jane", ("disabled", "yes"));

        var found = await AskAsync(made);

        found.Verdict.InEnglish.ShouldBe("The row on the router was changed by somebody. Have it written again.");
        found.First!.Details.ShouldBe(["disabled: yes, should be no"]);
    }

    [Fact]
    public async Task ForeignRow_IsAConflict()
    {
        _simulator.Add("/ppp/secret", ("name", "jane"), ("password", "theirs"));

        var found = await AskAsync(await OnRouterAsync());

        found.Verdict.InEnglish.ShouldBe("The router has a row of this name that is not ours. Have it written again.");
        found.First!.Repair.ShouldBe(Repair.Retry);
    }

    [Fact]
    public async Task NotWrittenYet_IsOnItsWay()
    {
        var made = await _app.CustomerAsync(_router, await _app.ProfileAsync(), userName: "jane");

        (await AskAsync(made)).Verdict.InEnglish.ShouldBe("A change is still on its way to the router. Have it written again.");
    }

    [Fact]
    public async Task OtherDevice_OfferedToBeLockedToOrUnlocked()
    {
        var made = await OnRouterAsync(c => c with { MacAddress = Own });
        _simulator.Dial("jane", callerId: Other);

        var found = await AskAsync(made);

        found.Verdict.InEnglish.ShouldBe($"The service is locked to {Own}, but {Other} tries to use it. Lock it to the new one, or unlock it.");
        found.First!.Device.ShouldBe(Other);
    }

    [Theory]
    [InlineData(RouterVersion.V7_24, "2026-03-01 08:00:00")]
    [InlineData(RouterVersion.V6_49, "2026-03-01 08:00:00")]
    public async Task WrongPassword_IsReadFromTheLogOfEachVersion(RouterVersion version, string time)
    {
        await using var simulator = await RouterSimulator.StartAsync(new RouterSimulatorOptions { Version = version, Clock = _clock }, None);
        var router = await _app.RouterAsync(simulator, $"Log {version}");
        var made = await _app.CustomerAsync(router, await _app.ProfileAsync(), userName: "jane");
        await _app.PassAsync(router);
        simulator.Dial("jane", "wrong");

        var found = await AskAsync(made);

        found.Verdict.InEnglish.ShouldBe("The device uses a wrong password.");
        found.First!.Details!.ShouldContain(l => l.StartsWith($"{time} <", StringComparison.Ordinal) && l.Contains("user jane authentication failed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task FixedAddressInUse_NamesWhoHasIt()
    {
        var made = await OnRouterAsync(c => c with { FixedAddress = "10.77.0.9" });
        _simulator.Add("/ppp/secret", ("name", "thief"), ("password", "x"), ("service", "pppoe"), ("remote-address", "10.77.0.9"));
        _simulator.Dial("thief");

        (await AskAsync(made)).Verdict.InEnglish.ShouldBe("The fixed address 10.77.0.9 is in use by thief. Give one of them another address.");
    }

    [Fact]
    public async Task OneQuestion_IsFewCommands()
    {
        var made = await OnRouterAsync(c => c with { FixedAddress = "10.77.0.9" });
        var before = _simulator.CommandCounts.Values.Sum();
        await AskAsync(made);

        (_simulator.CommandCounts.Values.Sum() - before).ShouldBeLessThanOrEqualTo(6);
        _simulator.WriteCount.ShouldBeLessThanOrEqualTo(2);
    }

    [Fact]
    public async Task Page_SeveralServices_StaysWithinItsStatements()
    {
        var made = await OnRouterAsync();
        var profile = await _app.ProfileAsync("More");
        for (var i = 0; i < 3; i++)
            Scenario.Value(await _app.With<NewCustomerService, Result<CreatedCustomer>>(s => s.AddServiceAsync(made.CustomerId, new NewService { RouterId = _router.Id, ProfileId = profile.Id }, None)));
        await _app.PassAsync(_router);
        using var browser = await TestBrowser.SignedInAsync(_app);
        await browser.TextAsync($"/customers/{made.CustomerId}/diagnosis");

        _app.Sql.Reset();
        var text = await browser.TextAsync($"/customers/{made.CustomerId}/diagnosis");

        text.Split("aria-label=\"Diagnosis of").Length.ShouldBe(5);
        _app.Sql.Count.ShouldBeLessThanOrEqualTo(8);
    }

    [Fact]
    public async Task HotspotAndStatic_AreJudgedByTheirOwnRows()
    {
        var cafe = await _app.NewAsync(_router, await _app.ProfileAsync("Cafe", ServiceKind.Hotspot), c => c with { UserName = "cafe" });
        var office = await _app.NewAsync(_router, await _app.ProfileAsync("Office", ServiceKind.Static), c => c with { UserName = "office", FixedAddress = "10.5.0.9", Name = "Office" });
        await _app.PassAsync(_router);
        (await AskAsync(office)).Verdict.InEnglish.ShouldStartWith("Everything here is as it should be: look at the cable");
        _simulator.HotspotLogin("cafe").ShouldBeNull();
        (await AskAsync(cafe)).Verdict.InEnglish.ShouldStartWith("Online for");

        _simulator.Remove("/queue/simple", "office");
        _simulator.Remove("/ip/hotspot/user", "cafe");
        _simulator.Remove("/ip/hotspot/active", "cafe");

        (await AskAsync(office)).Verdict.InEnglish.ShouldStartWith("The row is gone");
        (await AskAsync(cafe)).Verdict.InEnglish.ShouldStartWith("The row is gone");
    }

    [Theory]
    [InlineData("2026-03-01 08:00:00", "2026-03-01 08:00:00")]
    [InlineData("mar/01/2026 08:00:00", "2026-03-01 08:00:00")]
    [InlineData("mar/01 08:00:00", "03-01 08:00:00")]
    [InlineData("03-01 08:00:00", "03-01 08:00:00")]
    [InlineData("08:00:00", "today 08:00:00")]
    [InlineData("what is \u001b[2J this", "what is [2J this")]
    public void LogTimes_OfAllVersions_AreRead(string printed, string read) => RouterLogTime.Normalise(printed).ShouldBe(read);

    [Fact]
    public async Task Page_TextOfTheRouter_IsText()
    {
        var made = await OnRouterAsync();
        using var browser = await TestBrowser.SignedInAsync(_app);
        _simulator.Add("/ppp/secret", ("name", "<i>x"), ("password", "x"));
        _simulator.Dial("jane\"><script>alert(1)</script>", "wrong");
        _simulator.Dial("jane", "wrong");

        using var answer = await browser.GetFragmentAsync($"/customers/{made.CustomerId}/diagnosis");
        var text = await answer.Content.ReadAsStringAsync();

        text.ShouldContain("The device uses a wrong password.");
        text.ShouldNotContain("<script>");
        text.ShouldNotContain("<html");
        (await browser.TextAsync($"/customers/{made.CustomerId}/diagnosis")).ShouldContain("<html");
    }

    [Fact]
    public async Task Page_LockToTheNewDevice_ChangesTheContract()
    {
        var made = await OnRouterAsync(c => c with { MacAddress = Own });
        _simulator.Dial("jane", callerId: Other);
        using var browser = await TestBrowser.SignedInAsync(_app);
        var url = $"/customers/{made.CustomerId}/diagnosis";

        using var locked = await browser.PostAsync(url, [("subscription", $"{made.SubscriptionId}"), ("device", Other), ("version", "0")], $"{url}?handler=lock");
        locked.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        (await _app.SubscriptionAsync(made.SubscriptionId)).MacAddress.ShouldBe(Other);
        using var stale = await browser.PostAsync(url, [("subscription", $"{made.SubscriptionId}"), ("version", "0")], $"{url}?handler=unlock");
        stale.StatusCode.ShouldBe(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task Page_OtherRole_SeesTheVerdictWithoutButtons()
    {
        var made = await OnRouterAsync();
        _simulator.Remove("/ppp/secret", "jane");
        using var accountant = await _app.SignedInAsAsync(StaffRole.Accountant);
        var url = $"/customers/{made.CustomerId}/diagnosis";

        var text = await accountant.TextAsync(url);

        text.ShouldContain("The row is gone from the router.");
        text.ShouldNotContain("Write it again");
        using var refused = await accountant.PostAsync(url, [("subscription", $"{made.SubscriptionId}")], $"{url}?handler=unlock");
        refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        using var api = await TestBrowser.ApiAsync(_app);
        (await api.GetStringAsync(new Uri($"/api/subscriptions/{made.SubscriptionId}/diagnosis", UriKind.Relative))).ShouldContain("The row is gone");
        using var missing = await api.GetAsync(new Uri($"/api/subscriptions/{Guid.NewGuid()}/diagnosis", UriKind.Relative));
        missing.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task SuspendedForDebt_NamesTheInvoiceAndOffersToTakeThePayment()
    {
        var made = await OnRouterAsync();
        await _app.InvoiceAsync(made, dueOn: new DateOnly(2026, 3, 3));
        _clock.Advance(TimeSpan.FromDays(12));
        await _app.With<EnforceOverdueJob, string>(j => j.RunAsync(_clock.GetUtcNow(), None));

        var found = await AskAsync(made);

        found.Verdict.InEnglish.ShouldBe("The service is suspended: INV-2026-000001 is overdue, KES 1,500.00 is open. Once it is paid, the service comes back by itself.");
        found.First.ShouldNotBeNull().Repair.ShouldBe(Repair.TakePayment);
        using var owner = await TestBrowser.SignedInAsync(_app);
        (await owner.TextAsync($"/customers/{made.CustomerId}/diagnosis")).ShouldContain($"href=\"/payments/new?customerId={made.CustomerId}\"");
    }

    private async Task<CreatedCustomer> OnRouterAsync(Func<NewCustomer, NewCustomer>? with = null)
    {
        var made = await _app.NewAsync(_router, await _app.ProfileAsync(), c => (with ?? (x => x))(c with { UserName = "jane" }));
        await _app.PassAsync(_router);
        return made;
    }

    private async Task<ServiceDiagnosis> AskAsync(CreatedCustomer made) =>
        Scenario.Value(await _app.With<DiagnosisService, Result<ServiceDiagnosis>>(s => s.OfSubscriptionAsync(made.SubscriptionId, None)));
}
