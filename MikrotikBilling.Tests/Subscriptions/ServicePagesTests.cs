using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Staff;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Tests.Billing.Changes;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Subscriptions;

public sealed class ServicePagesTests(ServedApp served) : IClassFixture<ServedApp>, IAsyncLifetime
{
    private readonly TestApp _app = served.App;
    private readonly TestBrowser _owner = served.Owner;
    private CreatedCustomer _jane = null!;

    private string Customer => $"/customers/{_jane.CustomerId}";

    public async Task InitializeAsync()
    {
        var number = Guid.NewGuid().ToString("N")[..6];
        var router = await _app.RouterAsync($"Tower {number}", served.FreePort());
        _jane = await _app.CustomerAsync(router, await _app.ProfileAsync($"Home {number}"), $"Jane {number}");
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task AutoRenew_OnePress_SwitchesOffAndOnAndStandsInTheHistory()
    {
        (await _owner.TextAsync(Customer)).ShouldContain("from credit, by itself");

        using var off = await ChangeAsync("AutoRenew", [("renews", "false"), ("version", "0")], htmx: true);

        off.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await off.Content.ReadAsStringAsync()).ShouldContain("by hand only");
        (await Now()).AutoRenews.ShouldBeFalse();
        using var again = await ChangeAsync("AutoRenew", [("renews", "false"), ("version", "0")], htmx: true);
        again.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        using var api = await TestBrowser.ApiAsync(_app);
        using var on = await api.PutAsJsonAsync(new Uri($"/api/subscriptions/{_jane.SubscriptionId}/renewal", UriKind.Relative), new { renews = true });
        (await on.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("autoRenews").GetBoolean().ShouldBeTrue();
        (await _owner.TextAsync(Customer)).ShouldContain("is renewed by hand only");
        using var accountant = await _app.SignedInAsAsync(StaffRole.Accountant);
        using var forbidden = await accountant.PostAsync("/", [("renews", "false")], to: $"/subscriptions/{_jane.SubscriptionId}/change?handler=AutoRenew");
        forbidden.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Extend_ByDays_AnswersWithTheCard()
    {
        var before = await Now();

        using var answer = await ChangeAsync("Extend", [("days", "3"), ("version", "0")], htmx: true);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Headers.GetValues("HX-Trigger").Single().ShouldContain("subscription:changed");
        (await answer.Content.ReadAsStringAsync()).ShouldContain($"id=\"subscription-{_jane.SubscriptionId}\"");
        (await Now()).ExpiresAt.ShouldBe(before.ExpiresAt.AddDays(3));
    }

    [Fact]
    public async Task Extend_Plainly_LeadsBackToTheCustomer()
    {
        using var answer = await ChangeAsync("Extend", [("days", "1"), ("version", "0")]);

        answer.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        answer.Headers.Location!.ToString().ShouldBe(Customer);
        (await _owner.TextAsync(Customer)).ShouldContain("Extended by 1 day.");
    }

    [Fact]
    public async Task Extend_PressedTwice_ExtendsOnce()
    {
        var before = await Now();
        using var first = await ChangeAsync("Extend", [("days", "7"), ("version", "0")], htmx: true);

        using var second = await ChangeAsync("Extend", [("days", "7"), ("version", "0")], htmx: true);

        second.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await second.Content.ReadAsStringAsync()).ShouldContain("Somebody else changed this in the meantime");
        (await Now()).ExpiresAt.ShouldBe(before.ExpiresAt.AddDays(7));
    }

    [Fact]
    public async Task ExtendTo_ThePast_IsRefusedOnAWholePageToo()
    {
        using var answer = await ChangeAsync("ExtendTo", [("to", "2020-01-01T10:00")]);

        answer.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        var page = await answer.Content.ReadAsStringAsync();
        page.ShouldContain("The new end must lie in the future.");
        page.ShouldContain($"href=\"{Customer}\"");
    }

    [Fact]
    public async Task ExtendTo_AMoment_IsOnTheTenantsClock()
    {
        using var answer = await ChangeAsync("ExtendTo", [("to", "2029-06-01T10:00")], htmx: true);

        (await answer.Content.ReadAsStringAsync()).ShouldContain("1 Jun 2029, 10:00");
        (await Now()).ExpiresAt.ShouldBe(DateTimeOffset.Parse("2029-06-01T10:00:00+03:00", CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task DisableEnable_GoThereAndBack()
    {
        using var disabled = await ChangeAsync("Disable", [], htmx: true);
        (await disabled.Content.ReadAsStringAsync()).ShouldContain("Suspended");
        (await Now()).Status.ShouldBe(SubscriptionStatus.Suspended);

        using var again = await ChangeAsync("Disable", [], htmx: true);
        again.StatusCode.ShouldBe(HttpStatusCode.Conflict);

        using var enabled = await ChangeAsync("Enable", [], htmx: true);
        (await Now()).Status.ShouldBe(SubscriptionStatus.Active);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Password_Changed_IsShownOnce(bool htmx)
    {
        using var answer = await ChangeAsync("Password", [("version", "0")], htmx);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("class=\"secret\"");
        (await _owner.TextAsync(Customer)).ShouldNotContain("class=\"secret\"");
        (await Now()).PasswordVersion.ShouldBe(2);
    }

    [Fact]
    public async Task Password_Revealed_StandsInTheHistory()
    {
        using var answer = await _owner.PostAsync("/customers/new", [], to: $"/subscriptions/{_jane.SubscriptionId}/password", htmx: true);

        (await answer.Content.ReadAsStringAsync()).ShouldContain(_jane.Password);
        var history = await _app.With<AuditQueries, IReadOnlyList<AuditLine>>(q => q.OfCustomerAsync(_jane.CustomerId, 5, CancellationToken.None));
        history[0].Action.ShouldBe("subscription.password-shown");
        history[0].ActorName.ShouldBe("Olive Owner");
    }

    [Fact]
    public async Task Password_ByGet_IsNotShown()
    {
        using var answer = await _owner.GetFragmentAsync($"/subscriptions/{_jane.SubscriptionId}/password");

        (await answer.Content.ReadAsStringAsync()).ShouldNotContain(_jane.Password);
    }

    [Fact]
    public async Task UserName_Changed_IsFoundByTheNewOne()
    {
        var name = $"new.{Guid.NewGuid():N}"[..20];

        using var answer = await _owner.PostAsync($"/subscriptions/{_jane.SubscriptionId}/edit", [("Version", "0"), ("Input.UserName", name)]);

        answer.Headers.Location!.ToString().ShouldBe(Customer);
        (await _owner.TextAsync($"/customers?q={name}")).ShouldContain(Customer);
        (await _app.AccountAsync(_jane.SubscriptionId)).DesiredVersion.ShouldBeGreaterThan(1);
    }

    [Theory]
    [InlineData("no spaces please", HttpStatusCode.UnprocessableEntity)]
    [InlineData("taken", HttpStatusCode.Conflict)]
    public async Task UserName_WrongOrTaken_IsToldAtTheField(string name, HttpStatusCode expected)
    {
        if (name == "taken") name = (await OtherAsync()).UserName;

        using var answer = await _owner.PostAsync($"/subscriptions/{_jane.SubscriptionId}/edit", [("Version", "0"), ("Input.UserName", name)], htmx: true);

        answer.StatusCode.ShouldBe(expected);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("id=\"Input_UserName-error\"");
    }

    [Theory]
    [InlineData("change?handler=Disable")]
    [InlineData("edit")]
    [InlineData("cancel")]
    [InlineData("change?handler=Pause")]
    [InlineData("password")]
    [InlineData("end-session")]
    [InlineData("retry")]
    public async Task Accountant_ChangesNothing(string action)
    {
        using var accountant = await _app.SignedInAsAsync(StaffRole.Accountant);

        using var answer = await accountant.PostAsync("/", [], to: $"/subscriptions/{_jane.SubscriptionId}/{action}");

        answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Api_Changes_OverJson()
    {
        using var api = await TestBrowser.ApiAsync(_app);
        Uri To(string verb) => new($"/api/subscriptions/{_jane.SubscriptionId}/{verb}", UriKind.Relative);

        using var extended = await api.PostAsJsonAsync(To("extend"), new { days = 2 });
        extended.StatusCode.ShouldBe(HttpStatusCode.OK);
        using var both = await api.PostAsJsonAsync(To("extend"), new { days = 2, to = "2029-01-01T00:00:00" });
        both.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        using var stale = await api.PostAsJsonAsync(To("disable"), new { version = 0 });
        stale.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        using var disabled = await api.PostAsync(To("disable"), null);
        (await disabled.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("status").GetString().ShouldBe("Suspended");
        using var enabled = await api.PostAsync(To("enable"), null);
        enabled.StatusCode.ShouldBe(HttpStatusCode.OK);
        using var password = await api.PostAsJsonAsync(To("password"), new { password = "a-new-one" });
        (await password.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("password").GetString().ShouldBe("a-new-one");
        using var missing = await api.PostAsync(new Uri($"/api/subscriptions/{Guid.CreateVersion7()}/enable", UriKind.Relative), null);
        missing.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Cancel_HugeReason_IsToldAtTheFieldAndKeepsTheService()
    {
        var path = $"/subscriptions/{_jane.SubscriptionId}/cancel";

        using var refused = await _owner.PostAsync(path, [("Version", "0"), ("Input.Reason", new string('x', 20_000))], htmx: true);
        refused.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await refused.Content.ReadAsStringAsync()).ShouldContain("id=\"Input_Reason-error\"");
        (await Now()).Status.ShouldBe(SubscriptionStatus.Active);

        using var page = await _owner.GetAsync(path);
        using var cancelled = await _owner.PostAsync(path, [("Version", "0"), ("Input.Reason", "Moved to another town."), .. ChangePagesTests.Moment(await page.Content.ReadAsStringAsync())]);
        cancelled.Headers.Location!.ToString().ShouldBe(Customer);
        (await Now()).Status.ShouldBe(SubscriptionStatus.Cancelled);
        (await _owner.TextAsync(Customer)).ShouldContain("Moved to another town.");
    }

    [Fact]
    public async Task Api_StaticService_TellsItsAddressAndChangesState()
    {
        var number = Guid.NewGuid().ToString("N")[..6];
        var router = await _app.RouterAsync($"Mast {number}", served.FreePort());
        var made = await _app.NewAsync(router, await _app.ProfileAsync($"Line {number}", ServiceKind.Static), c => c with { Name = $"Sam {number}", FixedAddress = "10.20.0.7" });
        using var api = await TestBrowser.ApiAsync(_app);

        var line = await api.GetFromJsonAsync<JsonElement>(new Uri($"/api/subscriptions/{made.SubscriptionId}", UriKind.Relative));
        line.GetProperty("address").GetString().ShouldBe("10.20.0.7");
        (await api.GetFromJsonAsync<JsonElement>(new Uri("/api/subscriptions?kind=Static", UriKind.Relative))).GetProperty("items").GetArrayLength().ShouldBeGreaterThan(0);
        using var paused = await api.PutAsJsonAsync(new Uri($"/api/subscriptions/{made.SubscriptionId}/status", UriKind.Relative), new { status = "Paused" });
        (await paused.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("status").GetString().ShouldBe("Paused");
    }

    private async Task<CreatedCustomer> OtherAsync()
    {
        var number = Guid.NewGuid().ToString("N")[..6];
        return await _app.CustomerAsync(await _app.RouterAsync($"Other {number}", served.FreePort()), await _app.ProfileAsync($"Other {number}"), $"Other {number}");
    }

    private Task<Subscription> Now() => _app.SubscriptionAsync(_jane.SubscriptionId);

    private Task<HttpResponseMessage> ChangeAsync(string handler, IEnumerable<(string, string)> fields, bool htmx = false) =>
        _owner.PostAsync("/customers/new", fields, to: $"/subscriptions/{_jane.SubscriptionId}/change?handler={handler}", htmx);
}
