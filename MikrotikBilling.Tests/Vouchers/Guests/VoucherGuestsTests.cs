using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Billing.Ledger;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Payments;
using MikrotikBilling.Core.Provisioning;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Core.Vouchers;
using MikrotikBilling.Tests.Billing;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Vouchers.Guests;

/// <summary>People without an account come in with a code, and go when their time is up.</summary>
public sealed class VoucherGuestsTests
{
    private const string Users = "/ip/hotspot/user";

    [Theory, EachDatabase]
    public async Task Code_LetsAGuestIn_AndHisTimeEndsOnTheRouter(DatabaseProvider provider)
    {
        await using var hall = await GuestHall.OpenAsync(provider);
        var batch = await hall.BatchAsync(2);
        Scenario.Value(await hall.App.SellAsync(batch.Id));
        var code = (await hall.CodesAsync(batch))[0];

        var guest = Scenario.Value(await hall.LetInAsync(batch.Format.Write(code).ToLowerInvariant()));
        await hall.LaneAsync();

        (guest.UserName, guest.Password, guest.IsNew).ShouldBe((code, code, true));
        guest.Until.ShouldBe(hall.App.Clock.GetUtcNow().AddHours(24));
        hall.Simulator.HotspotLogin(code, code, GuestHall.Mac).ShouldBeNull();
        await hall.ReadAsync();
        (await hall.App.Db(db => db.Set<CustomerSession>().SingleAsync())).CustomerId.ShouldBe(guest.CustomerId);
        var books = await hall.App.AccountsAsync();
        (books[LedgerAccount.VoucherLiability], books[LedgerAccount.Revenue]).ShouldBe((-5_000, -5_000));
        (await hall.App.Db(db => db.Set<Payment>().CountAsync())).ShouldBe(0);

        hall.App.FakeClock.Advance(TimeSpan.FromHours(24));
        await hall.EndAsync();
        await hall.LaneAsync();
        hall.Simulator.HotspotSessions.ShouldBeEmpty();
        hall.Simulator.Row(Users, code)!["disabled"].ShouldBe("true");

        hall.App.FakeClock.Advance(TimeSpan.FromHours(1));
        await hall.EndAsync();
        await hall.LaneAsync();
        hall.Simulator.Row(Users, code).ShouldBeNull();
        (await hall.App.Db(db => db.Set<Customer>().SingleAsync(c => c.Id == guest.CustomerId))).ArchivedAt.ShouldNotBeNull();
        (await hall.App.VerifiedAsync()).ShouldBeEmpty();
        (await hall.App.WrongAsync()).ShouldBeEmpty();
    }

