using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Payments;
using MikrotikBilling.Core.Payments.Clocks;
using MikrotikBilling.Core.Payments.Gateways;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Provisioning;
using MikrotikBilling.Core.Routers.RouterOs;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Tests.Billing;
using MikrotikBilling.Tests.Payments.Gateways;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Payments.Clocks;

public sealed class ClockTests
{
    private static CancellationToken None => CancellationToken.None;

    [Theory, EachDatabase]
    public async Task Paid_AfterTheEnd_IsTimedFromTheMoneyToTheSession(DatabaseProvider provider)
    {
        await using var story = await ClockStory.BeginAsync(provider);
        await story.ExpireAsync();
        story.Simulator.Row("/ppp/secret", "jane")!["disabled"].ShouldBe("true");
        var paid = await story.PayAsync();
        (await story.ClockOfAsync(paid)).State.ShouldBe(OnlineState.Waiting);
        (await story.IsAwaitedAsync()).ShouldBeTrue();

        story.After(0.4);
        await story.PassAsync();
        (await story.ClockOfAsync(paid)).ShouldSatisfyAllConditions(
            c => c.State.ShouldBe(OnlineState.Applied), c => (c.AppliedAt - c.ReceivedAt).ShouldBe(TimeSpan.FromSeconds(0.4)), c => c.SeenAt.ShouldBeNull(), c => c.IsSlow.ShouldBeFalse());

        story.After(1.5);
        await story.ReadAsync(("jane", 1, "7"));
        (await story.ClockOfAsync(paid)).ShouldSatisfyAllConditions(c => c.State.ShouldBe(OnlineState.Online), c => (c.SeenAt - c.ReceivedAt).ShouldBe(TimeSpan.FromSeconds(1.9)));
        (await story.IsAwaitedAsync()).ShouldBeFalse();
        await story.CountsAreTrueAsync();
        var figures = await story.FiguresAsync();
        (figures.Day.Applied.Count, figures.Week.Seen.Count).ShouldBe((1, 1));
        figures.Day.Applied.Median.TotalSeconds.ShouldBe(0.4, 0.02);
        figures.Day.Seen.Most.TotalSeconds.ShouldBe(1.9, 0.1);
    }

    [Theory, EachDatabase]
    public async Task Paid_BeforeTheEnd_WasOnlineAlreadyAndCountsNothing(DatabaseProvider provider)
    {
        await using var story = await ClockStory.BeginAsync(provider);
        await story.ReadAsync(("jane", 5, "7"));

        var paid = await story.PayAsync();
        await story.PassAsync();

        (await story.ClockOfAsync(paid)).ShouldSatisfyAllConditions(c => c.State.ShouldBe(OnlineState.WasOnline), c => c.AppliedAt.ShouldBeNull());
        (await story.IsAwaitedAsync()).ShouldBeFalse();
        (await story.FiguresAsync()).Day.Applied.Count.ShouldBe(0);
    }

