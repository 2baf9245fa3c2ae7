using Bunit;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Web.Features.Profiles;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Tests.Profiles;

public sealed class ProfileComponentTests : BunitContext
{
    private static readonly ProfileLine Line = new(Guid.CreateVersion7(), "Home 10M", "home-10m", new RateLimit(10_000_000, 2_000_000),
        new Money(150_000, "KES"), new CalendarSpan(1, SpanUnit.Months), null, PaymentMode.Prepaid, true, 7);

    [Fact]
    public void Row_Profile_ShowsWhatTheRouterGets()
    {
        var row = Render<ProfileRow>(p => p.Add(r => r.Profile, Line));

        row.Find("code").TextContent.ShouldBe("2M/10M");
        row.Find("a.link").GetAttribute("href").ShouldBe($"/customers?profile={Line.Id}");
        row.Markup.ShouldContain("KES 1,500.00");
    }

    [Fact]
    public void Row_HostileName_StaysText() =>
        Render<ProfileRow>(p => p.Add(r => r.Profile, Line with { Name = "<script>alert(1)</script>" })).FindAll("script").ShouldBeEmpty();

    [Fact]
    public void Row_NobodyOnIt_IsNoLink() =>
        Render<ProfileRow>(p => p.Add(r => r.Profile, Line with { Subscriptions = 0 })).FindAll("a.link").ShouldBeEmpty();

    [Fact]
    public void Form_ManyOnIt_SaysHowManyAChangeReaches() =>
        Form(new SaveProfile { Name = "A", Download = "1M", Upload = "1M" }, reach: 1204).Markup.ShouldContain("1,204 customers are on this profile");

    [Fact]
    public void Form_Burst_IsOpen() =>
        Form(new SaveProfile { Download = "1M", Upload = "1M", BurstDownload = "2M" }).Find("details.fold").HasAttribute("open").ShouldBeTrue();

    [Fact]
    public void Form_RefusedField_KeepsWhatWasTyped()
    {
        var form = Form(new SaveProfile { Download = "fast" }, errors: FormErrors.At("Input.Download", "A speed such as 10M."));

        form.Find("#Input_Download").GetAttribute("value").ShouldBe("fast");
        form.Find("#Input_Download").GetAttribute("aria-invalid").ShouldBe("true");
    }

    [Theory]
    [InlineData("10M", "2M", "2M/10M")]
    [InlineData("0", "512k", "512k/0")]
    public void Preview_Speeds_AreTurnedRound(string download, string upload, string expected) =>
        Render<RatePreview>(p => p.Add(r => r.Rate, new SaveProfile { Download = download, Upload = upload }.ToRateLimit())).Find("code").TextContent.ShouldBe(expected);

    [Theory]
    [InlineData("", "2M", null)]
    [InlineData("10M", "quick", null)]
    [InlineData("10M", "2M", "much")]
    public void ToRateLimit_Unreadable_IsNothing(string download, string upload, string? burst) =>
        new SaveProfile { Download = download, Upload = upload, BurstDownload = burst }.ToRateLimit().ShouldBeNull();

    private IRenderedComponent<ProfileForm> Form(SaveProfile input, int reach = 0, FormErrors? errors = null) => Render<ProfileForm>(p => p
        .Add(f => f.Input, input).Add(f => f.Currency, "KES").Add(f => f.Errors, errors ?? FormErrors.None).Add(f => f.Id, Line.Id).Add(f => f.Reach, reach));
}
