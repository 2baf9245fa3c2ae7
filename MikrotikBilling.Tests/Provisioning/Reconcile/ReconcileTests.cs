using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Provisioning;
using MikrotikBilling.Core.Provisioning.Alarms;
using MikrotikBilling.Core.Provisioning.Reconcile;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Routers.RouterOs;
using MikrotikBilling.Core.Routers.Simulation;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Provisioning.Reconcile;

public class ReconcileTests
{
    private static CancellationToken None => CancellationToken.None;

    [Theory, EachDatabase]
    public async Task Compare_EqualRouterOfAllKinds_FindsNothingAndWritesNothing(DatabaseProvider provider)
    {
        await using var simulator = await Simulator();
        await using var app = await TestApp.StartAsync(provider);
        var router = await app.RouterAsync(simulator);
        simulator.Add("/ip/pool", ("name", "home"), ("ranges", "10.9.0.2-10.9.0.254"));
        await app.CustomerAsync(router, await app.ProfileAsync(), userName: "jane");
        await app.NewAsync(router, await app.ProfileAsync("Pool", ServiceKind.Pppoe, p => p with { Pool = "home", BurstDownload = "20M", BurstUpload = "4M", BurstSeconds = 16 }),
            c => c with { UserName = "mac", MacAddress = "aa-bb-cc-dd-ee-01", FixedAddress = "10.9.0.77" });
        await app.NewAsync(router, await app.ProfileAsync("Spot", ServiceKind.Hotspot, p => p with { SharedUsers = 2, IdleMinutes = 90, SessionMinutes = 2880, DataCapGb = 5 }), c => c with { UserName = "spot" });
        var fixedTo = await app.NewAsync(router, await app.ProfileAsync("Fixed", ServiceKind.Static), c => c with { UserName = "fixed", FixedAddress = "10.20.0.7" });
        Scenario.Value(await app.Contract(s => s.DisableAsync(fixedTo.SubscriptionId, null, None)));
        await app.SettleAsync(router);
        simulator.Dial("jane");
        var writes = simulator.WriteCount;
        var versions = await app.Db(db => db.Set<RouterAccount>().SumAsync(a => a.DesiredVersion));

        var run = await app.CompareAsync(router, repair: true);

        (await app.LinesAsync(run)).Where(l => l.Category != DriftCategory.Foreign).ShouldBeEmpty();
        simulator.WriteCount.ShouldBe(writes);
        simulator.PppSessions.Count.ShouldBe(1);
        (await app.Db(db => db.Set<RouterAccount>().SumAsync(a => a.DesiredVersion))).ShouldBe(versions);
    }

    public static TheoryData<string, string, string> HandEdits => new()
    {
        { "disabled", "yes", "disabled: yes, should be no" },
        { "caller-id", "AA:BB:CC:DD:EE:FF", "caller-id: AA:BB:CC:DD:EE:FF, should be nothing" },
        { "remote-address", "10.1.1.1", "remote-address: 10.1.1.1, should be nothing" },
        { "profile", "default", "profile: default, should be home-10" },
        { "service", "l2tp", "service: l2tp, should be pppoe" },
        { "name", "jane-old", "name: jane-old, should be jane" },
    };

    [Theory, MemberData(nameof(HandEdits))]
    public async Task Repair_SecretEditedByHand_IsToldByFieldAndPutRight(string field, string value, string told)
    {
        await using var simulator = await Simulator();
        await using var app = await TestApp.StartAsync();
        var router = await app.RouterAsync(simulator);
        await app.CustomerAsync(router, await app.ProfileAsync(), userName: "jane");
        await app.SettleAsync(router);
        var before = simulator.Row("/ppp/secret", "jane")!;
        simulator.Set("/ppp/secret", "jane", (field, value));

        var dry = await app.CompareAsync(router);
        (await app.LinesAsync(dry)).Single(l => l.Category == DriftCategory.Changed).Detail.ShouldBe(told);
        var writes = simulator.WriteCount;
        (await app.CompareAsync(router, repair: true)).Repaired.ShouldBe(1);

        simulator.WriteCount.ShouldBeGreaterThan(writes);
        Comparable(simulator.Row("/ppp/secret", "jane")!).ShouldBe(Comparable(before));
        (await app.CompareAsync(router)).Differences.ShouldBe(0);
    }

