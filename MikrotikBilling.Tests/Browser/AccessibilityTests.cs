using Microsoft.Playwright;
using MikrotikBilling.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace MikrotikBilling.Tests.Browser;

/// <summary>Every page, light and dark, wide and on a phone, against the rules of axe. New pages are found by themselves.</summary>
[Collection(nameof(DemoSite))]
public class AccessibilityTests(DemoSite site) : BrowserTests
{
    private const string Contrast = "color-contrast";

    [BrowserTheory]
    [InlineData(1440, 900)]
    [InlineData(390, 844)]
    public async Task Pages_OfTheOwner_HaveNoFaults(int width, int height)
    {
        var complaints = new List<string>();
        var page = await OpenAsync(site.OwnerAsync(complaints));
        await Axe.LoadAsync(page);
        await page.SetViewportSizeAsync(width, height);
        var pages = await site.PagesAsync();
        pages.Count.ShouldBeGreaterThan(15);

        var faults = new List<string>();
        foreach (var path in pages) faults.AddRange(await BothThemesAsync(page, path));

        faults.ShouldBeEmpty();
        complaints.ShouldBeEmpty();
    }

    [BrowserFact]
    public async Task Pages_OfStrangers_HaveNoFaults()
    {
        await using var empty = await (await TestApp.StartAsync(owner: false)).ServeAsync();
        var faults = new List<string>();
        foreach (var (address, path) in new[] { (site.Address, "/sign-in"), (site.Address, "/no-such-page"), (empty.Address, "/") })
        {
            var page = await OpenAsync(Chromium.PageAsync(address, []));
            await Axe.LoadAsync(page);
            faults.AddRange(await BothThemesAsync(page, path));
            await page.SetViewportSizeAsync(390, 844);
            faults.AddRange(await BothThemesAsync(page, path));
        }

        faults.ShouldBeEmpty();
    }

    [BrowserFact]
    public async Task OpenParts_HaveNoFaults()
    {
        var page = await OpenAsync(site.OwnerAsync([]));
        await Axe.LoadAsync(page);
        await page.GotoAsync("/design");
        var faults = new List<string>();

        await page.Locator("summary.avatar").ClickAsync();
        faults.AddRange(await page.FaultsAsync("account menu"));
        await page.Keyboard.PressAsync("Escape");
        await page.Keyboard.PressAsync("?");
        await Expect(page.Locator("#help")).ToBeVisibleAsync();
        faults.AddRange(await page.FaultsAsync("help sheet"));
        await page.Keyboard.PressAsync("Escape");
        await page.Locator("[data-confirm-word]").ClickAsync();
        await Expect(page.Locator("#confirm")).ToBeVisibleAsync();
        faults.AddRange(await page.FaultsAsync("confirm dialog"));
        await page.Keyboard.PressAsync("Escape");
        await page.Locator("[data-select-page]").CheckAsync();
        faults.AddRange(await page.FaultsAsync("selection bar"));
        await page.SetViewportSizeAsync(390, 844);
        await page.Locator("[data-drawer-open]").ClickAsync();
        faults.AddRange(await page.FaultsAsync("drawer"));

        faults.ShouldBeEmpty();
    }

    private static async Task<List<string>> BothThemesAsync(IPage page, string path)
    {
        await page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = ColorScheme.Light, ReducedMotion = ReducedMotion.Reduce });
        await page.GotoAsync(path);
        var width = page.ViewportSize!.Width;
        var faults = new List<string>(await page.FaultsAsync($"{path} light {width}"));
        if (await page.EvaluateAsync<int>("document.documentElement.scrollWidth") > width) faults.Add($"{path} {width}: scrolls sideways");
        await page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = ColorScheme.Dark, ReducedMotion = ReducedMotion.Reduce });
        faults.AddRange(await page.FaultsAsync($"{path} dark {width}", Contrast));
        return faults;
    }
}
