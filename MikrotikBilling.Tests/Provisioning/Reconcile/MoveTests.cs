using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Routers.Simulation;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Provisioning.Reconcile;

public class MoveTests
{
    private static CancellationToken None => CancellationToken.None;

    [Theory, EachDatabase]
    public async Task Move_NewRouterAway_CustomerStaysOnTheOldOne(DatabaseProvider provider)
    {
        await using var simulator = await Simulator();
        await using var app = await TestApp.StartAsync(provider);
        var router = await app.RouterAsync(simulator);
        var away = await app.RouterAsync("Away");
        var made = await app.CustomerAsync(router, await app.ProfileAsync(), userName: "jane");
        await app.SettleAsync(router);
        simulator.Dial("jane");

        Scenario.Value(await app.Setup(s => s.MoveAsync(made.SubscriptionId, away.Id, null, None)));
        await app.SettleAsync(router);

        simulator.Row("/ppp/secret", "jane").ShouldNotBeNull();
        simulator.PppSessions.Count.ShouldBe(1);

        Scenario.Value(await app.Contract(s => s.DisableAsync(made.SubscriptionId, null, None)));
        await app.SettleAsync(router);
        simulator.Row("/ppp/secret", "jane").ShouldBeNull("who has no access any more is not kept waiting for the new router");
        simulator.PppSessions.ShouldBeEmpty();
    }

    [Fact]
    public async Task Move_NewRouterHoldsHim_OldRowGoes()
    {
        await using var simulator = await Simulator();
        await using var other = await Simulator();
        await using var app = await TestApp.StartAsync();
        var (router, target) = (await app.RouterAsync(simulator), await app.RouterAsync(other, "Other"));
        var made = await app.CustomerAsync(router, await app.ProfileAsync(), userName: "jane");
        await app.SettleAsync(router);
        Scenario.Value(await app.Setup(s => s.MoveAsync(made.SubscriptionId, target.Id, null, None)));

        await app.SettleAsync(router);
        simulator.Row("/ppp/secret", "jane").ShouldNotBeNull();
        await app.SettleAsync(target);
        other.Row("/ppp/secret", "jane").ShouldNotBeNull();
        await app.SettleAsync(router);

        simulator.Row("/ppp/secret", "jane").ShouldBeNull();
    }

    private static Task<RouterSimulator> Simulator() => RouterSimulator.StartAsync(new RouterSimulatorOptions(), None);
}
