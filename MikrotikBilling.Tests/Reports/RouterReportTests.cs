using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Reports.Network;
using MikrotikBilling.Core.Reports.Periods;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Tests.Billing;
using MikrotikBilling.Tests.Routers;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Reports;

/// <summary>Availability, clipped to the days, to the first look and to the time that a router was switched on.</summary>
public sealed class RouterReportTests
{
    private static readonly TimeZoneInfo Nairobi = TimeZoneInfo.FindSystemTimeZoneById("Africa/Nairobi");
    private static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    // Midnight of 1 March in Nairobi.
    private static readonly DateTimeOffset Start = new(2026, 2, 28, 21, 0, 0, TimeSpan.Zero);
    private readonly FakeClock _clock = new(Start);

    [Theory, EachDatabase]
    public async Task Availability_IsClippedToDaysFirstLookAndNow(DatabaseProvider provider)
    {
        await using var app = await TestApp.StartAsync(provider, _clock);
        var tower = await app.RouterAsync();
        await app.SeenAsync(tower);
        await app.RouterAsync("Never seen", 3);
        To(2, 22);
        await app.AwayAsync(tower);
        To(3, 4); // two hours of the second of March, four of the third
        await app.SeenAsync(tower);
        To(3, 12);
        var mast = await app.RouterAsync("Mast", 2);
        await app.AwayAsync(mast); // from the middle of the day on, and still
        To(4, 0);

        var third = await ReportAsync(app, "2026-03-03", "2026-03-03");

        third.Lines.Select(l => (l.Router.Name, l.Now.Counted, l.Now.Away, l.Now.Percent, l.Outages, l.Longest)).ShouldBe(
        [
            ("Mast", 12 * 3600, 12 * 3600, 0m, 1, 12 * 3600), ("Tower", 24 * 3600, 4 * 3600, 83.33m, 1, 4 * 3600), ("Never seen", 0, 0, null, 0, 0),
        ]);
        third.Lines[1].Before.ShouldBe(new UpTime(24 * 3600, 2 * 3600));
        (third.Now, third.Now.Percent, third.Before.Away).ShouldBe((new UpTime(36 * 3600, 16 * 3600), 55.55m, 2 * 3600));
        (third.Report.Total.Now, third.Report.Total.Before, third.Since).ShouldBe((16 * 3600, 2 * 3600, new DateOnly(2026, 3, 1)));

        var days = await ReportAsync(app, "2026-03-01", "2026-03-04");
        days.Report.Buckets.Select(b => b.Sum.Now).ShouldBe([0, 2 * 3600, 16 * 3600, 0]);
        days.Report.Groups.Select(g => (g.Name, g.Sum.Now, g.Count)).ShouldBe([("Mast", 12 * 3600, 1), ("Tower", 6 * 3600, 1)]);
        days.Lines.Single(l => l.Router.Name == "Tower").Longest.ShouldBe(6 * 3600);
        (await ReportAsync(app, "2026-02-01", "2026-02-10")).Now.Percent.ShouldBeNull();
    }

    [Theory, EachDatabase]
    public async Task Availability_SwitchedOff_CountsNeitherWay(DatabaseProvider provider)
    {
        await using var app = await TestApp.StartAsync(provider, _clock);
        var tower = await app.RouterAsync();
        await app.SeenAsync(tower);
        To(1, 6);
        await app.AwayAsync(tower);
        To(1, 8);
        await app.SwitchAsync(tower, isActive: false);
        To(1, 20);
        await app.SwitchAsync(tower, isActive: true);
        await app.SeenAsync(tower);
        To(2, 0);

        var line = (await ReportAsync(app, "2026-03-01", "2026-03-01")).Lines.ShouldHaveSingleItem();

        (line.Now, line.Now.Percent, line.Outages).ShouldBe((new UpTime(12 * 3600, 2 * 3600), 83.33m, 1));
    }

    [Theory, EachDatabase]
    public async Task Availability_DaysWhenClocksChange_AreAsLongAsTheyAre(DatabaseProvider provider)
    {
        _clock.Advance(new DateTimeOffset(2026, 3, 27, 23, 0, 0, TimeSpan.Zero) - _clock.GetUtcNow()); // midnight of 28 March in Berlin
        await using var app = await TestApp.StartAsync(provider, _clock);
        var tower = await app.RouterAsync();
        await app.SeenAsync(tower);
        _clock.Advance(TimeSpan.FromHours(24)); // midnight of the 29th, which has 23 hours
        await app.AwayAsync(tower);
        _clock.Advance(TimeSpan.FromHours(2)); // three in the morning of summer time
        await app.SeenAsync(tower);
        _clock.Advance(TimeSpan.FromHours(60));

        var spring = await ReportAsync(app, "2026-03-29", "2026-03-29", Berlin);
        var both = await ReportAsync(app, "2026-03-28", "2026-03-29", Berlin);

        (spring.Now, both.Now).ShouldBe((new UpTime(23 * 3600, 2 * 3600), new UpTime(47 * 3600, 2 * 3600)));
        both.Report.Buckets.Select(b => b.Sum.Now).ShouldBe([0, 2 * 3600]);
    }

