using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Payments.Clocks;
using MikrotikBilling.Core.Provisioning;
using MikrotikBilling.Core.Routers.RouterOs;
using MikrotikBilling.Core.Settings;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Payments.Clocks;

public sealed class ClockWatchTests
{
    private static CancellationToken None => CancellationToken.None;

    [Theory, EachDatabase]
    public async Task Watch_PaidAndNotOnARouterThatAnswers_IsOneAlarmThatEndsByItself(DatabaseProvider provider)
    {
        await using var story = await ClockStory.BeginAsync(provider);
        await story.ExpireAsync();
        story.After(300);
        var paid = await story.PayAsync();
        story.After(119);
        await story.WatchAsync();
        (await story.AlarmsAsync()).ShouldBeEmpty();
        (await story.ClockOfAsync(paid)).IsSlow.ShouldBeTrue();

        for (var look = 0; look < 3; look++)
        {
            story.After(60);
            await story.WatchAsync();
        }
        (await story.AlarmsAsync()).ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            a => a.Kind.ShouldBe("paid-to-online"), a => a.Times.ShouldBe(1), a => a.RouterId.ShouldBe(story.Router.Id), a => a.Customers.ShouldBe(1),
            a => a.Text.InEnglish.ShouldBe("A service that was paid is not on Tower after 2 minutes, though it answers"));

        await story.PassAsync();
        await story.WatchAsync();
        (await story.AlarmsAsync()).Count.ShouldBe(1);
        story.After(200);
        await story.WatchAsync();
        await story.WatchAsync();
        (await story.AlarmsAsync()).ShouldBeEmpty();
        (await story.App.Db(db => db.Set<AuditEntry>().CountAsync(a => a.Action == "alarm.cleared"))).ShouldBe(1);
    }

    [Fact]
    public async Task Watch_RouterAway_IsItsOwnAlarmAlone()
    {
        await using var story = await ClockStory.BeginAsync();
        await story.ExpireAsync();
        await story.RouterIsAsync(RouterOsErrorKind.TimedOut);
        await story.PayAsync();
        story.After(600);

        await story.WatchAsync();

        (await story.AlarmsAsync()).ShouldBeEmpty();
        // Back just now: its lane has its two minutes from here on.
        await story.RouterIsAsync(null);
        await story.WatchAsync();
        (await story.AlarmsAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(4, 0, false)]
    [InlineData(5, 0, true)]
    [InlineData(1, 18, true)]
    [InlineData(1, 19, false)]
    [InlineData(2, 38, false)]
    public async Task Watch_SlowHour_IsAnAlarmAboveFiveInAHundred(int slow, int fast, bool isAlarm)
    {
        await using var story = await ClockStory.BeginAsync();
        await AppliedAsync(story, slow, fast);

        await story.WatchAsync();

        (await story.AlarmsAsync()).Select(a => a.Text).ShouldBe(isAlarm ? [$"Of {slow + fast} payments of the last hour {slow} took more than 10 s from the money to the router"] : []);
    }

    [Fact]
    public async Task Watch_SlowHourIsOver_TheAlarmEnds()
    {
        await using var story = await ClockStory.BeginAsync();
        await AppliedAsync(story, 6, 0);
        await story.WatchAsync();
        story.After(1800);
        await story.WatchAsync();
        (await story.AlarmsAsync()).ShouldHaveSingleItem().Times.ShouldBe(1 + 1);

        story.After(1801);
        await story.WatchAsync();

        (await story.AlarmsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Watch_SlowAsTheRouterWasAway_IsNoAlarm()
    {
        await using var story = await ClockStory.BeginAsync();
        await AppliedAsync(story, 6, 0, away: true);

        await story.WatchAsync();

        (await story.AlarmsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Watch_TheTenantsOwnLimit_Counts()
    {
        await using var story = await ClockStory.BeginAsync();
        Scenario.Value(await story.App.With<SettingsService, Result<SystemSettings>>(s => s.SaveClockAsync(new SaveClock { OnlineWithinSeconds = 1, AppliedWithinMinutes = 30 }, null, None)));
        await story.ExpireAsync();
        var paid = await story.PayAsync();
        story.After(600);
        await story.WatchAsync();
        (await story.AlarmsAsync()).ShouldBeEmpty();

        await story.PassAsync();

        (await story.ClockOfAsync(paid)).IsSlow.ShouldBeTrue();
    }

    [Fact]
    public async Task Watch_NobodyDials_GivesUpAfterAnHour()
    {
        await using var story = await ClockStory.BeginAsync();
        await story.ExpireAsync();
        var paid = await story.PayAsync();
        await story.PassAsync();
        story.After(3500);
        await story.WatchAsync();
        (await story.ClockOfAsync(paid)).State.ShouldBe(OnlineState.Applied);

        story.After(200);
        await story.WatchAsync();

        (await story.ClockOfAsync(paid)).State.ShouldBe(OnlineState.Unseen);
        (await story.IsAwaitedAsync()).ShouldBeFalse();
        await story.ReadAsync(("jane", 1, "7"));
        (await story.ClockOfAsync(paid)).State.ShouldBe(OnlineState.Unseen);
    }

    [Fact]
    public async Task Watch_MovedToAnotherRouter_CallsTheOldClockOff()
    {
        await using var story = await ClockStory.BeginAsync();
        await story.ExpireAsync();
        var paid = await story.PayAsync();
        var other = await story.App.RouterAsync("Hill", 9);
        await story.ContractAsync((s, _) =>
        {
            s.RouterId = other.Id;
            return Result.Success;
        });

        await story.WatchAsync();

        (await story.ClockOfAsync(paid)).State.ShouldBe(OnlineState.CalledOff);
    }

    [Fact]
    public async Task Watch_NothingWaits_ReadsAFewRows()
    {
        await using var story = await ClockStory.BeginAsync();
        await story.WatchAsync();
        story.App.Sql.Reset();

        await story.WatchAsync();

        story.App.Sql.Count.ShouldBeLessThanOrEqualTo(8, string.Join("\n", story.App.Sql.Statements));
        story.App.Sql.Statements.ShouldNotContain(s => s.StartsWith("UPDATE", StringComparison.Ordinal));
    }

    /// <summary>So many clocks that were applied just now.</summary>
    private static async Task AppliedAsync(ClockStory story, int slow, int fast, bool away = false)
    {
        var (paid, now) = (await story.PayAsync(), story.Clock.GetUtcNow());
        await story.App.Db(async db =>
        {
            for (var i = 0; i < slow + fast; i++)
                db.Add(new OnlineClock
                {
                    PaymentId = paid,
                    SubscriptionId = story.Jane.SubscriptionId,
                    RouterId = story.Router.Id,
                    RouterAccountId = Guid.CreateVersion7(),
                    Kind = AccountKind.PppSecret,
                    WantedVersion = 1,
                    ReceivedAt = now.AddSeconds(i < slow ? -11 : -1),
                    BookedAt = now,
                    QueuedAt = now,
                    AppliedAt = now,
                    SeenAt = now,
                    State = OnlineState.Online,
                    IsSlow = i < slow,
                    RouterWasAway = away,
                });
            return await db.SaveChangesAsync();
        });
    }
}
