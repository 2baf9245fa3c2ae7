using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Billing;

/// <summary>What is read can be sent back, and what is asked for must be said.</summary>
public sealed class BillingJsonTests
{
    private readonly FakeClock _clock = new(new DateTimeOffset(2026, 3, 10, 8, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task Put_WithTheVersionInTheBody_IsSavedOnceAndStaleAfterwards()
    {
        await using var app = await (await TestApp.StartAsync(clock: _clock)).ServeAsync();
        var jane = await app.CustomerAsync(await app.RouterAsync(), await app.ProfileAsync());
        using var api = await TestBrowser.ApiAsync(app);
        var terms = Url($"/api/customers/{jane.CustomerId}/billing");
        using var begun = await api.PutAsJsonAsync(terms, new { paymentTermsDays = 10 });
        begun.StatusCode.ShouldBe(HttpStatusCode.OK);
        var settings = Url("/api/billing/settings");

        foreach (var (url, body) in new[] { (terms, await api.GetFromJsonAsync<JsonElement>(terms)), (settings, (await api.GetFromJsonAsync<JsonElement>(settings)).GetProperty("settings")) })
        {
            using var saved = await api.PutAsJsonAsync(url, body);
            saved.StatusCode.ShouldBe(HttpStatusCode.OK, await saved.Content.ReadAsStringAsync());
            using var again = await api.PutAsJsonAsync(url, body);
            again.StatusCode.ShouldBe(HttpStatusCode.Conflict, url.ToString());
        }
    }

    [Fact]
    public async Task End_WithoutSayingWhetherTimeComesBack_IsRefused()
    {
        await using var app = await (await TestApp.StartAsync(clock: _clock)).ServeAsync();
        var jane = await app.CustomerAsync(await app.RouterAsync(), await app.ProfileAsync());
        using var api = await TestBrowser.ApiAsync(app);

        foreach (var end in (string[])["end", "end/preview"])
        {
            using var silent = await api.PostAsJsonAsync(Url($"/api/subscriptions/{jane.SubscriptionId}/{end}"), new { });
            silent.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
            (await silent.Content.ReadAsStringAsync()).ShouldContain("Say whether unused time is given back");
        }
        using var said = await api.PostAsJsonAsync(Url($"/api/subscriptions/{jane.SubscriptionId}/end"), new { givesBack = false });
        said.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task PreviewOfARun_ThroughTomorrow_IsRefusedAsItsStartIs()
    {
        await using var app = await (await TestApp.StartAsync(clock: _clock)).ServeAsync();
        using var api = await TestBrowser.ApiAsync(app);

        foreach (var url in (string[])["/api/billing/invoice-runs/preview", "/api/billing/invoice-runs"])
        {
            using var refused = await api.PostAsJsonAsync(Url(url), new { through = _clock.GetUtcNow().AddDays(1) });
            refused.StatusCode.ShouldBe(HttpStatusCode.Conflict);
            (await refused.Content.ReadAsStringAsync()).ShouldContain("invoice-run.future");
        }
        using var now = await api.PostAsJsonAsync(Url("/api/billing/invoice-runs/preview"), new { });
        now.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private static Uri Url(string path) => new(path, UriKind.Relative);
}