    [Theory, EachDatabase]
    public async Task List_NewestFirst_PageByPage_WithDeletedOnes(DatabaseProvider provider)
    {
        await using var app = await TestApp.StartAsync(provider, _clock);
        var (tower, mast) = (await app.RouterAsync(), await app.RouterAsync("Mast", 2));
        await app.AwayAsync(mast);
        _clock.Advance(TimeSpan.FromMinutes(1));
        (await app.With<RouterService, Core.Kernel.Result>(s => s.DeleteAsync(mast.Id, CancellationToken.None))).Ok.ShouldBeTrue();
        for (var i = 0; i < OutageQueries.PageSize + 2; i++)
        {
            await app.AwayAsync(tower);
            _clock.Advance(TimeSpan.FromMinutes(1));
            await app.SeenAsync(tower);
        }
        var filter = new OutageFilter(null, Start, Start.AddDays(1));

        var first = await app.With<OutageQueries, Core.Kernel.Page<OutageLine>>(q => q.ListAsync(filter, CancellationToken.None));
        var second = await app.With<OutageQueries, Core.Kernel.Page<OutageLine>>(q => q.ListAsync(filter with { Cursor = first.Next }, CancellationToken.None));

        (first.Items.Count, second.Items.Count, second.Next).ShouldBe((OutageQueries.PageSize, 3, null));
        first.Items.Concat(second.Items).Select(o => o.Id).Distinct().Count().ShouldBe(OutageQueries.PageSize + 3);
        first.Items.Zip(first.Items.Skip(1)).ShouldAllBe(p => p.First.StartedAt >= p.Second.StartedAt);
        var gone = second.Items.Single(o => o.IsDeleted);
        (gone.RouterName, gone.EndedAt).ShouldBe(("Mast", Start.AddMinutes(1)));
        (await app.With<OutageQueries, Core.Kernel.Page<OutageLine>>(q => q.ListAsync(filter with { RouterId = mast.Id }, CancellationToken.None))).Items.ShouldHaveSingleItem().IsDeleted.ShouldBeTrue();
        (await app.With<OutageQueries, Core.Kernel.Page<OutageLine>>(q => q.ListAsync(filter with { From = Start.AddHours(2) }, CancellationToken.None))).Items.ShouldBeEmpty();
    }

    [Theory, EachDatabase]
    public async Task TopPayers_AreOfTheDays_LessWhatWasGivenBack(DatabaseProvider provider)
    {
        await using var app = await TestApp.StartAsync(provider, _clock);
        var (router, profile) = (await app.RouterAsync(), await app.ProfileAsync());
        var (jane, omar, ann) = (await app.CustomerAsync(router, profile), await app.CustomerAsync(router, profile, "Omar Ali"), await app.CustomerAsync(router, profile, "Ann Wanjiru"));
        Scenario.Value(await app.PayAsync(ann, 9000, p => p with { SubscriptionId = null }));
        To(2, 9);
        Scenario.Value(await app.PayAsync(jane, 33.33m, p => p with { SubscriptionId = null }));
        Scenario.Value(await app.PayAsync(jane, 33.33m, p => p with { SubscriptionId = null }));
        var paid = Scenario.Value(await app.PayAsync(omar, 100, p => p with { SubscriptionId = null })).Payment;
        Scenario.Value(await app.With<Core.Payments.RefundService, Core.Kernel.Result<Core.Kernel.Money>>(s => s.RefundAsync(paid.Id, new Core.Payments.RefundPayment { Amount = 50, Reason = "Moved" }, null, CancellationToken.None)));
        Scenario.Value(await app.SpendAsync(500));

        var top = await app.With<Core.Reports.PayerQueries, IReadOnlyList<Core.Reports.PayerLine>>(q => q.TopAsync(new DaySpan(new DateOnly(2026, 3, 2), new DateOnly(2026, 3, 2)), "KES", CancellationToken.None));

        top.Select(l => (l.Name, l.Minor, l.Payments)).ShouldBe([("Jane Doe", 6666, 2), ("Omar Ali", 5000, 2)]);
    }

    private void To(int day, int hour) => _clock.Advance(Start.AddDays(day - 1).AddHours(hour) - _clock.GetUtcNow());

    private Task<RouterAvailability> ReportAsync(TestApp app, string from, string to, TimeZoneInfo? zone = null) =>
        app.With<RouterReports, RouterAvailability>(r => r.RoutersAsync(ReportStory.Period(from, to), zone ?? Nairobi, _clock.GetUtcNow(), CancellationToken.None));
}
