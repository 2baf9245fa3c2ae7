using Bunit;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Web.Features.Subscriptions;
using MikrotikBilling.Web.Features.Tenants;

namespace MikrotikBilling.Tests.Subscriptions;

public sealed class ServiceCardTests : BunitContext
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 8, 0, 0, TimeSpan.Zero);
    private static readonly TenantTime Time = new(TimeZoneInfo.Utc, Now);
    private static readonly ServiceRights All = new(true, true, true);
    private static readonly SubscriptionLine Line = new(Guid.CreateVersion7(), Guid.CreateVersion7(), "Jane", "jane", SubscriptionStatus.Active,
        Guid.CreateVersion7(), "Home", 10_000_000, 2_000_000, Guid.CreateVersion7(), "Tower", Now.AddDays(-2), Now.AddDays(10), 4);

    [Fact]
    public void Card_Service_RefreshesItself() =>
        Card(Line).Find("section").GetAttribute("hx-trigger").ShouldBe("every 10s, seen, subscription:renewed from:body");

    [Fact]
    public void Card_WithASecret_StandsStillAndCanBePutAway()
    {
        var card = Card(Line, secret: "s3cret!<b>");

        card.Find("section").HasAttribute("hx-trigger").ShouldBeFalse();
        card.Find(".secret").TextContent.ShouldBe("s3cret!<b>");
        card.Find($"a[hx-get='/subscriptions/{Line.Id}']").TextContent.ShouldBe("Done");
    }

    [Fact]
    public void Card_Refused_StandsStill() => Card(Line, refusal: "No.").Find("section").HasAttribute("hx-trigger").ShouldBeFalse();

    [Theory]
    [InlineData(SubscriptionStatus.Active, "Disable")]
    [InlineData(SubscriptionStatus.Expired, "Disable")]
    [InlineData(SubscriptionStatus.Suspended, "Enable")]
    public void Card_State_OffersWhatItMayBecome(SubscriptionStatus status, string verb) =>
        Card(Line with { Status = status }).FindAll($"form[action$='handler={verb}']").Count.ShouldBe(1);

    [Fact]
    public void Card_Cancelled_CannotBeExtended() =>
        Card(Line with { Status = SubscriptionStatus.Cancelled }).FindAll("form[action*='Extend'], form[action*='Disable']").ShouldBeEmpty();

    [Fact]
    public void Card_EachForm_PostsTheVersion() =>
        Card(Line).FindAll("form[action*='change']").ShouldAllBe(f => f.QuerySelector("input[name=version]")!.GetAttribute("value") == "4");

    [Fact]
    public void Card_WithoutRights_HasNoForms() => Card(Line, rights: new ServiceRights(false, false, false)).FindAll("form").ShouldBeEmpty();

    [Fact]
    public void Card_HostileTexts_StayText() =>
        Card(Line with { UserName = "<script>", Profile = "<img src=x>", Router = "\"><i>" }).FindAll("script, img, i").ShouldBeEmpty();

    private IRenderedComponent<ServiceCard> Card(SubscriptionLine line, ServiceRights? rights = null, string? secret = null, string? refusal = null) =>
        Render<ServiceCard>(p => p.Add(c => c.Service, line).Add(c => c.Rights, rights ?? All).Add(c => c.Time, Time).Add(c => c.Secret, secret).Add(c => c.Refusal, refusal));
}
