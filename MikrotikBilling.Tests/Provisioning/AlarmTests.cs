using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Core.Provisioning.Alarms;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Routers.RouterOs;
using MikrotikBilling.Core.Routers.Simulation;
using MikrotikBilling.Core.Staff;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Provisioning;

public sealed class AlarmTests
{
    private static CancellationToken None => CancellationToken.None;

    [Theory, EachDatabase]
    public async Task Look_RouterDown_IsOneAlarmWithItsCustomersAndEndsWhenItIsBackForGood(DatabaseProvider provider)
    {
        var clock = new FakeClock();
        await using var app = await TestApp.StartAsync(provider, clock);
        var router = await app.RouterAsync();
        var profile = await app.ProfileAsync();
        await app.CustomerAsync(router, profile, "Jane");
        await app.CustomerAsync(router, profile, "Ann");

        await AwayAsync(app, router.Id);
        for (var look = 0; look < 3; look++) await LookAsync(app);
        var alarm = (await OpenAsync(app)).ShouldHaveSingleItem();
        (alarm.Kind, alarm.Customers, alarm.Times, alarm.RouterId, alarm.Text.InEnglish).ShouldBe((AlarmKinds.RouterDown, 2, 1, router.Id, "Tower is down"));

        await BackAsync(app, router.Id);
        await LookAsync(app);
        (await OpenAsync(app)).ShouldHaveSingleItem().Down.ShouldBe(0);
        clock.Advance(AlarmLook.Settled + TimeSpan.FromSeconds(1));
        await LookAsync(app);
        await LookAsync(app);
        (await OpenAsync(app)).ShouldBeEmpty();
        (await app.Db(db => db.Set<AuditEntry>().CountAsync(a => a.Action == "alarm.cleared"))).ShouldBe(1);
    }

    [Fact]
    public async Task Look_ThousandRoutersDownAtOnce_IsOneAlarmInAHandfulOfStatements()
    {
        await using var app = await TestApp.StartAsync(clock: new FakeClock());
        await app.Db(async db =>
        {
            for (var i = 0; i < 1000; i++)
            {
                var router = new Router { Name = $"R{i:0000}", Host = $"10.0.{i / 250}.{i % 250}", UserName = "u", ProtectedPassword = "p", CreatedAt = DateTimeOffset.UnixEpoch };
                router.Status = new RouterStatus { RouterId = router.Id, State = RouterState.Offline, Since = app.Clock.GetUtcNow(), ErrorKind = RouterOsErrorKind.TimedOut };
                db.Add(router);
            }
            return await db.SaveChangesAsync(None);
        });

        app.Sql.Reset();
        await LookAsync(app);

        app.Sql.Count.ShouldBeLessThanOrEqualTo(14);
        var alarm = (await OpenAsync(app)).ShouldHaveSingleItem();
        (alarm.Routers, alarm.Down, alarm.RouterId).ShouldBe((1000, 1000, null));
        alarm.Text.InEnglish.ShouldBe("1000 of 1000 routers went down together: R0000, R0001, R0002, R0003, R0004 and 995 more");
        app.Sql.Reset();
        await LookAsync(app);
        app.Sql.Count.ShouldBeLessThanOrEqualTo(3);
    }

    [Fact]
    public async Task Look_Flapping_KeepsTheAlarmAndCounts()
    {
        var clock = new FakeClock();
        await using var app = await TestApp.StartAsync(clock: clock);
        var router = await app.RouterAsync();
        for (var i = 0; i < 4; i++)
        {
            await AwayAsync(app, router.Id);
            await LookAsync(app);
            clock.Advance(TimeSpan.FromMinutes(1));
            await BackAsync(app, router.Id);
            await LookAsync(app);
            clock.Advance(TimeSpan.FromMinutes(1));
        }

        (await OpenAsync(app)).ShouldHaveSingleItem().Times.ShouldBe(4);
        (await app.Db(db => db.Set<Alarm>().CountAsync())).ShouldBe(1);
    }

    [Fact]
    public async Task Look_SomeMinutesApart_AreTwoCauses()
    {
        var clock = new FakeClock();
        await using var app = await TestApp.StartAsync(clock: clock);
        var (first, second, third) = (await app.RouterAsync("A", 1), await app.RouterAsync("B", 2), await app.RouterAsync("C", 3));
        await AwayAsync(app, first.Id);
        await LookAsync(app);
        clock.Advance(TimeSpan.FromSeconds(30));
        await AwayAsync(app, second.Id);
        await LookAsync(app);
        clock.Advance(TimeSpan.FromMinutes(5));
        await AwayAsync(app, third.Id);
        await LookAsync(app);

        (await OpenAsync(app)).Select(a => a.Text.InEnglish).ShouldBe(["C is down", "2 of 2 routers went down together: A, B"]);
    }

