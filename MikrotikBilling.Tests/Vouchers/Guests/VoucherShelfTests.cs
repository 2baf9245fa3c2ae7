using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Core.Billing.Ledger;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Provisioning;
using MikrotikBilling.Core.Provisioning.Reconcile;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Core.Vouchers;
using MikrotikBilling.Tests.Billing;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Vouchers.Guests;

/// <summary>Codes that stand on a router before anybody uses them.</summary>
public sealed class VoucherShelfTests
{
    private const string Users = "/ip/hotspot/user";

    [Theory, EachDatabase]
    public async Task FirstSession_RedeemsTheCode_AndGoesOn(DatabaseProvider provider)
    {
        await using var hall = await GuestHall.OpenAsync(provider);
        var (batch, codes) = await ShelvedAsync(hall, 3);
        (await hall.App.Db(db => db.Set<Customer>().CountAsync(c => c.ArchivedAt == null))).ShouldBe(0);

        hall.Simulator.HotspotLogin(codes[1], codes[1], GuestHall.Mac).ShouldBeNull();
        await hall.ReadAsync();
        await hall.LaneAsync();

        hall.Simulator.HotspotSessions.Count.ShouldBe(1);
        var guest = await hall.GuestAsync(codes[1]);
        (guest.Status, guest.ExpiresAt).ShouldBe((SubscriptionStatus.Active, hall.App.Clock.GetUtcNow().AddHours(24)));
        guest.Customer!.Name.ShouldBe($"Guest {batch.NumberText} no. 2");
        (await hall.UseAsync()).ShouldSatisfyAllConditions(u => u.Way.ShouldBe(VoucherWay.Hotspot), u => u.MacAddress.ShouldBe(GuestHall.Mac), u => u.RouterId.ShouldBe(hall.Router.Id));
        (await hall.App.Db(db => db.Set<CustomerSession>().SingleAsync())).CustomerId.ShouldBe(guest.CustomerId);
        (await hall.App.AccountsAsync())[LedgerAccount.Revenue].ShouldBe(-5_000);
        (await hall.App.BatchAsync(batch.Id)).Counts.ShouldBe(new VoucherCounts(2, 1, 0, 0));
        (await hall.App.VerifiedAsync()).ShouldBeEmpty();

        hall.App.FakeClock.Advance(TimeSpan.FromHours(24));
        await hall.EndAsync();
        await hall.LaneAsync();
        hall.Simulator.HotspotSessions.ShouldBeEmpty();
    }

    [Fact]
    public async Task Code_OnTwoRouters_LeavesTheOtherOnceItIsUsed()
    {
        await using var hall = await GuestHall.OpenAsync();
        await using var second = await Core.Routers.Simulation.RouterSimulator.StartAsync(new Core.Routers.Simulation.RouterSimulatorOptions { Clock = hall.App.Clock }, CancellationToken.None);
        var garden = await hall.App.RouterAsync(second, "Garden");
        var (_, codes) = await ShelvedAsync(hall, 2, b => b with { RouterIds = [garden.Id, hall.Router.Id] });
        await hall.App.PassAsync(garden);
        second.Rows(Users).Count(r => codes.Contains(r["name"])).ShouldBe(2);

        hall.Simulator.HotspotLogin(codes[0], codes[0], GuestHall.Mac).ShouldBeNull();
        await hall.ReadAsync();
        await hall.LaneAsync();
        await hall.App.PassAsync(garden);

        second.Rows(Users).Where(r => codes.Contains(r["name"])).Select(r => r["name"]).ShouldBe([codes[1]]);
        hall.Simulator.Row(Users, codes[0]).ShouldNotBeNull();
        (await hall.GuestAsync(codes[0])).RouterId.ShouldBe(hall.Router.Id);
    }

