using Bunit;
using MikrotikBilling.Core.Provisioning;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Web.Features.Provisioning;
using MikrotikBilling.Web.Features.Tenants;

namespace MikrotikBilling.Tests.Provisioning;

public sealed class RouterSideTests : BunitContext
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 8, 0, 0, TimeSpan.Zero);
    private static readonly TenantTime Time = new(TimeZoneInfo.Utc, Now);
    private static readonly SessionLine Session = new(7, Guid.CreateVersion7(), "jane", "10.0.0.5", "AA:BB:CC:DD:EE:FF", Now.AddHours(-2), Now, null, 3L << 30, 1 << 20);
    private static readonly SubscriptionLine Service = new(Guid.CreateVersion7(), Guid.CreateVersion7(), "Jane", "jane", SubscriptionStatus.Active,
        Guid.CreateVersion7(), "Home", 1, 1, Guid.CreateVersion7(), "Tower", Now, Now.AddDays(10), 4);

    [Fact]
    public void Account_OnRouter_AsksForNothing() => Side(Account(AccountState.OnRouter)).FindAll("form").ShouldBeEmpty();

    [Fact]
    public void Account_Conflict_SaysWhyAndOffersToTryAgain()
    {
        var side = Side(Account(AccountState.Conflict) with { Why = "<b>jane</b> is not ours." });

        side.Markup.ShouldContain("&lt;b&gt;jane");
        side.FindAll("form[action$='/retry']").Count.ShouldBe(1);
    }

    [Fact]
    public void Account_FailingWhileTheRouterIsOffline_Waits()
    {
        var side = Side(Account(AccountState.Failing) with { RouterState = RouterState.Offline, RouterSince = Now.AddMinutes(-4), RouterError = "No answer." });

        side.Markup.ShouldContain("Waiting for the router");
        side.Markup.ShouldContain("Tower is offline.");
        side.Markup.ShouldContain("No answer.");
        side.FindAll("form").ShouldBeEmpty();
    }

    [Fact]
    public void Sessions_Open_CountAndCanBeEnded()
    {
        var side = Side(Account(AccountState.OnRouter), open: [Session]);

        side.Markup.ShouldContain("3.2 GB");
        side.Markup.ShouldContain("AA:BB:CC:DD:EE:FF");
        side.FindAll($"form[action='/subscriptions/{Session.SubscriptionId}/end-session']").Count.ShouldBe(1);
    }

    [Fact]
    public void Sessions_Past_SayHowLong() =>
        Side(Account(AccountState.OnRouter), past: [Session with { EndedAt = Now }]).Markup.ShouldContain("2 h");

    [Fact]
    public void Side_Refused_StandsStill() =>
        Side(Account(AccountState.OnRouter), refusal: "jane is not online.").Find("#router-side").HasAttribute("hx-trigger").ShouldBeFalse();

    [Theory]
    [InlineData(AccountState.Waiting, false, SubscriptionStatus.Active, true)]
    [InlineData(AccountState.OnRouter, false, SubscriptionStatus.Active, true)]
    [InlineData(AccountState.OnRouter, true, SubscriptionStatus.Active, false)]
    [InlineData(AccountState.OnRouter, false, SubscriptionStatus.Pending, false)]
    public void Progress_AsksUntilThereIsNothingToWaitFor(AccountState state, bool online, SubscriptionStatus status, bool asks) =>
        Progress(Account(state), online, Service with { Status = status }).Find("div").HasAttribute("hx-trigger").ShouldBe(asks);

    [Fact]
    public void Progress_Long_AsksMoreSlowly() =>
        Progress(Account(AccountState.Waiting) with { Since = Now.AddHours(-1) }, false, Service).Find("div").GetAttribute("hx-trigger").ShouldBe("every 5s, seen");

    private static AccountLine Account(AccountState state) => new(Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7(), state, Now, null, "jane")
    {
        UserName = "jane",
        Router = "Tower",
        RouterState = RouterState.Online,
    };

    private IRenderedComponent<ProvisioningProgress> Progress(AccountLine account, bool online, SubscriptionLine service) =>
        Render<ProvisioningProgress>(p => p.Add(c => c.Service, service).Add(c => c.Account, account).Add(c => c.IsOnline, online).Add(c => c.Time, Time));

    private IRenderedComponent<RouterSide> Side(
        AccountLine account, IReadOnlyList<SessionLine>? open = null, IReadOnlyList<SessionLine>? past = null, string? refusal = null) => Render<RouterSide>(p => p
        .Add(c => c.CustomerId, account.CustomerId).Add(c => c.Accounts, [account]).Add(c => c.Open, open ?? []).Add(c => c.Past, past ?? [])
        .Add(c => c.Time, Time).Add(c => c.MayRetry, true).Add(c => c.MayEnd, true).Add(c => c.Refusal, refusal));
}
