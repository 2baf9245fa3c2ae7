using System.Net;
using MikrotikBilling.Core.Routers.Simulation;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Provisioning;

/// <summary>The customer's page with a router behind it.</summary>
public sealed class CustomerProvisioningTests(ServedApp served) : IClassFixture<ServedApp>
{
    private readonly TestApp _app = served.App;
    private readonly TestBrowser _owner = served.Owner;

    [Fact]
    public async Task Progress_AfterAPass_IsOnTheRouter()
    {
        await using var simulator = await RouterSimulator.StartAsync(new RouterSimulatorOptions(), CancellationToken.None);
        var router = await _app.RouterAsync(simulator, "Progress");
        var jane = await _app.CustomerAsync(router, await _app.ProfileAsync("Progress"), "Jane Progress");
        var url = $"/subscriptions/{jane.SubscriptionId}/progress";
        using var before = await _owner.GetFragmentAsync(url);
        (await before.Content.ReadAsStringAsync()).ShouldContain("On its way to the router.");

        await _app.PassAsync(router);

        using var after = await _owner.GetFragmentAsync(url);
        (await after.Content.ReadAsStringAsync()).ShouldContain("The router knows the account.");
    }

    [Fact]
    public async Task EndSession_NobodyOnline_IsRefusedInPlace()
    {
        await using var simulator = await RouterSimulator.StartAsync(new RouterSimulatorOptions(), CancellationToken.None);
        var jane = await _app.CustomerAsync(await _app.RouterAsync(simulator, "Nobody"), await _app.ProfileAsync("Nobody"), "Jane Nobody");

        using var answer = await _owner.PostAsync("/customers/new", [], to: $"/subscriptions/{jane.SubscriptionId}/end-session", htmx: true);

        answer.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("is not online.");
    }

    [Fact]
    public async Task Retry_Plainly_LeadsBackToTheCustomer()
    {
        var jane = await _app.CustomerAsync(await _app.RouterAsync("Retry", 1025), await _app.ProfileAsync("Retry"), "Jane Retry");

        using var answer = await _owner.PostAsync("/customers/new", [], to: $"/subscriptions/{jane.SubscriptionId}/retry");

        answer.Headers.Location!.ToString().ShouldBe($"/customers/{jane.CustomerId}");
        (await _app.AccountAsync(jane.SubscriptionId)).DesiredVersion.ShouldBeGreaterThan(1);
    }
}
