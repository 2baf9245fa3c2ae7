using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Core.Monitoring;
using MikrotikBilling.Core.Routers.Simulation;
using MikrotikBilling.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace MikrotikBilling.Tests.Monitoring;

/// <summary>The live graph in a browser: it draws, and nobody is asked any more once the page is left.</summary>
public class LiveGraphTests : BrowserTests
{
    [BrowserFact]
    public async Task Graph_OfAnOnlineCustomer_DrawsPointsAndStopsWithThePage()
    {
        await using var simulator = await RouterSimulator.StartAsync(new RouterSimulatorOptions { AutoDial = AutoDial.All, RedialDelay = TimeSpan.Zero }, CancellationToken.None);
        await using var app = await (await TestApp.StartAsync(settings: new Dictionary<string, string?> { ["Monitoring:LiveInterval"] = "00:00:00.500" })).ServeAsync();
        var router = await app.RouterAsync(simulator);
        var made = await app.CustomerAsync(router, await app.ProfileAsync());
        await app.PassAsync(router);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await simulator.WaitForAsync(s => s.PppSessions.Count == 1, limit.Token);
        var traffic = app.Services.GetRequiredService<LiveTraffic>();
        var complaints = new List<string>();
        var page = await OpenAsync(Chromium.PageAsync(app.Address, complaints));
        await page.SignInAsync();

        await page.GotoAsync($"/customers/{made.CustomerId}");
        var graph = page.Locator("[data-chart-live]");
        await Expect(graph).ToHaveAttributeAsync("data-points", new System.Text.RegularExpressions.Regex("^[3-9]$", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1)));
        await Expect(graph.Locator("canvas")).ToBeVisibleAsync();
        await Expect(page.Locator("[data-live-down]").First).ToContainTextAsync("bps");
        (await graph.Locator("canvas").EvaluateAsync<bool>(
            "c => { const d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data; return d.some((v, i) => i % 4 === 3 && v > 200); }")).ShouldBeTrue();
        traffic.Busy.ShouldBe(1);

        await page.GotoAsync("/account");
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (traffic.Busy > 0) await tick.WaitForNextTickAsync(limit.Token);
        complaints.ShouldBeEmpty();
    }
}
