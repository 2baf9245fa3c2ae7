using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Reports.Growth;
using MikrotikBilling.Core.Reports.Periods;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Core.Subscriptions.Moves;
using MikrotikBilling.Tests.Billing;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Reports;

public sealed class MoveTests
{
    [Theory]
    [InlineData(150000, 1, SpanUnit.Months, ServiceKind.Pppoe, 150000)]
    [InlineData(10001, 3, SpanUnit.Months, ServiceKind.Pppoe, 3334)]
    [InlineData(10000, 3, SpanUnit.Months, ServiceKind.Pppoe, 3333)]
    [InlineData(3333, 30, SpanUnit.Days, ServiceKind.Pppoe, 3382)] // 3333 × 30.4375 ÷ 30 = 3381.6
    [InlineData(1000, 1, SpanUnit.Weeks, ServiceKind.Hotspot, 4348)]
    [InlineData(2000, 1, SpanUnit.Days, ServiceKind.Hotspot, 0)]
    [InlineData(2000, 2, SpanUnit.Hours, ServiceKind.Pppoe, 0)]
    public void Monthly_OfAPrice_IsWhatAMonthHolds(long price, int count, SpanUnit unit, ServiceKind kind, long monthly) =>
        MoveWords.Monthly(new Money(price, "KES"), new CalendarSpan(count, unit), kind).ShouldBe(monthly);

    [Theory]
    [InlineData(null, ServiceStatus.Active, true, MoveKind.New)]
    [InlineData(ServiceStatus.Pending, ServiceStatus.Active, true, MoveKind.New)]
    [InlineData(ServiceStatus.Expired, ServiceStatus.Active, true, MoveKind.CameBack)]
    [InlineData(ServiceStatus.Active, ServiceStatus.Grace, true, MoveKind.Other)]
    [InlineData(ServiceStatus.Grace, ServiceStatus.Expired, true, MoveKind.Left)]
    [InlineData(ServiceStatus.Active, null, true, MoveKind.Left)]
    [InlineData(ServiceStatus.Active, ServiceStatus.Active, false, MoveKind.Changed)]
    [InlineData(ServiceStatus.Expired, ServiceStatus.Cancelled, true, MoveKind.Other)]
    public void Kind_OfAMove_SaysWhatItMeans(ServiceStatus? from, ServiceStatus? to, bool sameProfile, MoveKind kind) => MoveWords.KindOf(from, to, sameProfile).ShouldBe(kind);

    [Theory, EachDatabase]
    public async Task Repair_NothingKeptYet_EntersAllOnTheDayTheyWereMade(DatabaseProvider provider)
    {
        var clock = new FakeClock(new DateTimeOffset(2026, 3, 1, 22, 0, 0, TimeSpan.Zero));
        await using var app = await TestApp.StartAsync(provider, clock);
        var (router, profile) = (await app.RouterAsync(), await app.ProfileAsync("Home", ServiceKind.Pppoe));
        var jane = await app.CustomerAsync(router, profile);
        clock.Advance(TimeSpan.FromDays(3));
        await app.CustomerAsync(router, profile, "Omar Ali");
        await app.Contract(s => s.DisableAsync(jane.SubscriptionId, null, CancellationToken.None));
        await app.Db(async db => await db.Set<ServiceMove>().ExecuteDeleteAsync() + await db.Set<ProfilePrice>().ExecuteDeleteAsync());
        (await app.VerifiedAsync()).ShouldNotBeEmpty();

        (await app.With<MoveSums, IReadOnlyList<string>>(s => s.RepairAsync(CancellationToken.None))).ShouldNotBeEmpty();

        (await app.With<MoveSums, IReadOnlyList<string>>(s => s.RepairAsync(CancellationToken.None))).ShouldBeEmpty();
        (await app.VerifiedAsync()).ShouldBeEmpty();
        var sums = await app.Db(db => db.Set<MoveSum>().AsNoTracking().Where(s => s.Of == MoveOf.Customer && s.Span == MoveSpan.Day).OrderBy(s => s.Day).ToListAsync());
        // Ten in the evening in London is the day after in Nairobi.
        sums.ConvertAll(s => (s.Day, s.ToState, s.Count)).ShouldBe([(new DateOnly(2026, 3, 2), ServiceStatus.Suspended, 1), (new DateOnly(2026, 3, 5), ServiceStatus.Active, 1)]);
    }

    [Theory, EachDatabase]
    public async Task Repair_ChangedPastTheProgram_AddsWhatIsMissingToday(DatabaseProvider provider)
    {
        await using var app = await TestApp.StartAsync(provider);
        var jane = await app.CustomerAsync(await app.RouterAsync(), await app.ProfileAsync());
        app.CountsMayDiffer = true;
        await app.Db(db => db.Set<Customer>().Where(c => c.Id == jane.CustomerId).ExecuteUpdateAsync(set => set.SetProperty(c => c.MainStatus, ServiceStatus.Paused)));

        var wrong = await app.With<MoveSums, IReadOnlyList<string>>(s => s.RepairAsync(CancellationToken.None));

        wrong.ShouldBe(["Customer Active by Day: 1 kept, 0 there", "Customer Paused by Day: 0 kept, 1 there", "Customer Active by Month: 1 kept, 0 there", "Customer Paused by Month: 0 kept, 1 there"], ignoreOrder: true);
        (await app.With<MoveSums, IReadOnlyList<string>>(s => s.RepairAsync(CancellationToken.None))).ShouldBeEmpty();
    }

