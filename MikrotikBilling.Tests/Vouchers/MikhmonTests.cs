using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Routers.Simulation;
using MikrotikBilling.Core.Vouchers;
using MikrotikBilling.Core.Vouchers.Mikhmon;
using MikrotikBilling.Tests.Billing;
using MikrotikBilling.Tests.Support;
using MikrotikBilling.Tests.Vouchers.Guests;

namespace MikrotikBilling.Tests.Vouchers;

/// <summary>A router that mikhmon sold vouchers on.</summary>
public sealed class MikhmonTests
{
    private const string Script = """:put (",remc,2000,1d,3000,,Enable,"); {:local date [ /system clock get date ]; :put $date}""";

    [Theory, EachDatabase]
    public async Task Batches_OfARouter_AreShownAndTakenOneByOne(DatabaseProvider provider)
    {
        await using var simulator = await RouterSimulator.StartAsync(new RouterSimulatorOptions(), CancellationToken.None);
        Fill(simulator);
        await using var app = await TestApp.StartAsync(provider);
        var daily = await app.ProfileAsync("daily", ServiceKind.Hotspot);
        var router = await app.RouterAsync(simulator);
        var before = Rows(simulator);

        var preview = Scenario.Value(await app.LookAsync(router));

        (preview.Running, preview.Used, preview.Others).ShouldBe((2, 2, 1));
        var (vc, up, weekly) = (Group(preview, "vc-482-11.22.26-shop", "Daily"), Group(preview, "up-077-01.05.26-", "Daily"), Group(preview, "vc-482-11.22.26-shop", "Weekly"));
        preview.Groups.Count.ShouldBe(3);
        vc.Codes.Codes.Select(c => (c.Code, c.Pin)).ShouldBe([("ABC123", null), ("XYZ789", null)], ignoreOrder: true);
        vc.Codes.Wrong.Select(w => w.Code).ShouldBe(["k7", "Abc123", "ab c!1"], ignoreOrder: true);
        vc.Profile!.Id.ShouldBe(daily.Id);
        vc.Terms.ShouldBe(new MikhmonTerms(2000, 3000, new CalendarSpan(1, SpanUnit.Days)));
        up.Codes.Codes.Select(c => (c.Code, c.Pin)).ShouldBe([("USER01", "pass1")]);
        (weekly.Profile, weekly.Terms, weekly.Codes.Codes.Count).ShouldBe((null, null, 1));

        var batch = Scenario.Value(await app.AdoptAsync(Of(router, vc, daily.Id)));
        var pins = Scenario.Value(await app.AdoptAsync(Of(router, up, daily.Id)));

        (batch.IsImported, batch.State, batch.Quantity, batch.SalesPrice, batch.Price, batch.Time).ShouldBe((true, VoucherBatchState.Ready, 2, Bookkeeping.Kes(300_000), Bookkeeping.Kes(200_000), new CalendarSpan(1, SpanUnit.Days)));
        batch.RouterIds.ShouldBe([router.Id]);
        (await app.CodesAsync(pins.Id)).Select(c => (c.Code, c.Pin)).ShouldBe([("USER01", "pass1")]);
        Rows(simulator).ShouldBe(before, "nothing is written to the router");
        var again = Scenario.Value(await app.LookAsync(router));
        again.Groups.Sum(g => g.Codes.Codes.Count).ShouldBe(1);
        Group(again, vc.Comment, vc.RouterProfile).Codes.Wrong.ShouldContain(w => w.Code == "ABC123" && w.Why.Contains("here already", StringComparison.Ordinal));
        (await app.VerifiedAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Batch_ThatChangedSinceItWasLookedAt_IsRefusedAndTwicePressedIsOne()
    {
        await using var simulator = await RouterSimulator.StartAsync(new RouterSimulatorOptions(), CancellationToken.None);
        Fill(simulator);
        await using var app = await TestApp.StartAsync();
        var daily = await app.ProfileAsync("Daily", ServiceKind.Hotspot);
        var router = await app.RouterAsync(simulator);
        var group = Group(Scenario.Value(await app.LookAsync(router)), "vc-482-11.22.26-shop", "Daily");
        var input = Of(router, group, daily.Id);
        User(simulator, "late01", "late01", "Daily", group.Comment);

        (await app.AdoptAsync(input)).Refusal!.Code.ShouldBe("voucher-adopt.changed");
        var fresh = Of(router, Group(Scenario.Value(await app.LookAsync(router)), group.Comment, "Daily"), daily.Id);
        var one = Scenario.Value(await app.AdoptAsync(fresh));
        var two = Scenario.Value(await app.AdoptAsync(fresh));

        two.Id.ShouldBe(one.Id);
        (await app.Db(db => db.Set<Voucher>().CountAsync())).ShouldBe(3);
    }

    [Fact]
    public async Task Router_ThatDoesNotAnswer_IsRefusedWithWords()
    {
        await using var app = await TestApp.StartAsync();

        (await app.LookAsync(await app.RouterAsync())).Refusal!.Code.ShouldBe("voucher-adopt.router");
    }

    [Fact]
    public async Task Code_OfMikhmonUsedHere_TakesItsRowOnTheRouterOver()
    {
        await using var hall = await GuestHall.OpenAsync();
        hall.Simulator.Add("/ip/hotspot/user/profile", ("name", "Daily"));
        User(hall.Simulator, "abc123", "abc123", "Daily", "vc-482-11.22.26-shop");
        var group = Scenario.Value(await hall.App.LookAsync(hall.Router)).Groups.ShouldHaveSingleItem();
        Scenario.Value(await hall.App.AdoptAsync(Of(hall.Router, group, hall.Profile.Id) with { SalesPrice = 50, Price = 50 }));

        Scenario.Value(await hall.LetInAsync("abc123"));
        await hall.LaneAsync();

        // One code is one log-in: the one that mikhmon made would be a second.
        var row = hall.Simulator.Rows("/ip/hotspot/user").Where(r => string.Equals(r["name"], "abc123", StringComparison.OrdinalIgnoreCase)).ShouldHaveSingleItem();
        (row["name"], row["password"]).ShouldBe(("ABC123", "ABC123"));
        row["comment"].ShouldNotStartWith("vc-");
    }

    [Theory]
    [InlineData("30d", 30, SpanUnit.Days)]
    [InlineData("1w", 1, SpanUnit.Weeks)]
    [InlineData("1w3d", 10, SpanUnit.Days)]
    [InlineData("12h", 12, SpanUnit.Hours)]
    [InlineData("1d12h", 36, SpanUnit.Hours)]
    public void Validity_AsRoutersWriteIt_IsRead(string text, int count, SpanUnit unit) => MikhmonWords.TimeOf(text).ShouldBe(new CalendarSpan(count, unit));

    [Theory]
    [InlineData("")]
    [InlineData("30m")]
    [InlineData("soon")]
    public void Validity_ThatWeDoNotSell_IsNone(string text) => MikhmonWords.TimeOf(text).ShouldBeNull();

    /// <summary>As mikhmon leaves it: unused codes with their batch as comment, used ones with the moment of their end, in the form of either version.</summary>
    private static void Fill(RouterSimulator simulator)
    {
        simulator.Add("/ip/hotspot/user/profile", ("name", "Daily"), ("on-login", Script));
        simulator.Add("/ip/hotspot/user/profile", ("name", "Weekly"));
        foreach (var name in new[] { "abc123", "xyz789", "k7", "Abc123", "ab c!1" }) User(simulator, name, name, "Daily", "vc-482-11.22.26-shop");
        User(simulator, "user01", "pass1", "Daily", "up-077-01.05.26-");
        User(simulator, "week01", "week01", "Weekly", "vc-482-11.22.26-shop");
        User(simulator, "run001", "run001", "Daily", "nov/23/2026 10:00:00");
        User(simulator, "run002", "run002", "Daily", "2026-11-23 10:00:00");
        User(simulator, "used01", "used01", "Daily", "vc-482-11.22.26-shop", ("uptime", "1h2m3s"));
        User(simulator, "off001", "off001", "Daily", "vc-482-11.22.26-shop", ("disabled", "yes"));
        User(simulator, "boss", "secret", "Daily", "The owner himself");
    }

    private static void User(RouterSimulator simulator, string name, string password, string profile, string comment, params (string Name, string Value)[] more) =>
        simulator.Add("/ip/hotspot/user", [("name", name), ("password", password), ("profile", profile), ("comment", comment), .. more]);

    private static List<string> Rows(RouterSimulator simulator) => [.. simulator.Rows("/ip/hotspot/user").Select(r => string.Join('|', r.OrderBy(v => v.Key, StringComparer.Ordinal)))];

    private static MikhmonGroup Group(MikhmonPreview preview, string comment, string profile) => preview.Groups.Single(g => g.Comment == comment && g.RouterProfile == profile);

    private static AdoptMikhmon Of(Router router, MikhmonGroup group, Guid profileId) => new()
    {
        Id = Guid.CreateVersion7(),
        RouterId = router.Id,
        Comment = group.Comment,
        RouterProfile = group.RouterProfile,
        Stamp = group.Codes.Stamp,
        ProfileId = profileId,
        SalesPrice = group.Terms?.SalesPrice,
        Price = group.Terms?.Price,
        TimeCount = group.Terms?.Time?.Count,
        TimeUnit = group.Terms?.Time?.Unit,
    };
}

internal static class MikhmonDesk
{
    public static Task<Result<MikhmonPreview>> LookAsync(this TestApp app, Router router) => app.With<MikhmonAdoption, Result<MikhmonPreview>>(a => a.LookAsync(router.Id, CancellationToken.None));

    public static Task<Result<VoucherBatch>> AdoptAsync(this TestApp app, AdoptMikhmon input) => app.With<MikhmonAdoption, Result<VoucherBatch>>(a => a.AdoptAsync(input, CancellationToken.None));
}
