using Bunit;
using MikrotikBilling.Web.Shell;
using MikrotikBilling.Web.Shell.Components;

namespace MikrotikBilling.Tests.Shell;

public sealed class BlockTests : BunitContext
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Badge_HostileText_StaysText()
    {
        var badge = Render<Badge>(p => p.Add(b => b.Text, "<img src=x onerror=alert(1)>").Add(b => b.Tone, Tone.Bad));

        badge.FindAll("img").ShouldBeEmpty();
        badge.Find(".badge-bad").TextContent.ShouldBe("<img src=x onerror=alert(1)>");
    }

    [Fact]
    public void Icon_WithoutLabel_IsHiddenFromReaders() =>
        Render<Icon>(p => p.Add(i => i.Name, "router")).Find("svg").GetAttribute("aria-hidden").ShouldBe("true");

    [Fact]
    public void Icon_HostileName_DrawsTheFallback()
    {
        var icon = Render<Icon>(p => p.Add(i => i.Name, "<script>").Add(i => i.Label, "Router"));

        icon.FindAll("script").ShouldBeEmpty();
        icon.FindAll("circle").Count.ShouldBe(1);
        icon.Find("svg").GetAttribute("aria-label").ShouldBe("Router");
    }

    [Fact]
    public void StatTile_WithAddress_IsALink()
    {
        var tile = Render<StatTile>(p => p.Add(t => t.Label, "Online").Add(t => t.Value, "12").Add(t => t.Href, "/routers"));

        tile.Find("a.stat").GetAttribute("href").ShouldBe("/routers");
        tile.Find(".stat-value").TextContent.ShouldBe("12");
    }

    [Fact]
    public void RelativeTime_Past_SaysTheInstantToMachines()
    {
        var time = Render<RelativeTime>(p => p.Add(t => t.At, Now.AddMinutes(-3)).Add(t => t.Now, Now)).Find("time");

        time.GetAttribute("datetime").ShouldBe("2026-11-20T11:57:00Z");
        time.GetAttribute("title").ShouldBe("20 Nov 2026, 11:57:00 UTC");
        time.TextContent.ShouldBe("3 min ago");
    }

    [Fact]
    public void RelativeTime_Nothing_SaysNever() =>
        Render<RelativeTime>(p => p.Add(t => t.At, null).Add(t => t.Now, Now)).Markup.ShouldContain("never");

    [Theory]
    [InlineData(34, "34%", "meter-neutral")]
    [InlineData(80, "80%", "meter-warn")]
    [InlineData(240, "100%", "meter-bad")]
    [InlineData(double.NaN, "0%", "meter-neutral")]
    public void Meter_Share_IsCutAndToned(double value, string width, string tone)
    {
        var meter = Render<Meter>(p => p.Add(m => m.Value, value).Add(m => m.Label, "CPU"));

        meter.Find("rect").GetAttribute("width").ShouldBe(width);
        meter.Find("div").ClassList.ShouldContain(tone);
        meter.FindAll("[style]").ShouldBeEmpty();
    }

    [Fact]
    public void SortHeader_PresentColumn_TurnsRoundAndStartsAnew()
    {
        var header = Render<SortHeader>(p => p
            .Add(h => h.Label, "Name").Add(h => h.Column, "name").Add(h => h.Sort, "name").Add(h => h.Url, "/customers?q=x&after=abc"));

        header.Find("th").GetAttribute("aria-sort").ShouldBe("ascending");
        header.Find("a").GetAttribute("href").ShouldBe("/customers?q=x&sort=-name");
    }

    [Fact]
    public void Pager_FirstPage_OffersOnlyTheNext()
    {
        var pager = Render<Pager>(p => p.Add(x => x.Url, "/payments?before=old").Add(x => x.After, "c 1"));

        pager.FindAll("a").Count.ShouldBe(1);
        pager.Find("a[rel=next]").GetAttribute("href").ShouldBe("/payments?after=c%201");
    }

    [Fact]
    public void Tabs_OpenTab_IsMarked()
    {
        var tabs = Render<Tabs>(p => p.Add(t => t.Current, "/b").Add(t => t.Items, [new("A", "/a"), new("B", "/b", "3")]));

        tabs.Find("[aria-current=page]").GetAttribute("href").ShouldBe("/b");
    }

    [Fact]
    public void FormSummary_NoGeneralMessage_IsEmpty() =>
        Render<FormSummary>(p => p.Add(s => s.Errors, FormErrors.At("Input.Name", "x"))).Markup.Trim().ShouldBeEmpty();

    [Fact]
    public void CopyButton_HostileValue_IsCarriedAsData() =>
        Render<CopyButton>(p => p.Add(c => c.Value, "a\"b<c>")).Find("button").GetAttribute("data-copy").ShouldBe("a\"b<c>");
}
