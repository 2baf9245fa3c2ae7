using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using MikrotikBilling.Core.Provisioning;
using MikrotikBilling.Core.Routers.Simulation;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace MikrotikBilling.Tests.Provisioning.Adoption;

/// <summary>An operator's first hour in a browser: a router with 200 customers made by hand, taken over with fewer than ten clicks.</summary>
public class AdoptionJourneyTests : BrowserTests
{
    private int _clicks;

    [BrowserFact]
    public async Task Adopt_TwoHundredPlainSecrets_TakesFewerThanTenClicksAndAHandEditIsPutRight()
    {
        await using var simulator = await AdoptionStory.SimulatorAsync(o => o with { AutoDial = AutoDial.All });
        simulator.FillByHand(200);
        var (before, sessions) = (simulator.WithoutComments(), await simulator.OnlineAsync(196));
        await using var app = await (await TestApp.StartAsync(lanes: true)).ServeAsync();
        var router = await app.RouterAsync(simulator);
        var complaints = new List<string>();
        var page = await OpenAsync(Chromium.PageAsync(app.Address, complaints));
        await page.SignInAsync();
        await page.GotoAsync($"/routers/{router.Id}");

        await ClickAsync(page.GetByRole(AriaRole.Link, new() { Name = "Adopt" }));
        await ClickAsync(page.GetByRole(AriaRole.Button, new() { Name = "Read the router" }));
        await ClickAsync(page.GetByRole(AriaRole.Button, new() { Name = "Go on to the customers" }));
        await ClickAsync(page.GetByText("Mark the rows as ours"));
        await ClickAsync(page.GetByRole(AriaRole.Button, new() { Name = "Adopt 200 rows" }));

        await Expect(page.GetByText("200 adopted, 0 failed, 200 in all")).ToBeVisibleAsync();
        _clicks.ShouldBeLessThan(10);
        using var soon = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        await simulator.WaitForAsync(s => s.Rows("/ppp/secret").All(r => OwnershipMark.Parse(r.GetValueOrDefault("comment")) is not null), soon.Token);
        (simulator.WithoutComments() == before).ShouldBeTrue();
        simulator.PppSessions.ShouldBe(sessions);
        (await app.Db(db => db.Set<Subscription>().CountAsync())).ShouldBe(200);

        var edited = simulator.Rows("/ppp/secret").First(r => OwnershipMark.Parse(r.GetValueOrDefault("comment")) is not null);
        simulator.Set("/ppp/secret", edited["name"], ("disabled", "yes"), ("profile", "default"));
        await page.GotoAsync($"/routers/{router.Id}/drift");
        await page.GetByRole(AriaRole.Button, new() { Name = "Compare now" }).ClickAsync();
        await Expect(page.GetByText($"disabled: yes, should be no")).ToBeVisibleAsync();
        await Expect(page.GetByText($"profile: default, should be {edited["profile"]}")).ToBeVisibleAsync();
        simulator.Row("/ppp/secret", edited["name"])!["disabled"].ShouldBe("true", "a comparison is a dry run");
        await page.GetByRole(AriaRole.Button, new() { Name = "Repair 1" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Repair" }).ClickAsync();
        await Expect(page.GetByText("Put right").First).ToBeVisibleAsync();
        await simulator.WaitForAsync(s => s.Row("/ppp/secret", edited["name"])!["disabled"] == "false", soon.Token);
        simulator.Row("/ppp/secret", edited["name"])!["profile"].ShouldBe(edited["profile"]);
        complaints.ShouldBeEmpty();
    }

    private async Task ClickAsync(ILocator what)
    {
        await what.First.ClickAsync();
        _clicks++;
    }
}