    [Theory, EachDatabase]
    public async Task Codes_TakenBackOrRedeemedElsewhere_AreNotOnTheRouter(DatabaseProvider provider)
    {
        await using var hall = await GuestHall.OpenAsync(provider);
        var (batch, codes) = await ShelvedAsync(hall, 30);
        var jane = await hall.App.CustomerAsync(hall.Router, await hall.App.ProfileAsync(), userName: "jane");
        Scenario.Value(await hall.App.RedeemAsync(codes[0], "jane"));
        await hall.LaneAsync();
        hall.Simulator.Rows(Users).Count(r => codes.Contains(r["name"])).ShouldBe(29);

        Scenario.Value(await hall.App.With<VoucherBatchService, Result<VoucherBatch>>(s => s.VoidAsync(batch.Id, "Lost in the post", null, CancellationToken.None)));
        await hall.LaneAsync();

        hall.Simulator.Rows(Users).ShouldNotContain(r => codes.Contains(r["name"]));
        (await hall.App.Db(db => db.Set<RouterAccount>().CountAsync(a => a.SubscriptionId != jane.SubscriptionId))).ShouldBe(0);
        (await hall.App.VerifiedAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Router_ThatLostItsRows_GetsTheCodesBack()
    {
        await using var hall = await GuestHall.OpenAsync();
        var (_, codes) = await ShelvedAsync(hall, 10);
        foreach (var code in codes.Take(4)) hall.Simulator.Remove(Users, code);

        await hall.App.Services.GetRequiredService<ReconcilePass>().RunAsync(hall.Router.Id, CancellationToken.None);
        await hall.LaneAsync();

        hall.Simulator.Rows(Users).Count(r => codes.Contains(r["name"])).ShouldBe(10);
    }

    [Fact]
    public async Task PutUp_ByTwoNodesAtOnce_EachCodeOnce()
    {
        await using var hall = await GuestHall.OpenAsync();
        var batch = await hall.BatchAsync(2_500, b => b with { Holding = VoucherHolding.Ahead, RouterIds = [hall.Router.Id] });

        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => hall.ShelveAsync()));

        (await hall.App.Db(db => db.Set<Subscription>().CountAsync(s => s.VoucherBatchId == batch.Id && s.Status == SubscriptionStatus.Ready))).ShouldBe(2_500);
        (await hall.App.Db(db => db.Set<RouterAccount>().CountAsync())).ShouldBe(2_500);
        (await hall.App.BatchAsync(batch.Id)).Batch.Shelved.ShouldBe(2_500);
        (await hall.App.VerifiedAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Ahead_WithoutARouterOrForAnotherKind_IsRefused()
    {
        await using var hall = await GuestHall.OpenAsync();
        var home = await hall.App.ProfileAsync();

        (await OrderAsync(hall, hall.Profile, [])).Refusal!.Field.ShouldBe("RouterIds");
        (await OrderAsync(hall, home, [hall.Router.Id])).Refusal!.Field.ShouldBe("Holding");
    }

    private static Task<Result<VoucherBatch>> OrderAsync(GuestHall hall, Profile profile, IReadOnlyList<Guid> routers) => hall.App.With<VoucherBatchService, Result<VoucherBatch>>(s =>
        s.MakeAsync(new MakeBatch { ProfileId = profile.Id, Quantity = 1, Holding = VoucherHolding.Ahead, RouterIds = routers }, CancellationToken.None));

    private static async Task<(VoucherBatch Batch, List<string> Codes)> ShelvedAsync(GuestHall hall, int quantity, Func<MakeBatch, MakeBatch>? with = null)
    {
        var batch = await hall.BatchAsync(quantity, b =>
        {
            var ahead = b with { Holding = VoucherHolding.Ahead, RouterIds = [hall.Router.Id] };
            return with?.Invoke(ahead) ?? ahead;
        });
        await hall.ShelveAsync();
        await hall.LaneAsync();
        var codes = await hall.CodesAsync(batch);
        hall.Simulator.Rows(Users).Count(r => codes.Contains(r["name"])).ShouldBe(quantity);
        return (batch, codes);
    }
}
