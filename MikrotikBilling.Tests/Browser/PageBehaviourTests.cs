using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace MikrotikBilling.Tests.Browser;

public class PageBehaviourTests : BrowserTests
{
    private static readonly string[] Pages = ["/", "/customers", "/customers/new", "/profiles", "/profiles/new", "/routers", "/routers/new"];

    [BrowserFact]
    public async Task Forms_WithoutScript_StillWork()
    {
        await using var app = await (await TestApp.StartAsync()).ServeAsync();
        await app.RouterAsync();
        await app.ProfileAsync();
        var page = await OpenAsync(Chromium.PageAsync(app.Address, [], script: false));
        await page.SignInAsync();

        await page.GotoAsync("/customers/new");
        await page.Locator("#Input_Name").FillAsync("Jane Doe");
        await page.Locator("#Input_ProfileId").SelectOptionAsync(new SelectOptionValue { Index = 1 });
        await page.Locator("#Input_RouterId").SelectOptionAsync(new SelectOptionValue { Index = 1 });
        await page.GetByRole(AriaRole.Button, new() { Name = "Add customer" }).ClickAsync();
        await Expect(page.GetByText("jane.doe").First).ToBeVisibleAsync();

        await page.GotoAsync("/customers");
        await page.GetByRole(AriaRole.Link, new() { Name = "Jane Doe" }).First.ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "+7 days" }).ClickAsync();
        await Expect(page.GetByText("Extended jane.doe by 7 days").First).ToBeVisibleAsync();
    }

    [BrowserFact]
    public async Task Submit_DoubleClick_MakesOneCustomer()
    {
        await using var app = await (await TestApp.StartAsync()).ServeAsync();
        await app.RouterAsync();
        await app.ProfileAsync();
        var page = await OpenAsync(Chromium.PageAsync(app.Address, []));
        await page.SignInAsync();
        await page.GotoAsync("/customers/new");
        await page.Locator("#Input_Name").FillAsync("Jane Doe");
        await page.Locator("#Input_ProfileId").SelectOptionAsync(new SelectOptionValue { Index = 1 });
        await page.Locator("#Input_RouterId").SelectOptionAsync(new SelectOptionValue { Index = 1 });

        await page.GetByRole(AriaRole.Button, new() { Name = "Add customer" }).DblClickAsync();
        await page.WaitForURLAsync(url => !url.EndsWith("/new", StringComparison.Ordinal));

        (await app.Db(db => db.Set<Customer>().CountAsync())).ShouldBe(1);
    }

    [BrowserFact]
    public async Task Filter_ChangedInPlace_ChangesTitleAndFileToo()
    {
        await using var app = await (await TestApp.StartAsync()).ServeAsync();
        var page = await OpenAsync(Chromium.PageAsync(app.Address, []));
        await page.SignInAsync();
        await page.GotoAsync("/reports/moves");
        await Expect(page.Locator("h1")).ToContainTextAsync("all moves");

        await page.Locator("select[name=kind]").FocusAsync();
        await page.Locator("select[name=kind]").SelectOptionAsync("left");

        await Expect(page.Locator("h1")).ToContainTextAsync("left");
        await Expect(page.Locator("#page-header a[download][href*='kind=left']")).ToBeVisibleAsync();
        await Expect(page.Locator("select[name=kind]")).ToBeFocusedAsync();
    }

    [BrowserFact]
    public async Task Language_WithAHalfFilledForm_IsAskedAbout()
    {
        await using var app = await (await TestApp.StartAsync()).ServeAsync();
        var page = await OpenAsync(Chromium.PageAsync(app.Address, []));
        await page.SignInAsync();
        await page.GotoAsync("/profiles/new");
        await page.Locator("#Input_Name").FillAsync("Home 10");

        await ChooseAsync("es");
        await Expect(page.Locator("#confirm")).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.Locator("html")).ToHaveAttributeAsync("lang", "en");
        await Expect(page.Locator("#Input_Name")).ToHaveValueAsync("Home 10");
        await page.Locator("#Input_Name").FillAsync("");
        await ChooseAsync("es");
        await Expect(page.Locator("html")).ToHaveAttributeAsync("lang", "es");

        async Task ChooseAsync(string code)
        {
            var choice = page.Locator($".menu-language[value={code}]");
            if (!await choice.IsVisibleAsync()) await page.Locator("details:has(.menu-languages) > summary").ClickAsync();
            await choice.ClickAsync();
        }
    }

    [BrowserFact]
    public async Task Page_StaleAfterSignOutElsewhere_LeadsToSignIn()
    {
        await using var app = await (await TestApp.StartAsync()).ServeAsync();
        var page = await OpenAsync(Chromium.PageAsync(app.Address, []));
        await page.SignInAsync();
        await page.GotoAsync("/profiles/new");
        var other = await page.Context.NewPageAsync();
        await other.GotoAsync("/sign-out");
        await other.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).First.ClickAsync();
        await other.WaitForURLAsync("**/sign-in");

        // The speed asks for its preview; the first answer to whoever is signed out is the way to the door.
        await page.Locator("#Input_Download").FillAsync("10M");

        await page.WaitForURLAsync(url => url.Contains("/sign-in", StringComparison.Ordinal));
    }

    [BrowserFact]
    public async Task Pages_OnAPhone_DoNotScrollSideways()
    {
        await using var app = await (await TestApp.StartAsync()).ServeAsync();
        var router = await app.RouterAsync();
        await app.CustomerAsync(router, await app.ProfileAsync(), "Somebody With A Very Long Name Indeed " + new string('W', 60));
        var complaints = new List<string>();
        var page = await OpenAsync(Chromium.PageAsync(app.Address, complaints));
        await page.SetViewportSizeAsync(390, 844);
        await page.SignInAsync();

        foreach (var url in Pages.Append($"/routers/{router.Id}"))
        {
            await page.GotoAsync(url);
            (await page.EvaluateAsync<int>("document.documentElement.scrollWidth")).ShouldBeLessThanOrEqualTo(390, url);
        }
        complaints.ShouldBeEmpty();
    }

    [BrowserFact]
    public async Task Keyboard_Slash_FindsACustomerByEnter_HoweverFast()
    {
        await using var app = await (await TestApp.StartAsync()).ServeAsync();
        await app.CustomerAsync(await app.RouterAsync(), await app.ProfileAsync(), "Jane Doe");
        var page = await OpenAsync(Chromium.PageAsync(app.Address, []));
        await page.SignInAsync();

        await page.Keyboard.PressAsync("/");
        await page.Keyboard.TypeAsync("jane");
        await page.Keyboard.PressAsync("Enter");

        // Pressed before the answer came: it waits for it.
        await page.WaitForURLAsync("**/customers/*");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Jane Doe" })).ToBeVisibleAsync();
    }
}