    [Fact]
    public async Task Repair_ProfileOfASecretChangedByHand_EndsTheSessionThatHasIt()
    {
        await using var simulator = await Simulator();
        await using var app = await TestApp.StartAsync();
        var router = await app.RouterAsync(simulator);
        await app.CustomerAsync(router, await app.ProfileAsync(), userName: "jane");
        await app.CustomerAsync(router, await app.ProfileAsync("Other"), userName: "joe");
        await app.SettleAsync(router);
        simulator.Dial("jane");
        simulator.Dial("joe");
        simulator.Set("/ppp/secret", "jane", ("profile", "other"));
        simulator.Set("/ppp/secret", "joe", ("comment", simulator.Row("/ppp/secret", "joe")!["comment"] + " (hand)"));

        var run = await app.CompareAsync(router, repair: true);

        (await app.LinesAsync(run)).Where(l => l.Category == DriftCategory.Changed).Select(l => (l.Name, l.EndsSession)).ShouldBe([("jane", true), ("joe", false)], ignoreOrder: true);
        simulator.PppSessions.Select(s => s.UserName).ShouldBe(["joe"]);
    }

    [Fact]
    public async Task Repair_RowsAndProfileRemovedByHand_AreMadeAgain()
    {
        await using var simulator = await Simulator();
        await using var app = await TestApp.StartAsync();
        var router = await app.RouterAsync(simulator);
        await app.CustomersAsync(router, await app.ProfileAsync(), 3);
        simulator.Faults.EmptyConfiguration();

        var run = await app.CompareAsync(router, repair: true);

        (run.Missing, run.Changed, run.Orphaned).ShouldBe((4, 0, 0));
        simulator.Rows("/ppp/secret").Count.ShouldBe(3);
        (await app.CompareAsync(router)).Differences.ShouldBe(0);
    }

    [Fact]
    public async Task Repair_ProfileEditedByHand_IsPutRightOnce()
    {
        await using var simulator = await Simulator();
        await using var app = await TestApp.StartAsync();
        var router = await app.RouterAsync(simulator);
        await app.CustomersAsync(router, await app.ProfileAsync(), 3);
        simulator.Set("/ppp/profile", "home-10", ("rate-limit", "9M/99M"));
        var writes = simulator.WriteCount;

        (await app.CompareAsync(router, repair: true)).Changed.ShouldBe(1);

        RateString.Same(simulator.Row("/ppp/profile", "home-10")!["rate-limit"], "2M/10M").ShouldBeTrue();
        (simulator.WriteCount - writes).ShouldBe(1);
    }

    [Fact]
    public async Task Compare_RowsOfOthers_AreToldAndLeftAlone()
    {
        await using var simulator = await Simulator();
        await using var app = await TestApp.StartAsync();
        var router = await app.RouterAsync(simulator);
        simulator.Add("/ppp/secret", ("name", "hand"), ("password", "x"), ("comment", "<b>uncle</b>"));
        simulator.Add("/ppp/secret", ("name", "theirs"), ("password", "x"), ("comment", "isp:other:secret:1 | theirs"));

        var run = await app.CompareAsync(router, repair: true);

        (await app.LinesAsync(run)).Where(l => l.Menu == "/ppp/secret").Select(l => (l.Name, l.Category, l.Detail)).ShouldBe(
            [("hand", DriftCategory.Foreign, "<b>uncle</b>"), ("theirs", DriftCategory.Foreign, "Of installation other.")]);
        simulator.Rows("/ppp/secret").Count.ShouldBe(2);
        run.Differences.ShouldBe(0);
    }

    [Fact]
    public async Task Compare_MarkErasedByHand_IsAConflictAndAdoptedWhenTold()
    {
        await using var simulator = await Simulator();
        await using var app = await TestApp.StartAsync();
        var router = await app.RouterAsync(simulator);
        var made = await app.CustomerAsync(router, await app.ProfileAsync(), userName: "jane");
        await app.SettleAsync(router);
        simulator.Dial("jane");
        simulator.Set("/ppp/secret", "jane", ("comment", "Jane, paid"));

        (await app.CompareAsync(router, repair: true)).Conflicting.ShouldBe(1);
        (await app.AccountAsync(made.SubscriptionId)).IsConflict.ShouldBeTrue();
        simulator.Row("/ppp/secret", "jane")!["comment"].ShouldBe("Jane, paid");

        await app.ScopeAsync(s => s.GetRequiredService<AccountMarker>().AdoptAsync(made.SubscriptionId, None));
        await app.SettleAsync(router);

        OwnershipMark.Parse(simulator.Row("/ppp/secret", "jane")!["comment"])!.Id.ShouldBe(made.SubscriptionId.ToString("N"));
        simulator.PppSessions.Count.ShouldBe(1);
        (await app.CompareAsync(router)).Differences.ShouldBe(0);
    }

