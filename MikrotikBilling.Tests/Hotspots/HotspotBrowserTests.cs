using Microsoft.Playwright;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Vouchers;
using MikrotikBilling.Tests.Browser;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Hotspots;

/// <summary>The same way with a real browser, as a phone: pages that go on by themselves, the log-in pressed by the script, until the time is up.</summary>
public sealed class HotspotBrowserTests : BrowserTests
{
    [BrowserTheory]
    [InlineData("http-chap")]
    [InlineData("http-pap")]
    public async Task Guest_TypesHisCode_IsOnline_UntilHisTimeIsUp(string loginBy)
    {
        var clock = new FakeClock(TimeProvider.System.GetUtcNow());
        await using var town = await HotspotTown.BuildAsync(loginBy, routerClock: clock);
        var code = await town.CodeAsync(b => b with { Counts = VoucherTime.Online, TimeCount = 2, TimeUnit = SpanUnit.Hours });
        List<string> complaints = [];
        var page = await OpenAsync(Chromium.PageAsync(new Uri($"http://127.0.0.1:{town.Simulator.HotspotPort}"), complaints));
        await page.SetViewportSizeAsync(390, 844);

        await page.GotoAsync("/today");
        await page.WaitForURLAsync("**/hotspot/**");
        var width = await page.EvaluateAsync<int>("document.documentElement.scrollWidth");
        await page.GetByLabel("Voucher code").FillAsync(code);
        await page.GetByRole(AriaRole.Button, new() { Name = "Connect" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "The Internet" })).ToBeVisibleAsync(new() { Timeout = 30_000 });
        var session = town.Simulator.HotspotSessions.ShouldHaveSingleItem();
        var row = town.Simulator.Row("/ip/hotspot/user", code)!;
        clock.Advance(TimeSpan.FromHours(2) + TimeSpan.FromMinutes(1));
        var online = town.Simulator.HotspotSessions.Count;
        await page.GotoAsync("/tomorrow");
        await page.WaitForURLAsync("**/hotspot/**");

        width.ShouldBe(390);
        session.UserName.ShouldBe(code);
        row["limit-uptime"].ShouldBe("2h");
        online.ShouldBe(0);
        await Assertions.Expect(page.GetByLabel("Voucher code")).ToBeVisibleAsync();
        complaints.Where(c => !c.StartsWith("asked another host", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    /// <summary>Our page cannot be reached: name and password at the router itself, the sum made by the script in its page.</summary>
    [BrowserFact]
    public async Task Form_OfTheRouter_MakesTheSumByItself()
    {
        await using var town = await HotspotTown.BuildAsync(lanes: false);
        town.Simulator.Add("/ip/hotspot/user", ("name", "jane"), ("password", "sécret 1"));
        List<string> complaints = [];
        var page = await OpenAsync(Chromium.PageAsync(new Uri($"http://127.0.0.1:{town.Simulator.HotspotPort}"), complaints));

        await page.GotoAsync("/login?var=form");
        await page.GetByLabel("User name").FillAsync("jane");
        await page.GetByLabel("Password").FillAsync("sécret 1");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "You are online" })).ToBeVisibleAsync();

        town.Simulator.HotspotSessions.ShouldHaveSingleItem().UserName.ShouldBe("jane");
        complaints.ShouldBeEmpty();
    }

    [BrowserTheory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task Pages_CanBeReadAndReached_OnAPhone(ColorScheme scheme)
    {
        await using var town = await HotspotTown.BuildAsync(lanes: false, with: p => p with { Welcome = "Vouchers at the shop.\nCall 0712 345 678." });
        using var phone = town.Phone();
        var address = (await phone.SurfAsync()).Refresh;
        var page = await OpenAsync(Chromium.PageAsync(town.App.Address, []));
        await Axe.LoadAsync(page);
        await page.EmulateMediaAsync(new() { ColorScheme = scheme });
        foreach (var width in new[] { 320, 390, 1280 })
        {
            await page.SetViewportSizeAsync(width, 844);
            await page.GotoAsync(address);
            (await page.EvaluateAsync<int>("document.documentElement.scrollWidth")).ShouldBeLessThanOrEqualTo(width);
            var small = await page.EvaluateAsync<string[]>("[...document.querySelectorAll('button, input:not([type=hidden]), a, summary')].filter(e => e.offsetParent && e.getBoundingClientRect().height < 44 && e.type !== 'radio').map(e => e.outerHTML)");
            small.ShouldBeEmpty();
        }
        await page.SetViewportSizeAsync(390, 844);
        await page.GotoAsync(address);
        (await page.FaultsAsync("hotspot")).ShouldBeEmpty();
    }
}
