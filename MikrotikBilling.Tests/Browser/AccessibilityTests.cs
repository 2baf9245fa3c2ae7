using Microsoft.Playwright;
using MikrotikBilling.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace MikrotikBilling.Tests.Browser;

/// <summary>Every page, light and dark, wide and on a phone, against the rules of axe. New pages are found by themselves.</summary>
[Collection(nameof(DemoSite))]
public class AccessibilityTests(DemoSite site) : BrowserTests
{
    private const string Contrast = "color-contrast";

    /// <summary>
    /// What is wider than the card around it: on a phone rows are cards, so nothing but what says so (code, charts) is scrolled sideways. What is taken
    /// out of the page (open menus, heads for screen readers) has no place to keep to.
    /// </summary>
    private const string OutOfCards = """
        () => {
          const isLifted = (element, card) => {
            for (let e = element; e && e !== card; e = e.parentElement) {
              const style = getComputedStyle(e);
              if (style.position === 'absolute' || style.position === 'fixed' || style.clipPath !== 'none' || e.matches('svg, pre, [data-chart], .doc-desk, .tabs')) return true;
            }
            return false;
          };
          const found = [];
          for (const card of document.querySelectorAll('.card')) {
            const edge = card.getBoundingClientRect().right + 1;
            for (const e of card.querySelectorAll('*')) {
              const box = e.getBoundingClientRect();
              if (box.width > 0 && box.height > 0 && box.right > edge && !isLifted(e, card))
                found.push(`${e.tagName.toLowerCase()} ${Math.round(box.right - edge)} px: ${(e.textContent ?? '').trim().slice(0, 40)}`);
            }
          }
          return found.slice(0, 3);
        }
        """;

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
        pages.Count.ShouldBeGreaterThan(DemoSite.FewestPages);

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
        if (width < 768) faults.AddRange((await page.EvaluateAsync<string[]>(OutOfCards)).Select(what => $"{path} {width}: out of its card: {what}"));
        await page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = ColorScheme.Dark, ReducedMotion = ReducedMotion.Reduce });
        faults.AddRange(await page.FaultsAsync($"{path} dark {width}", Contrast));
        return faults;
    }
}
