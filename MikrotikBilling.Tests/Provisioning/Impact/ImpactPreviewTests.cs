using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Provisioning;
using MikrotikBilling.Core.Provisioning.Impact;
using MikrotikBilling.Core.Routers.Simulation;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Core.Subscriptions.Bulk;
using MikrotikBilling.Tests.Provisioning.Reconcile;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Provisioning.Impact;

public class ImpactPreviewTests
{
    private static CancellationToken None => CancellationToken.None;

    /// <summary>What was told before is what then happens: the same rows are written and the same sessions end.</summary>
    [Theory, EachDatabase]
    public async Task Profile_FasterForThree_TellsWhatThenHappens(DatabaseProvider provider)
    {
        await using var simulator = await Simulator();
        await using var app = await TestApp.StartAsync(provider);
        var router = await app.RouterAsync(simulator);
        var profile = await app.ProfileAsync();
        var ids = await app.CustomersAsync(router, profile, 3);
        Scenario.Value(await app.Contract(s => s.DisableAsync(ids[2], null, None)));
        await app.SettleAsync(router);
        await OnlineAsync(app, simulator, router, ids[0]);
        var input = new SaveProfile { Name = profile.Name, Download = "20M", Upload = "4M", Price = 1500, DurationCount = 30, DurationUnit = SpanUnit.Days };

        var impact = Scenario.Value(await app.With<ImpactPreview, Result<RouterImpact>>(p => p.OfProfileAsync(profile.Id, input, None)));

        (impact.Rows, impact.Sessions, impact.Refused).ShouldBe((3, 1, 0));
        impact.Shown.Single(r => r.EndsSession).Detail.ShouldBe("speed 2M/10M → 4M/20M");
        simulator.PppSessions.Count.ShouldBe(1);
        Scenario.Value(await app.With<ProfileService, Result<Profile>>(p => p.EditAsync(profile.Id, profile.Version, input, None)));
        await app.SettleAsync(router);
        simulator.PppSessions.ShouldBeEmpty();
    }

    [Fact]
    public async Task Profile_NameAndPriceOnly_TouchesNoRouter()
    {
        await using var simulator = await Simulator();
        await using var app = await TestApp.StartAsync();
        var router = await app.RouterAsync(simulator);
        var profile = await app.ProfileAsync();
        await app.CustomersAsync(router, profile, 2);

        var impact = Scenario.Value(await app.With<ImpactPreview, Result<RouterImpact>>(p => p.OfProfileAsync(
            profile.Id, new SaveProfile { Name = "Else", Download = "10M", Upload = "2M", Price = 9, DurationCount = 30, DurationUnit = SpanUnit.Days }, None)));

        (impact.Services, impact.Rows).ShouldBe((2, 0));
    }

    [Fact]
    public async Task Bulk_DisableWithOneDisabledAlready_CountsWhoChangesAndWhoIsRefused()
    {
        await using var simulator = await Simulator();
        await using var app = await TestApp.StartAsync();
        var router = await app.RouterAsync(simulator);
        var ids = await app.CustomersAsync(router, await app.ProfileAsync(), 3);
        Scenario.Value(await app.Contract(s => s.DisableAsync(ids[0], null, None)));
        await app.SettleAsync(router);
        await OnlineAsync(app, simulator, router, ids[1]);

        var impact = await BulkAsync(app, new BulkRequest { Action = BulkAction.Disable, Filter = All });

        (impact.Services, impact.Refused, impact.Rows, impact.Sessions).ShouldBe((3, 1, 2, 1));
        impact.Shown.ShouldAllBe(r => r.Kind == ImpactKind.Close);
        (await app.SubscriptionAsync(ids[1])).Status.ShouldBe(SubscriptionStatus.Active);
    }

    [Fact]
    public async Task Bulk_ExtendOfTheActive_TouchesNoRouterAndOfTheExpiredOpensIt()
    {
        var clock = new FakeClock();
        await using var simulator = await Simulator();
        await using var app = await TestApp.StartAsync(clock: clock);
        var router = await app.RouterAsync(simulator);
        var ids = await app.CustomersAsync(router, await app.ProfileAsync(), 2);
        var past = clock.GetUtcNow().AddMinutes(-5);
        await app.Db(db => db.Set<Subscription>().Where(s => s.Id == ids[0]).ExecuteUpdateAsync(set => set.SetProperty(s => s.ExpiresAt, past)));
        await app.Services.GetRequiredService<DueSubscriptions>().MoveAsync(clock.GetUtcNow(), None);

        var impact = await BulkAsync(app, new BulkRequest { Action = BulkAction.Extend, Days = 30, Filter = All });

        impact.Shown.Select(r => (r.UserName, r.Kind)).ShouldBe([("user00", ImpactKind.Open)]);
    }

    [Fact]
    public async Task Move_WholeRouter_IsToldOnBothAndLeavesNoneBehind()
    {
        await using var simulator = await Simulator();
        await using var other = await Simulator();
        await using var app = await TestApp.StartAsync();
        var (router, target) = (await app.RouterAsync(simulator), await app.RouterAsync(other, "Other"));
        await app.CustomersAsync(router, await app.ProfileAsync(), 3);
        var request = new BulkRequest { Action = BulkAction.Move, RouterId = target.Id, Filter = All with { OnRouter = router.Id } };

        var impact = await BulkAsync(app, request);
        impact.Routers.Select(r => (r.Router, r.Rows)).ShouldBe([("Other", 3), ("Tower", 3)], ignoreOrder: true);

        Scenario.Value(await app.With<BulkService, Result<BulkRun>>(b => b.StartAsync(request, None)));
        while (await app.Services.GetRequiredService<BulkWorker>().RunNextAsync(None))
        {
            // until the run is over
        }
        await app.SettleAsync(router);
        simulator.Rows("/ppp/secret").Count.ShouldBe(3, "the old rows stay until the new ones are read back");
        await app.SettleAsync(target);
        await app.SettleAsync(router);
        (simulator.Rows("/ppp/secret").Count, other.Rows("/ppp/secret").Count).ShouldBe((0, 3));
    }

    private static BulkFilter All => new(null, null, null, null, null);

    private static async Task<RouterImpact> BulkAsync(TestApp app, BulkRequest request) =>
        Scenario.Value(await app.With<ImpactPreview, Result<RouterImpact>>(p => p.OfBulkAsync(request, None)));

    private static async Task OnlineAsync(TestApp app, RouterSimulator simulator, Core.Routers.Router router, Guid subscriptionId)
    {
        simulator.Dial((await app.SubscriptionAsync(subscriptionId)).UserName);
        await app.Services.GetRequiredService<SessionRecorder>().RecordAsync(router.Id,
            [.. simulator.PppSessions.Select(s => new LiveSession(s.UserName, "1", s.Address, s.MacAddress, TimeSpan.FromMinutes(1), 0, 0))], None);
    }

    private static Task<RouterSimulator> Simulator() => RouterSimulator.StartAsync(new RouterSimulatorOptions(), None);
}
