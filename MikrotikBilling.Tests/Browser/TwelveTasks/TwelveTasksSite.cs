using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Routers.Simulation;
using MikrotikBilling.Core.Vouchers;
using MikrotikBilling.Tests.Payments.Gateways;
using MikrotikBilling.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace MikrotikBilling.Tests.Browser.TwelveTasks;

/// <summary>One company with a router that lets customers dial in, for all twelve tasks.</summary>
public sealed class TwelveTasksSite : IAsyncLifetime
{
    private RouterSimulator? _simulator;

    public TestApp App { get; private set; } = null!;

    public Router Router { get; private set; } = null!;

    public Profile Home { get; private set; } = null!;

    public Profile Faster { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        if (Chromium.WhyNot is not null) return;
        _simulator = await RouterSimulator.StartAsync(new RouterSimulatorOptions { AutoDial = AutoDial.All, RedialDelay = TimeSpan.FromMilliseconds(200) }, CancellationToken.None);
        App = await (await TestApp.StartAsync(lanes: true, configure: services => services.RunVouchersInBackground())).ServeAsync();
        Router = await App.RouterAsync(_simulator, "Hilltop");
        (await App.Services.GetRequiredService<RouterHealthService>().CheckAsync(Router.Id, CancellationToken.None))!.Error.ShouldBeNull();
        (Home, Faster) = (await App.ProfileAsync("Home 10"), await App.ProfileAsync("Home 20", "20M", "5M"));
        await App.ProfileAsync("Hotspot day", ServiceKind.Hotspot);
        await App.SignedAccountAsync();
    }

    public async Task DisposeAsync()
    {
        if (_simulator is null) return;
        await App.DisposeAsync();
        await _simulator.DisposeAsync();
    }

    /// <summary>Signed in on the dashboard; what is done from here on counts.</summary>
    internal static async Task<(IPage Page, WorkCounter Work)> SignedInAsync(Task<IPage> opening)
    {
        var page = await opening;
        await page.SignInAsync();
        var work = await WorkCounter.OnAsync(page);
        await page.GotoAsync("/");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Dashboard" })).ToBeVisibleAsync();
        await work.TakeAsync();
        return (page, work);
    }

    /// <summary>By the command box: keys alone.</summary>
    internal static async Task FindAsync(IPage page, string text)
    {
        await page.Keyboard.PressAsync("Control+k");
        await page.Keyboard.TypeAsync(text);
        await Expect(page.Locator("#search-hits .search-hit").First).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Enter");
    }
}

[CollectionDefinition(nameof(TwelveTasksSite))]
public sealed class TwelveTasksCollection : ICollectionFixture<TwelveTasksSite>;
