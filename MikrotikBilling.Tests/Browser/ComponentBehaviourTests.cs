using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using MikrotikBilling.Tests.Support;
using MikrotikBilling.Web.Shell;
using static Microsoft.Playwright.Assertions;

namespace MikrotikBilling.Tests.Browser;

/// <summary>What the scripts add to the components, on the sheet at /design and on the demo's lists.</summary>
[Collection(nameof(DemoSite))]
public class ComponentBehaviourTests(DemoSite site) : BrowserTests
{
    private readonly List<string> _complaints = [];

    [BrowserFact]
    public async Task Selection_TicksRangesAndAll_AreCountedAndSent()
    {
        var page = await OnAsync("/design");
        var ticks = page.Locator("[data-select]");
        var bar = page.Locator("#pick");
        await Expect(bar).ToBeHiddenAsync();

        await ticks.Nth(1).CheckAsync();
        await Expect(bar).ToContainTextAsync("1 voucher selected");
        await ticks.Nth(3).ClickAsync(new LocatorClickOptions { Modifiers = [KeyboardModifier.Shift] });
        await Expect(bar).ToContainTextAsync("3 vouchers selected");
        await Expect(page.Locator("#live")).ToHaveTextAsync("3 vouchers selected");
        await Expect(bar.Locator("[data-select-all]")).ToBeHiddenAsync();
        await page.Locator("[data-select-page]").CheckAsync();
        await bar.Locator("[data-select-all]").CheckAsync();
        await Expect(bar).ToContainTextAsync("All 1,318 vouchers selected");
        await bar.GetByRole(AriaRole.Button, new() { Name = "Print" }).ClickAsync();

        await Expect(page.Locator(".toast")).ToContainTextAsync("print: all that match");
        _complaints.ShouldBeEmpty();
    }

    [BrowserFact]
    public async Task Selection_Escape_LetsGoOfTheTicks()
    {
        var page = await OnAsync("/design");
        await page.Locator("[data-select-page]").CheckAsync();

        await page.Keyboard.PressAsync("Escape");

        await Expect(page.Locator("#pick")).ToBeHiddenAsync();
        await Expect(page.Locator("[data-select]:checked")).ToHaveCountAsync(0);
    }

    [BrowserFact]
    public async Task Selection_WithoutScript_IsAPlainForm()
    {
        var page = await OpenAsync(Chromium.PageAsync(site.Address, [], script: false));
        await page.GotoAsync("/design");

        await page.Locator("[data-select]").Nth(0).CheckAsync();
        await page.Locator("[data-select]").Nth(2).CheckAsync();
        await page.Locator("#pick").GetByRole(AriaRole.Button, new() { Name = "Print" }).ClickAsync();

        await Expect(page.Locator(".toast")).ToContainTextAsync("print: 2");
    }