    [Fact]
    public async Task Compare_RouterRestoredWithoutMarks_IsAnAlarmAndTakenOverAtOnce()
    {
        await using var simulator = await Simulator();
        await using var app = await TestApp.StartAsync();
        var router = await app.RouterAsync(simulator);
        var ids = await app.CustomersAsync(router, await app.ProfileAsync(), 12);
        for (var i = 0; i < 12; i++) simulator.Set("/ppp/secret", $"user{i:00}", ("comment", "from an old copy"));
        simulator.Dial("user01");

        var run = await app.CompareAsync(router, repair: true);
        run.Conflicting.ShouldBe(12);
        (await app.Db(db => db.Set<Alarm>().SingleAsync())).ShouldSatisfyAllConditions(a => a.Kind.ShouldBe(AlarmKinds.Conflicts), a => a.Customers.ShouldBe(12));

        (await app.ScopeAsync(s => s.GetRequiredService<AccountMarker>().AdoptAllAsync(router.Id, run.Id, None))).ShouldBe(12);
        await app.SettleAsync(router);

        (await app.CompareAsync(router)).Differences.ShouldBe(0);
        simulator.PppSessions.Count.ShouldBe(1);
        (await app.AccountAsync(ids[0])).ShouldSatisfyAllConditions(a => a.IsConflict.ShouldBeFalse(), a => a.Adopts.ShouldBeFalse());
        (await app.Db(db => db.Set<Alarm>().SingleAsync())).ClearedAt.ShouldNotBeNull();
    }

    [Fact]
    public async Task Repair_RowOfOursWithoutService_IsRemovedWithItsSession()
    {
        await using var simulator = await Simulator();
        await using var app = await TestApp.StartAsync();
        var router = await app.RouterAsync(simulator);
        await app.CustomerAsync(router, await app.ProfileAsync(), userName: "jane");
        await app.SettleAsync(router);
        simulator.Add("/ppp/secret", ("name", "ghost"), ("password", "x"), ("profile", "home-10"), ("comment", await GhostMarkAsync(app)));
        simulator.Dial("ghost", "x");

        var run = await app.CompareAsync(router, repair: true);

        (run.Orphaned, run.Repaired).ShouldBe((1, 1));
        simulator.Row("/ppp/secret", "ghost").ShouldBeNull();
        simulator.PppSessions.ShouldBeEmpty();
    }

    [Fact]
    public async Task Repair_ManyOrphans_WaitForAPerson()
    {
        await using var simulator = await Simulator();
        await using var app = await TestApp.StartAsync();
        var router = await app.RouterAsync(simulator);
        for (var i = 0; i < 20; i++) simulator.Add("/ppp/secret", ("name", $"ghost{i}"), ("password", "x"), ("comment", await GhostMarkAsync(app)));

        var run = await app.CompareAsync(router, repair: true);
        (run.IsBraked, run.Orphaned, run.Repaired).ShouldBe((true, 20, 0));
        simulator.Rows("/ppp/secret").Count.ShouldBe(20);

        var repair = Scenario.Value(await app.With<ReconcileService, Result<ReconcileRun>>(s => s.RepairAsync(run.Id, None)));
        simulator.Add("/ppp/secret", ("name", "later"), ("password", "x"), ("comment", await GhostMarkAsync(app)));
        (await app.ReconcileAsync(router, repair.Id)).Repaired.ShouldBe(20);
        simulator.Rows("/ppp/secret").Single()["name"].ShouldBe("later");
    }