    [Fact]
    public async Task Look_OneOfAGroupBackForGood_LeavesItAndIsItsOwnCauseLater()
    {
        var clock = new FakeClock();
        await using var app = await TestApp.StartAsync(clock: clock);
        var (first, second) = (await app.RouterAsync("A", 1), await app.RouterAsync("B", 2));
        await AwayAsync(app, first.Id, second.Id);
        await LookAsync(app);
        await BackAsync(app, first.Id);
        clock.Advance(TimeSpan.FromMinutes(30));
        await LookAsync(app);
        (await OpenAsync(app)).ShouldHaveSingleItem().Text.InEnglish.ShouldBe("1 of 2 routers went down together: B");

        await AwayAsync(app, first.Id);
        await LookAsync(app);

        (await OpenAsync(app)).Count.ShouldBe(2);
    }

    [Theory]
    [InlineData(RouterOsErrorKind.BadLogin, AlarmKinds.LoginRefused)]
    [InlineData(RouterOsErrorKind.CertificateChanged, AlarmKinds.CertificateChanged)]
    [InlineData(RouterOsErrorKind.Refused, AlarmKinds.RouterDown)]
    public async Task Look_TheReason_IsTheKind(RouterOsErrorKind reason, string kind)
    {
        await using var app = await TestApp.StartAsync(clock: new FakeClock());
        var router = await app.RouterAsync();
        await AwayAsync(app, reason, router.Id);

        await LookAsync(app);

        (await OpenAsync(app)).ShouldHaveSingleItem().Kind.ShouldBe(kind);
    }

