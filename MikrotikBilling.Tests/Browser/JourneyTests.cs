using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Routers.Simulation;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace MikrotikBilling.Tests.Browser;

/// <summary>
/// The whole road in a browser: from an empty panel to a customer online, and off again when the time is up. Real HTTP, real RouterOS
/// protocol over TCP and TLS, a real database.
/// </summary>
public class JourneyTests : BrowserTests
{
    [BrowserTheory, EachDatabase]
    public async Task Journey_EmptyPanelToCustomerOnlineAndOffAtExpiry(DatabaseProvider provider)
    {
        await using var simulator = await RouterSimulator.StartAsync(
            new RouterSimulatorOptions { AutoDial = AutoDial.All, RedialDelay = TimeSpan.FromMilliseconds(200), TlsPort = 0, Identity = "Hilltop" }, CancellationToken.None);
        await using var app = await (await TestApp.StartAsync(provider, lanes: true)).ServeAsync();
        var complaints = new List<string>();
        var page = await OpenAsync(Chromium.PageAsync(app.Address, complaints));
        await page.SignInAsync();

        await AddRouterOverTlsAsync(page, simulator);
        await AddProfileAsync(page);
        await AddCustomerAsync(page);

        await Expect(page.GetByText("The customer is online.")).ToBeVisibleAsync();
        simulator.PppSessions.ShouldHaveSingleItem().UserName.ShouldBe("amina.odhiambo");

        await app.Services.GetRequiredService<DueSubscriptions>().MoveAsync(app.Clock.GetUtcNow().AddDays(31), CancellationToken.None);
        using var soon = new CancellationTokenSource(TimeSpan.FromSeconds(15));
        await simulator.WaitForAsync(s => s.PppSessions.Count == 0, soon.Token);
        simulator.Row("/ppp/secret", "amina.odhiambo")!["disabled"].ShouldBe("true");
        await page.GetByRole(AriaRole.Navigation, new() { Name = "Pages" }).GetByRole(AriaRole.Link, new() { Name = "Customers" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Row, new() { Name = "Amina Odhiambo" }).GetByText("Expired")).ToBeVisibleAsync();
        complaints.ShouldBeEmpty();
    }

    private static async Task AddRouterOverTlsAsync(IPage page, RouterSimulator simulator)
    {
        await page.GotoAsync("/routers/new");
        await page.Locator("#Input_Name").FillAsync("Hilltop Tower");
        await page.Locator("#Input_Host").FillAsync("127.0.0.1");
        await page.Locator("#Input_Port").FillAsync(simulator.TlsPort!.Value.ToString(System.Globalization.CultureInfo.InvariantCulture));
        await page.Locator("#Input_UseTls").CheckAsync();
        await page.Locator("#Input_UserName").FillAsync(simulator.UserName);
        await page.Locator("#Input_Password").FillAsync(simulator.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Add router" }).ClickAsync();
        await page.WaitForURLAsync(url => !url.EndsWith("/new", StringComparison.Ordinal));

        // The certificate is unknown until a person has looked at its fingerprint.
        await page.GetByRole(AriaRole.Button, new() { Name = "Check now" }).ClickAsync();
        // Its answer draws the card anew, and with it the button that is pressed next.
        await Expect(page.GetByText("did not answer as it should").First).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Trust this certificate" }).First.ClickAsync();
        await page.Locator("#confirm").GetByRole(AriaRole.Button, new() { Name = "Trust it" }).ClickAsync();
        await Expect(page.GetByText("The certificate is trusted.")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Check now" }).ClickAsync();
        await Expect(page.GetByText("Online", new() { Exact = true }).First).ToBeVisibleAsync();
        await Expect(page.GetByText("Hilltop", new() { Exact = true }).First).ToBeVisibleAsync();
    }

    private static async Task AddProfileAsync(IPage page)
    {
        await page.GotoAsync("/profiles/new");
        await page.Locator("#Input_Name").FillAsync("Home 10M");
        await page.Locator("#Input_Download").FillAsync("10M");
        await page.Locator("#Input_Upload").FillAsync("2M");
        await page.Locator("#Input_Price").FillAsync("1500");
        await Expect(page.GetByText("2M/10M").First).ToBeVisibleAsync();
        await page.Locator("#profile-form button[type=submit]").First.ClickAsync();
        await page.WaitForURLAsync(url => !url.EndsWith("/new", StringComparison.Ordinal));
    }

    private static async Task AddCustomerAsync(IPage page)
    {
        await page.GotoAsync("/customers/new");
        await page.Locator("#Input_Name").FillAsync("Amina Odhiambo");
        await page.Locator("#Input_Phone").FillAsync("0712 345 678");
        await Expect(page.Locator("#Input_UserName")).ToHaveValueAsync("amina.odhiambo");
        await page.Locator("#Input_ProfileId").SelectOptionAsync(new SelectOptionValue { Index = 1 });
        await page.Locator("#Input_RouterId").SelectOptionAsync(new SelectOptionValue { Index = 1 });
        await page.GetByRole(AriaRole.Button, new() { Name = "Add customer" }).ClickAsync();
        await page.WaitForURLAsync(url => !url.EndsWith("/new", StringComparison.Ordinal));
    }
}
