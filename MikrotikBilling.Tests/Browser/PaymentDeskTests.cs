using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using MikrotikBilling.Core.Payments;
using MikrotikBilling.Tests.Billing;
using MikrotikBilling.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace MikrotikBilling.Tests.Browser;

/// <summary>Money taken by somebody who types faster than the server answers.</summary>
public class PaymentDeskTests : BrowserTests
{
    [BrowserFact]
    public async Task Press_BeforeThePreviewHasCome_WaitsForItAndBooksWhatItShowed()
    {
        await using var app = await (await TestApp.StartAsync()).ServeAsync();
        var page = await OpenFormAsync(app);
        var (asked, answered) = (new TaskCompletionSource(), new TaskCompletionSource());
        await page.RouteAsync(url => url.Contains("handler=Plan", StringComparison.Ordinal), async route =>
        {
            asked.TrySetResult();
            await answered.Task;
            await route.ContinueAsync();
        });

        await page.Keyboard.TypeAsync("1750");
        await page.GetByRole(AriaRole.Button, new() { Name = "Take payment" }).ClickAsync();
        await asked.Task;
        (await app.Db(db => db.Set<Payment>().CountAsync())).ShouldBe(0);
        answered.SetResult();
        await page.WaitForURLAsync(url => !url.Contains("/new", StringComparison.Ordinal));

        (await app.Db(db => db.Set<Payment>().SingleAsync())).Amount.ShouldBe(Bookkeeping.Kes(175000));
    }

    [BrowserFact]
    public async Task Press_WhenSomebodyTypesOnBeforeThePreviewHasCome_IsGivenUp()
    {
        await using var app = await (await TestApp.StartAsync()).ServeAsync();
        var page = await OpenFormAsync(app);
        var answered = new TaskCompletionSource();
        await page.RouteAsync(url => url.Contains("handler=Plan", StringComparison.Ordinal), async route =>
        {
            await answered.Task;
            await route.ContinueAsync();
        });
        var button = page.GetByRole(AriaRole.Button, new() { Name = "Take payment" });

        await page.Keyboard.TypeAsync("1750");
        await button.ClickAsync();
        await Expect(button).ToHaveAttributeAsync("aria-busy", "true");
        await page.Locator("#Input_Amount").FillAsync("1850");
        answered.SetResult();
        await Expect(page.Locator("#money-plan").GetByText("KES 1,850.00").First).ToBeVisibleAsync();

        await Expect(button).Not.ToHaveAttributeAsync("aria-busy", "true");
        (await app.Db(db => db.Set<Payment>().CountAsync())).ShouldBe(0);
    }

    [BrowserFact]
    public async Task Preview_FollowsAmountAndPeriods_WhileTheyAreTyped()
    {
        await using var app = await (await TestApp.StartAsync()).ServeAsync();
        var page = await OpenFormAsync(app);
        var plan = page.Locator("#money-plan");

        // What was filled in beforehand gives way.
        await page.Keyboard.TypeAsync("4600");
        await Expect(plan.GetByText("KES 4,600.00")).ToBeVisibleAsync();
        await page.Locator("#Input_Periods").ClickAsync();
        await page.Keyboard.TypeAsync("3");
        await Expect(plan.GetByText("Home 10 × 3")).ToBeVisibleAsync();
        await page.Keyboard.TypeAsync("99");
        await Expect(plan.GetByText("Between 1 and 24 periods.")).ToBeVisibleAsync();
    }

    [BrowserFact]
    public async Task Press_OnAnAmountThatIsTooLarge_AsksBeforeItBooks()
    {
        await using var app = await (await TestApp.StartAsync()).ServeAsync();
        var page = await OpenFormAsync(app);

        await page.Keyboard.TypeAsync("52002500");
        await page.GetByRole(AriaRole.Button, new() { Name = "Take payment" }).ClickAsync();
        await Expect(page.Locator("#Input_AmountConfirmed")).ToBeFocusedAsync();
        (await app.Db(db => db.Set<Payment>().CountAsync())).ShouldBe(0);
        await page.GetByLabel("Yes, KES 52,002,500.00 was received").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Take payment" }).ClickAsync();
        await page.WaitForURLAsync(url => !url.Contains("/new", StringComparison.Ordinal));

        (await app.Db(db => db.Set<Payment>().SingleAsync())).Amount.ShouldBe(Bookkeeping.Kes(5200250000));
    }

    [BrowserFact]
    public async Task Press_WithoutScript_ShowsFirstAndBooksThen()
    {
        await using var app = await (await TestApp.StartAsync()).ServeAsync();
        var page = await OpenFormAsync(app, script: false);

        await page.Locator("#Input_Amount").FillAsync("1750");
        await page.GetByRole(AriaRole.Button, new() { Name = "Take payment" }).ClickAsync();
        await Expect(page.Locator("#money-plan").GetByText("Nothing is booked yet.")).ToBeVisibleAsync();
        (await app.Db(db => db.Set<Payment>().CountAsync())).ShouldBe(0);
        await page.GetByRole(AriaRole.Button, new() { Name = "Take payment" }).ClickAsync();
        await page.WaitForURLAsync(url => !url.Contains("/new", StringComparison.Ordinal));

        (await app.Db(db => db.Set<Payment>().SingleAsync())).Amount.ShouldBe(Bookkeeping.Kes(175000));
    }

    private async Task<IPage> OpenFormAsync(TestApp app, bool script = true)
    {
        var jane = await app.CustomerAsync(await app.RouterAsync(), await app.ProfileAsync());
        var page = await OpenAsync(Chromium.PageAsync(app.Address, [], script));
        await page.SignInAsync();
        await page.GotoAsync($"/payments/new?customerId={jane.CustomerId}&subscriptionId={jane.SubscriptionId}");
        if (script) await Expect(page.Locator("#Input_Amount")).ToBeFocusedAsync();
        return page;
    }
}