    [Fact]
    public async Task Look_CertificateNobodyTrustedYet_IsNoAlarm()
    {
        await using var app = await TestApp.StartAsync(clock: new FakeClock());
        await AwayAsync(app, RouterOsErrorKind.CertificateUnknown, (await app.RouterAsync()).Id);

        await LookAsync(app);

        (await OpenAsync(app)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Look_OtherDeviceAtTheAddress_IsToldAndClosedByAPerson()
    {
        await using var app = await TestApp.StartAsync(clock: new FakeClock());
        var router = await app.RouterAsync();
        var writer = app.Services.GetRequiredService<RouterStatusWriter>();
        var health = new RouterHealth("id", "7.24", "b", "AAA111", TimeSpan.FromHours(1), 1, 1, 1, 1, 1);
        await writer.OnlineAsync(router.Id, health, None);
        await writer.OnlineAsync(router.Id, health with { SerialNumber = "BBB222" }, None);
        await LookAsync(app);

        var alarm = (await OpenAsync(app)).ShouldHaveSingleItem();
        alarm.Text.InEnglish.ShouldBe("Another device answers at the address of Tower: serial number BBB222 instead of AAA111");
        (await app.With<AlarmService, Core.Kernel.Result>(s => s.CloseAsync(alarm.Id, None))).Ok.ShouldBeTrue();
        (await OpenAsync(app)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Pass_RouterCameBackEmpty_RaisesOneAlarmThatEndsOnceItIsFilled()
    {
        var clock = new FakeClock();
        await using var simulator = await RouterSimulator.StartAsync(new RouterSimulatorOptions(), None);
        await using var app = await TestApp.StartAsync(clock: clock);
        var router = await app.RouterAsync(simulator);
        var profile = await app.ProfileAsync();
        var made = new List<Guid>();
        for (var i = 0; i < 4; i++) made.Add((await app.CustomerAsync(router, profile, $"C{i}")).SubscriptionId);
        await app.PassAsync(router);
        (await OpenAsync(app)).ShouldBeEmpty();

        simulator.Faults.EmptyConfiguration();
        simulator.Add("/interface/pppoe-server/server", ("service-name", "s"), ("interface", "ether2"));
        foreach (var id in made) await app.ScopeAsync(s => s.GetRequiredService<Core.Provisioning.AccountMarker>().RetryAsync(id, None));
        await app.PassAsync(router);

        var alarm = (await OpenAsync(app)).ShouldHaveSingleItem();
        (alarm.Kind, alarm.Customers).ShouldBe((AlarmKinds.ConfigurationLost, 4));
        clock.Advance(AlarmLook.Settled + TimeSpan.FromSeconds(1));
        await LookAsync(app);
        (await OpenAsync(app)).ShouldBeEmpty();
    }

    [Theory, EachDatabase]
    public async Task Raise_TwiceAndCleared_IsOneAlarm(DatabaseProvider provider)
    {
        await using var app = await TestApp.StartAsync(provider, new FakeClock());
        var subject = Guid.CreateVersion7();
        for (var i = 0; i < 2; i++) await app.ScopeAsync(s => s.GetRequiredService<AlarmService>().RaiseAsync("gateway-down", subject, "M-Pesa does not answer", null, 0, None));
        (await OpenAsync(app)).ShouldHaveSingleItem().Times.ShouldBe(2);

        for (var i = 0; i < 2; i++) await app.ScopeAsync(s => s.GetRequiredService<AlarmService>().ClearAsync("gateway-down", subject, None));

        (await OpenAsync(app)).ShouldBeEmpty();
        (await app.With<AlarmQueries, Core.Kernel.Page<AlarmLine>>(q => q.PastAsync(null, None))).Items.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Text_IsReadInTheLanguageOfWhoeverLooksAndKeptInEnglishInTheHistory()
    {
        var clock = new FakeClock();
        await using var app = await TestApp.StartAsync(clock: clock);
        var router = await app.RouterAsync();
        Language.Use(Language.Find("sw")!);
        await AwayAsync(app, router.Id);
        await LookAsync(app);

        var alarm = (await OpenAsync(app)).ShouldHaveSingleItem();

        alarm.Text.In(Language.English).ShouldBe("Tower is down");
        alarm.Text.In(Language.Find("es")!).ShouldBe("Tower no responde");
        await BackAsync(app, router.Id);
        clock.Advance(AlarmLook.Settled + TimeSpan.FromSeconds(1));
        await LookAsync(app);
        (await app.Db(db => db.Set<AuditEntry>().AsNoTracking().SingleAsync(e => e.Action == "alarm.cleared"))).Summary.ShouldContain("Tower is down");
    }

    [Fact]
    public async Task Page_ShowsAcknowledgesAndCountsInTheNavigation()
    {
        await using var app = await (await TestApp.StartAsync()).ServeAsync();
        using var browser = await TestBrowser.SignedInAsync(app);
        (await browser.TextAsync("/alarms")).ShouldContain("All is well");
        var router = await app.RouterAsync("<b>Tower</b>");
        await AwayAsync(app, router.Id);
        await LookAsync(app);

        var page = await browser.TextAsync("/alarms");
        page.ShouldContain("&lt;b&gt;Tower&lt;/b&gt; is down");
        page.ShouldContain("badge badge-bad ml-auto\">1<");
        (await browser.TextAsync("/")).ShouldContain("An alarm is open");
        var id = (await OpenAsync(app))[0].Id;
        using var closed = await browser.PostAsync("/alarms", [("id", $"{id}")], "/alarms?handler=close");
        closed.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        using var seen = await browser.PostAsync("/alarms", [("id", $"{id}")], "/alarms?handler=seen");
        seen.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        (await OpenAsync(app))[0].SeenBy.ShouldBe("Olive Owner");

        using var accountant = await app.SignedInAsAsync(StaffRole.Accountant);
        using var refused = await accountant.GetAsync("/alarms");
        refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        using var api = await TestBrowser.ApiAsync(app);
        (await api.GetStringAsync(new Uri("/api/alarms", UriKind.Relative))).ShouldContain("router-down");
    }

    private static async Task LookAsync(TestApp app)
    {
        await app.Services.GetRequiredService<AlarmLook>().RunAsync(None);
        await app.Services.GetRequiredService<AlarmLook>().ShowAsync(None);
    }

    private static Task<IReadOnlyList<AlarmLine>> OpenAsync(TestApp app) => app.With<AlarmQueries, IReadOnlyList<AlarmLine>>(q => q.OpenAsync(None));

    private static Task AwayAsync(TestApp app, params Guid[] routers) => AwayAsync(app, RouterOsErrorKind.TimedOut, routers);

    private static Task AwayAsync(TestApp app, RouterOsErrorKind reason, params Guid[] routers) =>
        app.Services.GetRequiredService<RouterStatusWriter>().WriteAsync([.. routers.Select(r => new RouterContact(r, null, new RouterOsException(reason, "No answer.")))], None);

    private static Task BackAsync(TestApp app, params Guid[] routers) =>
        app.Services.GetRequiredService<RouterStatusWriter>().WriteAsync([.. routers.Select(r => new RouterContact(r, null, null))], None);
}