    [Theory, EachDatabase]
    public async Task Moves_RolledBack_LeaveNothing(DatabaseProvider provider)
    {
        await using var app = await TestApp.StartAsync(provider);
        var (router, profile) = (await app.RouterAsync(), await app.ProfileAsync());
        await app.CustomerAsync(router, profile, userName: "jane");

        (await app.TryCustomerAsync(router, profile, "Omar Ali", "jane")).Ok.ShouldBeFalse();

        (await app.Db(db => db.Set<ServiceMove>().CountAsync())).ShouldBe(2);
    }

    [Theory, EachDatabase]
    public async Task List_OfWhoLeft_NamesThem_PageByPage(DatabaseProvider provider)
    {
        var clock = new FakeClock();
        await using var app = await TestApp.StartAsync(provider, clock);
        var (router, profile) = (await app.RouterAsync(), await app.ProfileAsync(days: 1));
        for (var i = 0; i < MoveQueries.PageSize + 3; i++) await app.CustomerAsync(router, profile, $"Jane {i:00}", $"jane{i}");
        clock.Advance(TimeSpan.FromDays(2));
        await app.Services.GetRequiredService<DueSubscriptions>().MoveAsync(clock.GetUtcNow(), CancellationToken.None);
        var days = new DaySpan(new DateOnly(2026, 3, 1), new DateOnly(2026, 3, 31));

        var first = await ListAsync(new MoveFilter(MoveOf.Customer, MoveKind.Left, days));
        var second = await ListAsync(new MoveFilter(MoveOf.Customer, MoveKind.Left, days, Cursor: first.Next));

        (first.Items.Count, second.Items.Count, second.Next).ShouldBe((MoveQueries.PageSize, 3, null));
        first.Items.Concat(second.Items).Select(m => m.CustomerId).Distinct().Count().ShouldBe(MoveQueries.PageSize + 3);
        first.Items.ShouldAllBe(m => m.Kind == MoveKind.Left && m.From == ServiceStatus.Active && m.To == ServiceStatus.Expired);
        (await ListAsync(new MoveFilter(MoveOf.Customer, MoveKind.CameBack, days))).Items.ShouldBeEmpty();
        (await ListAsync(new MoveFilter(MoveOf.Service, MoveKind.New, days, profile.Id))).Items[0].ToProfile.ShouldBe("Home 10");
        (await ListAsync(new MoveFilter(MoveOf.Service, MoveKind.New, days, Guid.NewGuid()))).Items.ShouldBeEmpty();
        (await ListAsync(new MoveFilter(MoveOf.Customer, null, new DaySpan(new DateOnly(2026, 3, 4), new DateOnly(2026, 3, 31))))).Items.ShouldBeEmpty();

        Task<Page<MoveLine>> ListAsync(MoveFilter filter) => app.With<MoveQueries, Page<MoveLine>>(q => q.ListAsync(filter, CancellationToken.None));
    }

    [Theory, EachDatabase]
    public async Task List_OfLargerAndSmaller_IsToldApart_AndCountsAsTheRowsDo(DatabaseProvider provider)
    {
        var clock = new FakeClock();
        await using var app = await TestApp.StartAsync(provider, clock);
        var (router, home, office) = (await app.RouterAsync(), await app.ProfileAsync(), await app.ProfileAsync("Office", ServiceKind.Pppoe, s => s with { Price = 2500 }));
        var up = await app.CustomerAsync(router, home, "Jane Doe", "jane");
        var (down, back) = (await app.CustomerAsync(router, office, "Omar Ali", "omar"), await app.CustomerAsync(router, office, "Ann Odhiambo", "ann"));
        foreach (var (id, to) in new[] { (up.SubscriptionId, office.Id), (down.SubscriptionId, home.Id), (back.SubscriptionId, home.Id) })
            Scenario.Value(await app.Setup(s => s.ChangeProfileAsync(id, to, null, CancellationToken.None)));
        var filter = new MoveFilter(MoveOf.Service, MoveKind.Changed, new DaySpan(new DateOnly(2026, 3, 1), new DateOnly(2026, 3, 31))) { Currency = "KES" };

        (await NamesAsync(filter with { Way = MoveWay.Larger })).ShouldBe(["Jane Doe"]);
        (await NamesAsync(filter with { Way = MoveWay.Smaller })).ShouldBe(["Ann Odhiambo", "Omar Ali"]);
        (await CountAsync(filter with { Way = MoveWay.Larger }), await CountAsync(filter with { Way = MoveWay.Smaller }), await CountAsync(filter)).ShouldBe((1, 2, 3));
        (await CountAsync(filter with { Way = MoveWay.Smaller, ProfileId = Guid.NewGuid() })).ShouldBe(0);
        (await CountAsync(filter with { Kind = null })).ShouldBe(6);
        (await CountAsync(filter with { Kind = null, Days = new DaySpan(new DateOnly(2026, 3, 20), new DateOnly(2026, 3, 31)) })).ShouldBe(0);

        Task<int> CountAsync(MoveFilter some) => app.With<MoveQueries, int>(q => q.CountAsync(some, CancellationToken.None));

        async Task<List<string>> NamesAsync(MoveFilter some) => [.. (await app.With<MoveQueries, Page<MoveLine>>(q => q.ListAsync(some, CancellationToken.None))).Items.Select(m => m.Name)];
    }
}