    [Theory, EachDatabase]
    public async Task Code_ByAHundredDevicesAtOnce_IsOneGuest(DatabaseProvider provider)
    {
        await using var hall = await GuestHall.OpenAsync(provider);
        var code = (await hall.CodesAsync(await hall.BatchAsync(1)))[0];

        var tries = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => hall.LetInAsync(code, mac: $"4C:5E:0C:00:00:{i:X2}")));

        tries.Count(t => t is { Ok: true, Value.IsNew: true }).ShouldBe(1);
        tries.ShouldAllBe(t => t.Ok);
        tries.Select(t => t.Value!.SubscriptionId).Distinct().Count().ShouldBe(1);
        (await hall.App.Db(db => db.Set<VoucherUse>().CountAsync())).ShouldBe(1);
        (await hall.App.Db(db => db.Set<LedgerTransaction>().CountAsync(t => t.Kind == LedgerKind.VoucherUse))).ShouldBe(1);
        await hall.LaneAsync();
        hall.Simulator.Rows(Users).Count(r => r["name"] == code).ShouldBe(1);
        (await hall.App.VerifiedAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Code_OfAGuestWhoseTimeRuns_LetsHimInAgain_AndNobodyElseAfterwards()
    {
        await using var hall = await GuestHall.OpenAsync();
        var code = (await hall.CodesAsync(await hall.BatchAsync(1)))[0];
        var first = Scenario.Value(await hall.LetInAsync(code));

        var again = Scenario.Value(await hall.LetInAsync(code));
        (again.SubscriptionId, again.IsNew, again.Until).ShouldBe((first.SubscriptionId, false, first.Until));

        hall.App.FakeClock.Advance(TimeSpan.FromHours(24));
        (await hall.LetInAsync(code)).Refusal!.Code.ShouldBe("voucher.already-redeemed");
    }

    [Fact]
    public async Task Code_WithAPin_NeedsBothEachTime()
    {
        await using var hall = await GuestHall.OpenAsync();
        var batch = await hall.BatchAsync(1, b => b with { HasPin = true });
        var voucher = (await hall.App.CodesAsync(batch.Id)).Single();
        (await hall.LetInAsync(voucher.Code)).Refusal!.Code.ShouldBe("voucher.pin");
        (await hall.LetInAsync(voucher.Code, "x")).Refusal!.Code.ShouldBe("voucher.unknown");

        Scenario.Value(await hall.LetInAsync(voucher.Code, voucher.Pin)).Password.ShouldBe(voucher.Pin);

        Scenario.Value(await hall.LetInAsync(voucher.Code, voucher.Pin)).IsNew.ShouldBeFalse();
        (await hall.LetInAsync(voucher.Code, "x")).Ok.ShouldBeFalse();
    }

    [Fact]
    public async Task Code_ForAnotherHotspotOrForSubscribers_SaysSo()
    {
        await using var hall = await GuestHall.OpenAsync();
        var other = await hall.App.RouterAsync("Other");
        var there = (await hall.CodesAsync(await hall.BatchAsync(1, b => b with { RouterIds = [other.Id] })))[0];
        var home = await hall.App.PrintedAsync(await hall.App.ProfileAsync(), 1);

        (await hall.LetInAsync(there)).Refusal!.Code.ShouldBe("voucher.router");
        (await hall.LetInAsync((await hall.CodesAsync(home))[0])).Refusal!.Code.ShouldBe("voucher.kind");
        Scenario.Value(await hall.LetInAsync(there, router: other.Id)).IsNew.ShouldBeTrue();
        (await hall.LetInAsync(there, router: Guid.NewGuid())).Refusal!.Code.ShouldBe("voucher.router");
    }

    [Fact]
    public async Task Time_FromTheSale_RunsBeforeTheFirstUse()
    {
        await using var hall = await GuestHall.OpenAsync();
        var batch = await hall.BatchAsync(2, b => b with { Starts = VoucherStart.Sale });
        var codes = await hall.CodesAsync(batch);
        Scenario.Value(await hall.App.SellAsync(batch.Id));
        var sold = hall.App.Clock.GetUtcNow();

        hall.App.FakeClock.Advance(TimeSpan.FromHours(20));
        Scenario.Value(await hall.LetInAsync(codes[0])).Until.ShouldBe(sold.AddHours(24));

        hall.App.FakeClock.Advance(TimeSpan.FromHours(4));
        (await hall.LetInAsync(codes[1])).Refusal!.Code.ShouldBe("voucher.time-over");
        (await hall.App.BatchAsync(batch.Id)).Counts.ShouldBe(new VoucherCounts(1, 1, 0, 0));
        (await hall.App.VerifiedAsync()).ShouldBeEmpty();
    }

    [Theory, EachDatabase]
    public async Task Time_WhileOnline_StandsStillOffline_AndEndsOnTheRouterAndInTheBooks(DatabaseProvider provider)
    {
        await using var hall = await GuestHall.OpenAsync(provider);
        var batch = await hall.BatchAsync(1, b => b with { Counts = VoucherTime.Online, TimeCount = 2, TimeUnit = SpanUnit.Hours });
        var code = (await hall.CodesAsync(batch))[0];
        Scenario.Value(await hall.LetInAsync(code)).Until.ShouldBeNull();
        await hall.LaneAsync();
        RouterOsDuration.Parse(hall.Simulator.Row(Users, code)!["limit-uptime"]).ShouldBe(TimeSpan.FromHours(2));

        await OnlineAsync(hall, code, TimeSpan.FromMinutes(90));
        hall.Simulator.HotspotLogout(code);
        await hall.ReadAsync();
        hall.App.FakeClock.Advance(TimeSpan.FromDays(3));
        (await hall.GuestAsync(code)).ShouldSatisfyAllConditions(s => s.Status.ShouldBe(SubscriptionStatus.Active), s => s.OnlineUsed.ShouldBe(90 * 60));

        await hall.ReadAsync();
        await OnlineAsync(hall, code, TimeSpan.FromMinutes(40));

        hall.Simulator.HotspotSessions.ShouldBeEmpty();
        (await hall.GuestAsync(code)).Status.ShouldBe(SubscriptionStatus.Expired);
        hall.Simulator.HotspotLogin(code, code, GuestHall.Mac).ShouldNotBeNull();
    }

    [Fact]
    public async Task Volume_UsedUp_IsOverForAGuestToo()
    {
        await using var hall = await GuestHall.OpenAsync(with: p => p with { DataCapGb = 1 });
        var code = (await hall.CodesAsync(await hall.BatchAsync(1)))[0];
        Scenario.Value(await hall.LetInAsync(code));

        await hall.LaneAsync();

        hall.Simulator.Row(Users, code)!["limit-bytes-total"].ShouldBe("1000000000");
    }

    [Fact]
    public async Task Device_ThatComesFirst_KeepsTheCode()
    {
        await using var hall = await GuestHall.OpenAsync();
        var codes = await hall.CodesAsync(await hall.BatchAsync(1, b => b with { LocksDevice = true }));
        Scenario.Value(await hall.LetInAsync(codes[0], mac: null));
        await hall.LaneAsync();
        hall.Simulator.HotspotLogin(codes[0], codes[0], GuestHall.Mac).ShouldBeNull();

        await hall.ReadAsync();
        await hall.LaneAsync();

        hall.Simulator.Row(Users, codes[0])!["mac-address"].ShouldBe(GuestHall.Mac);
        hall.Simulator.HotspotSessions.Count.ShouldBe(1, "locking the device ends no session");
        hall.Simulator.HotspotLogout(codes[0]);
        hall.Simulator.HotspotLogin(codes[0], codes[0], "4C:5E:0C:99:99:99").ShouldNotBeNull();
        hall.Simulator.HotspotLogin(codes[0], codes[0], GuestHall.Mac).ShouldBeNull();
    }

    [Fact]
    public async Task Guests_WhoseTimeEndsTogether_WaitForNobodysLeave()
    {
        await using var hall = await GuestHall.OpenAsync();
        var codes = await hall.CodesAsync(await hall.BatchAsync(40));
        foreach (var code in codes) Scenario.Value(await hall.LetInAsync(code));
        await hall.LaneAsync();

        hall.App.FakeClock.Advance(TimeSpan.FromHours(24));
        await hall.EndAsync();
        await hall.LaneAsync();

        hall.Simulator.Rows(Users).Where(r => codes.Contains(r["name"])).ShouldAllBe(r => r["disabled"] == "true");
        (await hall.App.Db(db => db.Set<RouterAccount>().CountAsync(a => a.HeldSince != null))).ShouldBe(0);
    }

    [Fact]
    public async Task Redeemed_WhileTheRouterIsAway_IsBooked_AndServedOnceItIsBack()
    {
        await using var hall = await GuestHall.OpenAsync();
        var code = (await hall.CodesAsync(await hall.BatchAsync(1)))[0];
        hall.Simulator.Faults.RefuseConnections = true;

        Scenario.Value(await hall.LetInAsync(code)).IsNew.ShouldBeTrue();
        (await hall.App.PassAsync(hall.Router)).Fault.ShouldNotBeNull();

        hall.Simulator.Faults.RefuseConnections = false;
        hall.App.FakeClock.Advance(TimeSpan.FromMinutes(2));
        await hall.LaneAsync();
        hall.Simulator.Row(Users, code).ShouldNotBeNull();
    }

    private static async Task OnlineAsync(GuestHall hall, string code, TimeSpan time)
    {
        hall.Simulator.HotspotLogin(code, code, GuestHall.Mac).ShouldBeNull();
        await hall.ReadAsync();
        for (var passed = TimeSpan.Zero; passed < time; passed += TimeSpan.FromMinutes(5))
        {
            hall.App.FakeClock.Advance(TimeSpan.FromMinutes(5));
            await hall.ReadAsync();
        }
    }
}
