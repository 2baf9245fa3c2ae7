using Microsoft.Playwright;
using MikrotikBilling.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace MikrotikBilling.Tests.Browser;

/// <summary>Every page with the Tab key alone: each stop is seen, comes in the order of the page, and none holds the focus.</summary>
[Collection(nameof(DemoSite))]
public class KeyboardWalkTests(DemoSite site) : BrowserTests
{
    /// <summary>Stops looked at on one page: long lists repeat themselves.</summary>
    private const int MostStops = 80;

    /// <summary>Day, month, year, hour, minute, half of the day and the calendar are stops within one field.</summary>
    private const int StopsInADate = 8;

    // Where the focus is: a name for people, whether its look differs from the unfocused one, and its place among all elements.
    private const string Stop =
        """
        () => {
            const stop = document.activeElement;
            if (!stop || stop === document.body) return null;
            const name = `${stop.localName}#${stop.id}.${[...stop.classList].join('.')} "${(stop.textContent || stop.getAttribute('aria-label') || '').trim().slice(0, 30)}"`;
            const box = stop.getBoundingClientRect();
            // A field in a group or card may leave the ring to its frame.
            const ringed = [stop, stop.parentElement, stop.parentElement?.parentElement, stop.closest('label')].filter(Boolean).some(element => {
                const look = getComputedStyle(element);
                return (look.outlineStyle !== 'none' && parseFloat(look.outlineWidth) >= 2) && element.matches(':focus-visible, :focus-within, :focus');
            });
            return {
                name, ringed, isDate: stop.matches('[type="date"], [type="datetime-local"], [type="time"], [type="month"]'), order: [...document.querySelectorAll('*')].indexOf(stop), tabIndex: stop.tabIndex,
                seen: box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
            };
        }
        """;

    [BrowserTheory]
    [InlineData(1440, 900)]
    [InlineData(390, 844)]
    public async Task Tab_ThroughEveryPage_ShowsEachStopInOrder(int width, int height)
    {
        var page = await OpenAsync(site.OwnerAsync([]));
        await page.SetViewportSizeAsync(width, height);
        await page.EmulateMediaAsync(new PageEmulateMediaOptions { ReducedMotion = ReducedMotion.Reduce });
        var faults = new List<string>();
        // The frame of all pages is walked on the first, on the others only what is their own.
        var frame = true;
        foreach (var path in await site.PagesAsync())
        {
            await page.GotoAsync(path);
            faults.AddRange((await WalkAsync(page, frame)).Select(fault => $"{path} {width}: {fault}"));
            frame = false;
        }

        faults.ShouldBeEmpty();
    }

    [BrowserFact]
    public async Task SkipLink_FirstTab_LeadsPastTheNavigation()
    {
        var page = await OpenAsync(site.OwnerAsync([]));
        await page.GotoAsync("/customers");

        await page.Keyboard.PressAsync("Tab");
        await Expect(page.Locator(".skip-link")).ToBeFocusedAsync();
        await Expect(page.Locator(".skip-link")).ToBeInViewportAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.Keyboard.PressAsync("Tab");

        (await page.EvaluateAsync<bool>("document.querySelector('main').contains(document.activeElement)")).ShouldBeTrue();
    }

    [BrowserTheory]
    [InlineData("summary.avatar", ".menu[open] .menu-item", "Enter")]
    [InlineData("summary.avatar", ".menu[open] .menu-item", "Space")]
    [InlineData("[data-dialog-open=design-dialog]", "#design-dialog[open]", "Enter")]
    [InlineData("[data-confirm-word]", "#confirm[open]", "Space")]
    [InlineData("main .page-header [data-dialog-open=help]", "#help[open]", "Enter")]
    public async Task MenuOrDialog_OpenedByKey_ClosesWithEscapeAndReturnsTheFocus(string opener, string opened, string key)
    {
        var page = await OpenAsync(site.OwnerAsync([]));
        await page.GotoAsync("/design");
        var button = page.Locator(opener).First;

        await button.FocusAsync();
        await page.Keyboard.PressAsync(key);
        await Expect(page.Locator(opened).First).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Escape");

        await Expect(page.Locator(opened)).ToHaveCountAsync(0);
        await Expect(button).ToBeFocusedAsync();
    }

    [BrowserFact]
    public async Task Menu_Arrows_WalkThroughItsItems()
    {
        var page = await OpenAsync(site.OwnerAsync([]));
        await page.GotoAsync("/design");
        await page.Locator("summary.avatar").FocusAsync();

        await page.Keyboard.PressAsync("ArrowDown");
        var items = page.Locator(".menu[open] .menu-item");
        await Expect(items.First).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("End");
        await Expect(items.Last).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("ArrowDown");
        await Expect(items.First).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("ArrowUp");
        await Expect(items.Last).ToBeFocusedAsync();
    }

    [BrowserFact]
    public async Task Drawer_OnAPhone_TakesTheFocusAndGivesItBack()
    {
        var page = await OpenAsync(site.OwnerAsync([]));
        await page.SetViewportSizeAsync(390, 844);
        await page.GotoAsync("/customers");
        var button = page.Locator("[data-drawer-open]");

        await button.FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        (await page.EvaluateAsync<bool>("document.getElementById('sidenav').contains(document.activeElement)")).ShouldBeTrue();
        await page.Keyboard.PressAsync("Escape");

        await Expect(button).ToBeFocusedAsync();
    }

    /// <param name="fromTop">Else from where the skip link leads to.</param>
    private static async Task<List<string>> WalkAsync(IPage page, bool fromTop)
    {
        // Wherever the page has put the focus at first.
        await page.EvaluateAsync("() => { document.activeElement?.blur(); getSelection()?.removeAllRanges(); document.querySelector('.skip-link')?.focus(); }");
        if (!fromTop) await page.Keyboard.PressAsync("Enter");
        var faults = new List<string>();
        var (last, held) = (-1, 0);
        for (var stops = 0; stops < MostStops; stops++)
        {
            if (stops > 0 || !fromTop) await page.Keyboard.PressAsync("Tab");
            var stop = await page.EvaluateAsync<FocusStop?>(Stop);
            if (stop is null || stop.Order < last) break; // out of the page, or round again
            held = stop.Order == last ? held + 1 : 0;
            if (held > 0 && stop.IsDate && held < StopsInADate) continue;
            if (held > 0) faults.Add($"held by {stop.Name}");
            if (stop.TabIndex > 0) faults.Add($"out of order: {stop.Name}");
            if (!stop.Ringed) faults.Add($"no ring: {stop.Name}");
            if (!stop.Seen) faults.Add($"out of sight: {stop.Name}");
            last = stop.Order;
        }
        if (last < 0 && fromTop) faults.Add("nothing can be focused");
        return faults;
    }

    private sealed class FocusStop
    {
        public string Name { get; set; } = "";
        public bool IsDate { get; set; }
        public bool Ringed { get; set; }
        public bool Seen { get; set; }
        public int Order { get; set; }
        public int TabIndex { get; set; }
    }
}