    [Fact]
    public async Task Compare_PolicyReportOnly_WritesNothing()
    {
        await using var simulator = await Simulator();
        await using var app = await TestApp.StartAsync();
        var router = await app.RouterAsync(simulator);
        await app.SettingsAsync(s => s.RepairsDrift = false);
        await app.CustomerAsync(router, await app.ProfileAsync(), userName: "jane");
        await app.SettleAsync(router);
        simulator.Remove("/ppp/secret", "jane");
        await app.Db(db => db.Set<RouterDrift>().ExecuteDeleteAsync());

        await app.Services.GetRequiredService<ReconcilePass>().RunAsync(router.Id, None);
        await app.SettleAsync(router);

        simulator.Rows("/ppp/secret").ShouldBeEmpty();
        (await app.Db(db => db.Set<RouterDrift>().SingleAsync())).Missing.ShouldBe(1);
    }

    [Theory, InlineData(0), InlineData(2)]
    public async Task Compare_IncompletePicture_ConcludesNothing(int shown)
    {
        await using var simulator = await Simulator();
        await using var app = await TestApp.StartAsync();
        var router = await app.RouterAsync(simulator);
        await app.CustomersAsync(router, await app.ProfileAsync(), 3);
        var writes = simulator.WriteCount;
        simulator.Faults.MostRowsShown = shown;

        var run = await app.CompareAsync(router, repair: true);

        run.State.ShouldBe(ReconcileState.Failed);
        run.Error.ShouldNotBeNull().ShouldContain("incomplete");
        simulator.WriteCount.ShouldBe(writes);
    }

    [Fact]
    public async Task Compare_Again_KeepsNoSecondRecordOfTheSame()
    {
        await using var simulator = await Simulator();
        await using var app = await TestApp.StartAsync();
        var router = await app.RouterAsync(simulator);
        simulator.Add("/ppp/secret", ("name", "jane"), ("password", "x"));
        await app.CustomerAsync(router, await app.ProfileAsync(), userName: "jane");
        await app.SettleAsync(router);

        for (var i = 0; i < 3; i++)
        {
            await app.Db(db => db.Set<RouterDrift>().ExecuteUpdateAsync(set => set.SetProperty(d => d.NextAt, DateTimeOffset.UnixEpoch)));
            await app.Services.GetRequiredService<ReconcilePass>().RunAsync(router.Id, None);
        }

        (await app.Db(db => db.Set<ReconcileRun>().CountAsync())).ShouldBe(1);
        (await app.Db(db => db.Set<RouterDrift>().SingleAsync())).Conflicting.ShouldBe(1);
    }

    [Fact]
    public async Task Pass_OtherDeviceAtTheAddress_IsNotWrittenToUntilAccepted()
    {
        await using var first = await Simulator();
        await using var app = await TestApp.StartAsync();
        var router = await app.RouterAsync(first);
        await app.CustomerAsync(router, await app.ProfileAsync(), userName: "jane");
        await app.SettleAsync(router);
        var port = first.Port;
        await first.DisposeAsync();
        await using var second = await RouterSimulator.StartAsync(new RouterSimulatorOptions { Port = port, Seed = 2, UserName = first.UserName, Password = first.Password }, None);

        // The connection to the first may not have noticed yet that it is closed.
        app.Services.GetRequiredService<RouterConnections>().Forget(router.Id);
        var run = await app.CompareAsync(router, repair: true);
        run.Error.ShouldNotBeNull().ShouldContain("Another device");
        second.WriteCount.ShouldBe(0);

        await app.Services.GetRequiredService<RouterHealthService>().CheckAsync(router.Id, None);
        Scenario.Value(await app.With<RouterService, Result<Router>>(s => s.AcceptDeviceAsync(router.Id, None)));
        await app.CompareAsync(router, repair: true);
        second.Row("/ppp/secret", "jane").ShouldNotBeNull();
    }

    private static async Task<string> GhostMarkAsync(TestApp app) =>
        new OwnershipMark(await app.Services.GetRequiredService<Core.Settings.InstallationService>().CodeAsync(None), OwnershipMark.Secret, Guid.CreateVersion7().ToString("N")).ToComment("ghost");

    private static string Comparable(IReadOnlyDictionary<string, string> row) =>
        string.Join(' ', row.Where(p => p.Key is "name" or "password" or "profile" or "service" or "disabled" or "comment" or "caller-id" or "remote-address").OrderBy(p => p.Key).Select(p => $"{p.Key}={p.Value}"));

    private static Task<RouterSimulator> Simulator() => RouterSimulator.StartAsync(new RouterSimulatorOptions(), None);
}