    [Fact]
    public async Task LaneAndReader_NobodyWaits_AskNothingOfClocks()
    {
        await using var story = await ClockStory.BeginAsync();
        await story.PayAsync();
        await story.App.ScopeAsync(s => s.GetRequiredService<AccountMarker>().RetryAsync(story.Jane.SubscriptionId, None));
        story.App.Sql.Reset();

        (await story.PassAsync()).Applied.ShouldBe(1);
        await story.ReadAsync(("jane", 1, "7"));
        await story.ReadAsync(("jane", 3, "7"));

        story.App.Sql.Statements.Count.ShouldBeGreaterThan(5);
        story.App.Sql.Statements.ShouldNotContain(s => s.Contains("OnlineClocks", StringComparison.Ordinal) || s.Contains("OnlineHours", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Lane_OneOfManyWaits_AddsAHandfulOfStatements()
    {
        await using var story = await ClockStory.BeginAsync();
        var profile = await story.App.ProfileAsync("Other");
        for (var i = 0; i < 20; i++) await story.App.CustomerAsync(story.Router, profile, $"C{i}");
        await story.ExpireAsync();
        await story.PassAsync();
        var others = await story.App.Db(db => db.Set<Subscription>().Where(s => s.Id != story.Jane.SubscriptionId).Select(s => s.Id).ToListAsync());
        foreach (var id in others) await story.App.ScopeAsync(s => s.GetRequiredService<AccountMarker>().RetryAsync(id, None));
        story.App.Sql.Reset();
        await story.PassAsync();
        var without = story.App.Sql.Count;
        foreach (var id in others.Skip(1)) await story.App.ScopeAsync(s => s.GetRequiredService<AccountMarker>().RetryAsync(id, None));
        await story.PayAsync();
        story.App.Sql.Reset();

        await story.PassAsync();

        story.App.Sql.Count.ShouldBeLessThanOrEqualTo(without + 7, string.Join("\n", story.App.Sql.Statements));
    }

    [Fact]
    public async Task Reversed_BeforeItIsApplied_IsCalledOff()
    {
        await using var story = await ClockStory.BeginAsync();
        await story.ExpireAsync();
        var paid = await story.PayAsync();

        Scenario.Value(await story.App.With<ReversalService, Result<Payment>>(s => s.ReverseAsync(paid, "A slip of the hand", null, None)));
        await story.PassAsync();
        await story.ReadAsync(("jane", 1, "7"));

        (await story.ClockOfAsync(paid)).ShouldSatisfyAllConditions(c => c.State.ShouldBe(OnlineState.CalledOff), c => c.AppliedAt.ShouldBeNull());
        (await story.IsAwaitedAsync()).ShouldBeFalse();
        (await story.FiguresAsync()).Day.Applied.Count.ShouldBe(0);
    }

    [Fact]
    public async Task Reversed_Later_StillCounts()
    {
        await using var story = await ClockStory.BeginAsync();
        await story.ExpireAsync();
        var paid = await story.PayAsync();
        await story.PassAsync();

        Scenario.Value(await story.App.With<ReversalService, Result<Payment>>(s => s.ReverseAsync(paid, "It bounced", null, None)));

        (await story.ClockOfAsync(paid)).State.ShouldBe(OnlineState.Applied);
        (await story.FiguresAsync()).Day.Applied.Count.ShouldBe(1);
    }

    [Theory, EachDatabase]
    public async Task Router_Away_ItsClockGoesOnUntilItIsBack(DatabaseProvider provider)
    {
        await using var story = await ClockStory.BeginAsync(provider);
        await story.ExpireAsync();
        story.Simulator.Faults.RefuseConnections = true;
        story.Simulator.Faults.DropConnections();
        await story.RouterIsAsync(RouterOsErrorKind.Refused);
        var paid = await story.PayAsync();
        (await story.PassAsync()).Fault.ShouldNotBeNull();
        story.After(11 * 60);
        (await story.LineAsync(paid)).ShouldSatisfyAllConditions(l => l.WaitsForRouter(story.Clock.GetUtcNow()).ShouldBeTrue(), l => l.Trouble.ShouldNotBeNullOrEmpty(), l => l.Router.ShouldBe("Tower"));

        story.Simulator.Faults.RefuseConnections = false;
        await story.RouterIsAsync(null);
        story.After(1);
        await story.PassAsync();

        (await story.ClockOfAsync(paid)).ShouldSatisfyAllConditions(
            c => c.State.ShouldBe(OnlineState.Applied), c => c.RouterWasAway.ShouldBeTrue(), c => c.IsSlow.ShouldBeTrue(), c => (c.AppliedAt - c.ReceivedAt).ShouldBe(TimeSpan.FromSeconds(661)));
        await story.CountsAreTrueAsync();
    }

    [Fact]
    public async Task Applied_WithTheSessionThatIsThere_IsSeenAtTheSameMoment()
    {
        await using var story = await ClockStory.BeginAsync();
        await story.ReadAsync(("jane", 5, "7"));
        // The router has not heard yet that her time was up.
        await story.ExpireAsync(applied: false);
        var paid = await story.PayAsync();
        story.After(2);

        await story.PassAsync();

        (await story.ClockOfAsync(paid)).ShouldSatisfyAllConditions(c => c.State.ShouldBe(OnlineState.Online), c => c.SeenAt.ShouldBe(c.AppliedAt));
        (await story.IsAwaitedAsync()).ShouldBeFalse();
        await story.CountsAreTrueAsync();
    }

    [Fact]
    public async Task Applied_ASessionOfBeforeAnOutage_IsNoProof()
    {
        await using var story = await ClockStory.BeginAsync();
        await story.ReadAsync(("jane", 5, "7"));
        await story.ExpireAsync(applied: false);
        story.After(600);
        var paid = await story.PayAsync();

        await story.PassAsync();

        (await story.ClockOfAsync(paid)).State.ShouldBe(OnlineState.Applied);
        story.After(61);
        await story.ReadAsync(("jane", 700, "7"));
        await story.WatchAsync();
        (await story.ClockOfAsync(paid)).ShouldSatisfyAllConditions(c => c.State.ShouldBe(OnlineState.Online), c => c.SeenAt.ShouldBe(c.AppliedAt));
        await story.CountsAreTrueAsync();
    }

    [Fact]
    public async Task Applied_AnEarlierWish_IsWaitedOn()
    {
        await using var story = await ClockStory.BeginAsync();
        await story.ExpireAsync();
        var paid = await story.PayAsync();
        var account = await story.App.AccountAsync(story.Jane.SubscriptionId);

        await AppliedAsync(story, new AppliedAccount(account.Id, account.DesiredVersion - 1, true, false));

        (await story.ClockOfAsync(paid)).State.ShouldBe(OnlineState.Waiting);
        (await story.IsAwaitedAsync()).ShouldBeTrue();
    }

    [Fact]
    public async Task Disabled_BeforeItIsApplied_IsCalledOff()
    {
        await using var story = await ClockStory.BeginAsync();
        await story.ExpireAsync();
        var paid = await story.PayAsync();

        await story.ContractAsync((s, _) => s.Disable());
        await story.PassAsync();

        (await story.ClockOfAsync(paid)).ShouldSatisfyAllConditions(c => c.State.ShouldBe(OnlineState.CalledOff), c => c.AppliedAt.ShouldBeNull());
        (await story.IsAwaitedAsync()).ShouldBeFalse();
    }

    [Fact]
    public async Task Static_Applied_IsOnlineWithoutASession()
    {
        await using var story = await ClockStory.BeginAsync();
        var profile = await story.App.ProfileAsync("Fixed", ServiceKind.Static);
        var fixedOne = await story.App.NewAsync(story.Router, profile, c => c with { Name = "Fred", FixedAddress = "10.9.0.5" });
        await story.PassAsync();
        Scenario.Value(await story.App.With<ContractChange, Result<Subscription>>(c => c.ApplyAsync(fixedOne.SubscriptionId, null, "subscription.changed", (s, now) => (s.SetEnd(now.AddHours(-1), now), ""), None)));
        await story.PassAsync();
        var paid = Scenario.Value(await story.App.PayAsync(fixedOne, 1500)).Payment.Id;
        story.After(1);

        await story.PassAsync();

        (await story.ClockOfAsync(paid)).ShouldSatisfyAllConditions(c => c.State.ShouldBe(OnlineState.Online), c => c.AppliedAt.ShouldNotBeNull(), c => c.SeenAt.ShouldBeNull());
        (await story.App.AccountAsync(fixedOne.SubscriptionId)).IsAwaited.ShouldBeFalse();
        var figures = await story.FiguresAsync();
        (figures.Day.Applied.Count, figures.Day.Seen.Count).ShouldBe((1, 0));
    }

    [Fact]
    public async Task Paid_WhatItWasSuspendedFor_IsTimedToo()
    {
        await using var story = await ClockStory.BeginAsync();
        var paul = await story.App.NewAsync(story.Router, await story.App.ProfileAsync("Business"), c => c with { Name = "Paul", FirstCharge = FirstCharge.Invoice });
        Scenario.Value(await story.App.With<ContractChange, Result<Subscription>>(c => c.ApplyAsync(paul.SubscriptionId, null, "subscription.suspended", (s, _) => (s.Disable(forDebt: true), ""), None)));
        await story.PassAsync();

        var taken = Scenario.Value(await story.App.PayAsync(paul, 1500, p => p with { SubscriptionId = null }));

        taken.Renewed.ShouldBeNull();
        (await story.ClockOfAsync(taken.Payment.Id)).ShouldSatisfyAllConditions(c => c.SubscriptionId.ShouldBe(paul.SubscriptionId), c => c.State.ShouldBe(OnlineState.Waiting));
        story.After(3);
        await story.PassAsync();
        (await story.ClockOfAsync(taken.Payment.Id)).State.ShouldBe(OnlineState.Applied);
    }

    [Fact]
    public async Task Paid_CreditAlone_HasNoClock()
    {
        await using var story = await ClockStory.BeginAsync();

        var taken = Scenario.Value(await story.App.PayAsync(story.Jane, 100, p => p with { SubscriptionId = null }));

        (await story.App.Db(db => db.Set<OnlineClock>().CountAsync(c => c.PaymentId == taken.Payment.Id))).ShouldBe(0);
        (await story.IsAwaitedAsync()).ShouldBeFalse();
    }

    [Fact]
    public async Task Callback_IsTimedFromItsMessage()
    {
        await using var story = await ClockStory.BeginAsync();
        var account = await story.App.SignedAccountAsync();
        await story.ExpireAsync();
        var received = story.Clock.GetUtcNow();
        story.After(4);

        var booked = await story.App.ScopeAsync(async s => await s.GetRequiredService<AppDbContext>().ChangeAsync(token => s.GetRequiredService<GatewayBooking>().ApplyAsync(
            account, PaymentMethod.Callback, new MovementFact("QK7", MovementState.Succeeded, Bookkeeping.Kes(150000)) { Account = "jane", ReceivedAt = received }, token), None));

        Scenario.Value(booked).Result.ShouldBe("recorded");
        (await story.App.Db(db => db.Set<OnlineClock>().AsNoTracking().SingleAsync())).ShouldSatisfyAllConditions(c => c.ReceivedAt.ShouldBe(received), c => (c.BookedAt - received).ShouldBe(TimeSpan.FromSeconds(4)));
    }

    [Theory, EachDatabase]
    public async Task Figures_OfManyTimes_AreThoseOfARecount(DatabaseProvider provider)
    {
        await using var story = await ClockStory.BeginAsync(provider);
        var (paid, random, times) = (await story.PayAsync(), new Random(7), new List<double>());
        for (var batch = 0; batch < 3; batch++)
        {
            var rows = new List<OnlineClock>();
            for (var i = 0; i < 60; i++)
            {
                var seconds = Math.Exp((random.NextDouble() * 6) - 3);
                times.Add(seconds);
                rows.Add(new OnlineClock
                {
                    PaymentId = paid,
                    SubscriptionId = story.Jane.SubscriptionId,
                    RouterId = story.Router.Id,
                    RouterAccountId = Guid.CreateVersion7(),
                    WantedVersion = 1,
                    ReceivedAt = story.Clock.GetUtcNow().AddSeconds(-seconds),
                    BookedAt = story.Clock.GetUtcNow(),
                    QueuedAt = story.Clock.GetUtcNow(),
                });
            }
            await story.App.Db(async db =>
            {
                db.AddRange(rows);
                return await db.SaveChangesAsync();
            });
            await AppliedAsync(story, [.. rows.Select(r => new AppliedAccount(r.RouterAccountId, 1, true, false))]);
            story.After(3000);
        }

        await story.CountsAreTrueAsync();
        times.Sort();
        var day = (await story.FiguresAsync()).Day.Applied;
        day.Count.ShouldBe(180);
        day.Median.TotalSeconds.ShouldBe(times[89], times[89] * 0.05);
        day.Most.TotalSeconds.ShouldBe(times[170], times[170] * 0.05);
        (await story.App.Db(db => db.Set<OnlineClock>().CountAsync(c => c.IsSlow))).ShouldBe(times.Count(t => t > 10));
    }

    [Fact]
    public async Task Purge_OldHoursGo_TheFiguresOfTheWeekStay()
    {
        await using var story = await ClockStory.BeginAsync();
        await story.ExpireAsync();
        await story.PayAsync();
        await story.PassAsync();
        story.Clock.Advance(TimeSpan.FromDays(6));
        var figures = await story.FiguresAsync();
        (figures.Day.Applied.Count, figures.Week.Applied.Count).ShouldBe((0, 1));

        await PurgeAsync(story);
        (await story.FiguresAsync()).Week.Applied.Count.ShouldBe(1);
        story.Clock.Advance(TimeSpan.FromDays(4));
        await PurgeAsync(story);
        (await story.App.Db(db => db.Set<OnlineHour>().CountAsync())).ShouldBe(0);
        (await story.App.Db(db => db.Set<OnlineClock>().CountAsync())).ShouldBe(1);
        story.Clock.Advance(TimeSpan.FromDays(366));
        await PurgeAsync(story);
        (await story.App.Db(db => db.Set<OnlineClock>().CountAsync())).ShouldBe(0);
    }

    private static Task<string> PurgeAsync(ClockStory story) => story.App.With<PurgeOnlineClocksJob, string>(j => j.RunAsync(story.Clock.GetUtcNow(), None));

    private static Task AppliedAsync(ClockStory story, params AppliedAccount[] accounts) => story.App.ScopeAsync(async s =>
    {
        await s.GetRequiredService<AppDbContext>().InTransactionAsync(async token =>
        {
            foreach (var listener in s.GetServices<IAwaitedListener>()) await listener.AppliedAsync(accounts, story.Clock.GetUtcNow(), token);
        }, None);
    });
}