    [BrowserFact]
    public async Task Shortcuts_LettersAndPairs_LeadToPages()
    {
        var page = await OnAsync("/");

        await page.Keyboard.PressAsync("g");
        await page.Keyboard.PressAsync("c");
        await page.WaitForURLAsync("**/customers");
        await page.Keyboard.PressAsync("j");
        await Expect(page.Locator("tbody tr").Nth(0).Locator(".row-link")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("j");
        await page.Keyboard.PressAsync("ArrowDown");
        await page.Keyboard.PressAsync("k");
        await Expect(page.Locator("tbody tr").Nth(1).Locator(".row-link")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync("**/customers/*-*");
        await page.GoBackAsync();
        // Back loads the page whole: the keys are there with its scripts.
        await page.WaitForFunctionAsync("() => document.readyState === 'complete' && document.querySelector('h1')?.textContent.trim() === 'Customers'");
        await page.Keyboard.PressAsync("n");
        await page.WaitForURLAsync("**/customers/new");
    }

    [BrowserFact]
    public async Task Shortcuts_InAFieldOrSwitchedOff_DoNothing()
    {
        var page = await OnAsync("/customers");
        await page.Locator("main input[type=search]").FocusAsync();
        await page.Keyboard.TypeAsync("gcn?/");
        await Expect(page.Locator("main input[type=search]")).ToHaveValueAsync("gcn?/");
        await page.Locator("main input[type=search]").FillAsync("");
        await page.Locator("h1").ClickAsync();

        await page.Keyboard.PressAsync("?");
        await page.Locator("[data-shortcuts-switch]").UncheckAsync();
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.Locator("#help")).ToBeHiddenAsync();
        await page.ReloadAsync();
        await page.Keyboard.PressAsync("?");
        await page.Keyboard.PressAsync("n");
        await page.Keyboard.PressAsync("/");

        await Expect(page.Locator("#help")).ToBeHiddenAsync();
        await Expect(page.Locator("#search")).Not.ToBeFocusedAsync();
        new Uri(page.Url).AbsolutePath.ShouldBe("/customers");
    }

    [BrowserFact]
    public async Task Filter_TypedFast_AbortsQuietlyAndSaysWhatItFound()
    {
        var page = await OnAsync("/customers");
        // Only the last is answered: the others wait until the next letter overtakes them.
        await page.RouteAsync("**/customers?*", route => route.Request.Url.EndsWith("q=achi", StringComparison.Ordinal) ? route.ContinueAsync() : Task.CompletedTask);
        var aborted = 0;
        page.RequestFailed += (_, _) => Interlocked.Increment(ref aborted);
        var field = page.Locator("main input[type=search]");

        foreach (var text in new[] { "a", "ac", "ach", "achi" })
        {
            await page.RunAndWaitForRequestAsync(() => field.FillAsync(text), request => request.Url.EndsWith($"q={text}", StringComparison.Ordinal));
        }

        await Expect(page.Locator("#live")).ToContainTextAsync("row");
        aborted.ShouldBe(3);
        await Expect(field).ToBeFocusedAsync();
        _complaints.ShouldBeEmpty();
    }

    [BrowserFact]
    public async Task Form_RefusedAndDrawnAnew_KeepsFocusAndCaret()
    {
        var page = await OnAsync("/design");
        var name = page.Locator("#Input_Name");
        await name.FillAsync("refuse");
        await name.PressAsync("Home");
        await name.PressAsync("ArrowRight");
        await name.PressAsync("ArrowRight");

        await name.PressAsync("Enter");

        await Expect(page.GetByText("already managed under another name")).ToBeVisibleAsync();
        await Expect(name).ToBeFocusedAsync();
        (await name.EvaluateAsync<int>("field => field.selectionStart")).ShouldBe(2);
    }

    [BrowserFact]
    public async Task Search_Combobox_WalksTheHitsAndOpensOne()
    {
        await using var app = await (await TestApp.StartAsync(configure: services => services.Configure<ShellOptions>(shell => shell.SearchSuggestUrl = "/suggestions"))).ServeAsync();
        var page = await OpenAsync(Chromium.PageAsync(app.Address, _complaints));
        var suggestions = await SuggestionsAsync();
        await page.RouteAsync("**/suggestions?*", route => route.FulfillAsync(new RouteFulfillOptions
        {
            ContentType = "text/html",
            Body = route.Request.Url.EndsWith("q=zzz", StringComparison.Ordinal) ? "<p class=\"search-none\">Nothing found</p>" : suggestions,
        }));
        await page.SignInAsync();
        var field = page.GetByRole(AriaRole.Combobox, new() { Name = "Find anything" });

        await field.FillAsync("ki");
        await Expect(page.GetByRole(AriaRole.Listbox)).ToBeVisibleAsync();
        await Expect(field).ToHaveAttributeAsync("aria-expanded", "true");
        await Expect(page.Locator("#live")).ToContainTextAsync("3 found");
        // The first hit is chosen at once.
        await Expect(field).ToHaveAttributeAsync("aria-activedescendant", "search-hit-0-0");
        await field.PressAsync("End");
        await Expect(field).Not.ToHaveAttributeAsync("aria-activedescendant", "search-hit-0-0");
        await field.PressAsync("Home");
        await field.PressAsync("ArrowDown");
        await field.PressAsync("ArrowUp");
        await Expect(page.Locator("[role=option][aria-selected=true]")).ToContainTextAsync("Kimani Njoroge");
        await Expect(field).ToHaveAttributeAsync("aria-activedescendant", "search-hit-0-0");
        await field.PressAsync("Escape");
        await Expect(page.Locator("#search-results")).ToBeHiddenAsync();
        await Expect(field).ToHaveValueAsync("ki");

        await field.FillAsync("zzz");
        await Expect(page.Locator(".search-none")).ToBeVisibleAsync();
        await Expect(field).ToHaveAttributeAsync("aria-expanded", "false");
        await field.FillAsync("kib");
        await Expect(page.GetByRole(AriaRole.Listbox)).ToBeVisibleAsync();
        await field.PressAsync("ArrowUp");
        await field.PressAsync("Enter");
        await page.WaitForURLAsync("**/design?hit=3");
        _complaints.Where(complaint => !complaint.Contains("404", StringComparison.Ordinal)).ShouldBeEmpty(); // /design is not there outside development
    }

    /// <summary>As the component draws them; the sheet serves them.</summary>
    private async Task<string> SuggestionsAsync()
    {
        using var http = new HttpClient { BaseAddress = site.Address };
        return await http.GetStringAsync(new Uri("/design?handler=suggest&q=ki", UriKind.Relative));
    }

    private async Task<IPage> OnAsync(string path)
    {
        var page = await OpenAsync(site.OwnerAsync(_complaints));
        await page.GotoAsync(path);
        return page;
    }
}
