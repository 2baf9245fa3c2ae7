using MikrotikBilling.Core.Subscriptions;

namespace MikrotikBilling.Tests.Subscriptions;

public class SubscriptionTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 10, 9, 30, 20, TimeSpan.Zero);
    private static readonly TimeZoneInfo Nairobi = TimeZoneInfo.FindSystemTimeZoneById("Africa/Nairobi");

    public static TheoryData<SubscriptionStatus, SubscriptionStatus, bool> Moves()
    {
        var allowed = new HashSet<(SubscriptionStatus, SubscriptionStatus)>
        {
            (SubscriptionStatus.Pending, SubscriptionStatus.Active), (SubscriptionStatus.Pending, SubscriptionStatus.Suspended),
            (SubscriptionStatus.Pending, SubscriptionStatus.Cancelled),
            (SubscriptionStatus.Active, SubscriptionStatus.Grace), (SubscriptionStatus.Active, SubscriptionStatus.Suspended),
            (SubscriptionStatus.Active, SubscriptionStatus.Expired), (SubscriptionStatus.Active, SubscriptionStatus.Paused),
            (SubscriptionStatus.Active, SubscriptionStatus.Cancelled),
            (SubscriptionStatus.Grace, SubscriptionStatus.Active), (SubscriptionStatus.Grace, SubscriptionStatus.Suspended),
            (SubscriptionStatus.Grace, SubscriptionStatus.Expired), (SubscriptionStatus.Grace, SubscriptionStatus.Cancelled),
            (SubscriptionStatus.Suspended, SubscriptionStatus.Pending), (SubscriptionStatus.Suspended, SubscriptionStatus.Active),
            (SubscriptionStatus.Suspended, SubscriptionStatus.Expired), (SubscriptionStatus.Suspended, SubscriptionStatus.Cancelled),
            (SubscriptionStatus.Expired, SubscriptionStatus.Active), (SubscriptionStatus.Expired, SubscriptionStatus.Suspended),
            (SubscriptionStatus.Expired, SubscriptionStatus.Cancelled),
            (SubscriptionStatus.Paused, SubscriptionStatus.Active), (SubscriptionStatus.Paused, SubscriptionStatus.Cancelled),
            (SubscriptionStatus.Ready, SubscriptionStatus.Active), (SubscriptionStatus.Ready, SubscriptionStatus.Cancelled),
        };
        var data = new TheoryData<SubscriptionStatus, SubscriptionStatus, bool>();
        foreach (var from in Enum.GetValues<SubscriptionStatus>())
            foreach (var to in Enum.GetValues<SubscriptionStatus>())
                data.Add(from, to, allowed.Contains((from, to)));
        return data;
    }

    [Theory, MemberData(nameof(Moves))]
    public void Transition_EachPair_IsAsWritten(SubscriptionStatus from, SubscriptionStatus to, bool allowed) =>
        SubscriptionTransitions.May(from, to).ShouldBe(allowed);

    [Fact]
    public void PauseResume_DaysLater_GivesBackEveryMinute()
    {
        var subscription = Running(until: Now.AddDays(12).AddMinutes(7));
        var left = subscription.ExpiresAt - Now;

        subscription.Pause(Now).Ok.ShouldBeTrue();
        subscription.Expire(Now.AddDays(40)).Ok.ShouldBeFalse();
        subscription.Resume(Now.AddDays(90), Nairobi).Ok.ShouldBeTrue();

        subscription.Status.ShouldBe(SubscriptionStatus.Active);
        (subscription.ExpiresAt - Now.AddDays(90)).ShouldBeInRange(left, left + TimeSpan.FromMinutes(1)); // up to the whole minute, never less
        subscription.TimeLeft.ShouldBeNull();
        subscription.AnchorDay.ShouldBe(TimeZoneInfo.ConvertTime(subscription.ExpiresAt, Nairobi).Day);
    }

    [Fact]
    public void Pause_NothingLeft_IsRefused()
    {
        var subscription = Running(until: Now.AddMinutes(1));

        subscription.Pause(Now.AddHours(1)).Refusal!.Code.ShouldBe("subscription.ended");
    }

    [Fact]
    public void Cancel_Paused_IsForGood()
    {
        var subscription = Running(until: Now.AddDays(2));
        subscription.Pause(Now);

        subscription.Cancel(Now).Ok.ShouldBeTrue();

        subscription.CancelledAt.ShouldBe(Now);
        subscription.TimeLeft.ShouldBeNull();
        subscription.Cancel(Now).Refusal!.Code.ShouldBe("subscription.cancelled");
        subscription.Resume(Now, Nairobi).Ok.ShouldBeFalse();
        subscription.ExtendBy(1, Now, Nairobi).Refusal!.Code.ShouldBe("subscription.cancelled");
    }

    [Fact]
    public void ExtendBy_BeforeOrAfterTheEnd_BeginsANewAllowance()
    {
        var running = Running(until: Now.AddDays(2));
        running.ExtendBy(1, Now, Nairobi);
        running.Allowance.ShouldBe(2);
        running.ExtendTo(Now.AddDays(1), Now);
        running.Allowance.ShouldBe(2);

        var ended = Running(until: Now.AddDays(-2));
        ended.ExtendBy(1, Now, Nairobi);
        ended.Allowance.ShouldBe(2);
    }

    [Fact]
    public void ExtendBy_TimeLeft_AddsToTheEnd()
    {
        var subscription = Running(until: Now.AddDays(2));
        var end = subscription.ExpiresAt;

        subscription.ExtendBy(7, Now, Nairobi).Ok.ShouldBeTrue();

        subscription.ExpiresAt.ShouldBe(end.AddDays(7));
    }

    [Fact]
    public void ExtendBy_Expired_CountsFromNowAndComesBack()
    {
        var subscription = Running(until: Now.AddDays(-4));
        subscription.Status.ShouldBe(SubscriptionStatus.Expired);

        subscription.ExtendBy(1, Now, Nairobi).Ok.ShouldBeTrue();

        subscription.Status.ShouldBe(SubscriptionStatus.Active);
        subscription.ExpiresAt.ShouldBe(new DateTimeOffset(2026, 3, 11, 9, 31, 0, TimeSpan.Zero)); // up to the whole minute
    }

    [Fact]
    public void ExtendBy_Suspended_MovesTheEndAndStaysSuspended()
    {
        var subscription = Running(until: Now.AddDays(2));
        subscription.Disable();

        subscription.ExtendBy(3, Now, Nairobi).Ok.ShouldBeTrue();

        subscription.Status.ShouldBe(SubscriptionStatus.Suspended);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-5)]
    [InlineData(3661)]
    [InlineData(int.MaxValue)]
    public void ExtendBy_ImpossibleDays_IsRefused(int days)
    {
        var subscription = Running(until: Now.AddDays(2));
        var end = subscription.ExpiresAt;

        subscription.ExtendBy(days, Now, Nairobi).Ok.ShouldBeFalse();
        subscription.ExpiresAt.ShouldBe(end);
    }

    [Fact]
    public void ExtendTo_Past_IsRefused() =>
        Running(until: Now.AddDays(2)).ExtendTo(Now.AddMinutes(-1), Now).Refusal!.Code.ShouldBe("subscription.expiry-past");

    [Fact]
    public void Enable_TimeUpMeanwhile_BecomesExpired()
    {
        var subscription = Running(until: Now.AddDays(2));
        subscription.Disable();

        subscription.Enable(Now.AddDays(3)).Ok.ShouldBeTrue();

        subscription.Status.ShouldBe(SubscriptionStatus.Expired);
    }

    [Fact]
    public void Expire_BeforeItsTime_IsRefused()
    {
        var subscription = Running(until: Now.AddMinutes(1));

        subscription.Expire(Now).Ok.ShouldBeFalse();
        subscription.Status.ShouldBe(SubscriptionStatus.Active);
    }

    private static Subscription Running(DateTimeOffset until)
    {
        var subscription = new Subscription { UserName = "jane", ProtectedPassword = "", StartsAt = Now.AddDays(-10) };
        subscription.Begin(Now, until);
        return subscription;
    }
}
