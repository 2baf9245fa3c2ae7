using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Staff;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Subscriptions;

public sealed class NewCustomerPageTests(ServedApp served) : IClassFixture<ServedApp>, IAsyncLifetime
{
    private readonly TestApp _app = served.App;
    private readonly TestBrowser _owner = served.Owner;
    private Router _router = null!;
    private Profile _profile = null!;
    private string _name = "";

    public async Task InitializeAsync()
    {
        _name = $"Nia {Guid.NewGuid().ToString("N")[..6]}";
        _router = await _app.RouterAsync($"Tower of {_name}", served.FreePort());
        _profile = await _app.ProfileAsync($"Home of {_name}");
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Saved_Plainly_ShowsThePasswordOnce()
    {
        using var answer = await _owner.PostAsync("/customers/new", Fields(("Input.Password", "once-only-7")));

        answer.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        var url = answer.Headers.Location!.ToString();
        url.ShouldEndWith("/created");
        var first = await _owner.TextAsync(url);
        first.ShouldContain("once-only-7");
        first.ShouldContain("On its way to the router.");
        (await _owner.TextAsync(url)).ShouldNotContain("once-only-7");
    }

    [Fact]
    public async Task Saved_ByHtmx_LeavesForTheCard()
    {
        using var answer = await _owner.PostAsync("/customers/new", Fields(), htmx: true);

        answer.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        answer.Headers.GetValues("HX-Redirect").Single().ShouldEndWith("/created");
    }

    [Fact]
    public async Task SavedTwice_TheSameForm_MakesOneCustomer()
    {
        var fields = Fields(("Input.Id", Guid.CreateVersion7().ToString()));
        using var first = await _owner.PostAsync("/customers/new", fields);

        using var second = await _owner.PostAsync("/customers/new", fields);

        second.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        second.Headers.Location!.ToString().ShouldBe(first.Headers.Location!.ToString().Replace("/created", "", StringComparison.Ordinal));
        (await _app.Db(db => db.Set<Customer>().CountAsync(c => c.Name == _name))).ShouldBe(1);
    }

    [Fact]
    public async Task Saved_NothingChosen_Is422AtTheFields()
    {
        using var answer = await _owner.PostAsync("/customers/new", [("Input.Name", ""), ("Input.UserName", "has space")], htmx: true);

        answer.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        var form = await answer.Content.ReadAsStringAsync();
        form.ShouldContain("Choose a router.");
        form.ShouldContain("Choose a profile.");
        form.ShouldContain("value=\"has space\"");
    }

    [Fact]
    public async Task Saved_UserNameTaken_Is409AtTheField()
    {
        await _app.CustomerAsync(_router, _profile, "Other", userName: $"{_router.Id:N}");

        using var answer = await _owner.PostAsync("/customers/new", Fields(("Input.UserName", $"{_router.Id:N}")));

        answer.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("This user name is taken.");
    }

    [Theory]
    [InlineData("", "", "zola.budd")]
    [InlineData("zola", "zola", "zola.budd")]
    [InlineData("my.own", "zola", "my.own")]
    public async Task UserName_OfTheName_IsProposedUnlessChosen(string present, string proposed, string expected)
    {
        using var answer = await _owner.GetFragmentAsync($"/customers/new?handler=UserName&Input.Name=Zola+Budd&Input.UserName={present}&Proposed={proposed}");

        (await answer.Content.ReadAsStringAsync()).ShouldContain($"value=\"{expected}\"");
    }

    [Fact]
    public async Task Plan_OfTheChoices_IsWhatSavingMakes()
    {
        const string Start = "2027-01-31T10:00";
        using var answer = await _owner.GetFragmentAsync($"/customers/new?handler=Plan&Input.ProfileId={_profile.Id}&Input.StartsOn={Start}");
        using var saved = await _owner.PostAsync("/customers/new", Fields(("Input.StartsOn", Start)));

        var plan = await answer.Content.ReadAsStringAsync();
        plan.ShouldContain("2 Mar 2027, 10:00");
        plan.ShouldContain("KES 1,500.00");
        var made = await _app.Db(db => db.Set<Subscription>().Where(s => s.Customer!.Name == _name).SingleAsync());
        made.ExpiresAt.ShouldBe(DateTimeOffset.Parse("2027-03-02T10:00:00+03:00", CultureInfo.InvariantCulture));
        made.Status.ShouldBe(SubscriptionStatus.Pending);
    }

    [Theory]
    [InlineData("Invoice", true)]
    [InlineData("Nothing", false)]
    public async Task FirstPeriod_ByChoice_IsInvoicedOrGiven(string charge, bool invoiced)
    {
        using var answer = await _owner.GetFragmentAsync($"/customers/new?handler=Plan&Input.ProfileId={_profile.Id}&Input.FirstCharge={charge}");
        using var saved = await _owner.PostAsync("/customers/new", Fields(("Input.FirstCharge", charge)));

        (await answer.Content.ReadAsStringAsync()).Contains("nothing", StringComparison.Ordinal).ShouldBe(!invoiced);
        (await _owner.TextAsync(saved.Headers.Location!.ToString())).ShouldContain("/money\"");
        var total = await _app.Db(db => db.Set<Core.Billing.Invoices.Invoice>().Where(i => i.Customer!.Name == _name).Select(i => (long?)i.Total.Minor).SingleOrDefaultAsync());
        total.ShouldBe(invoiced ? (long?)150_000 : null);
    }

    [Fact]
    public async Task Form_WithoutTheRight_IsForbidden()
    {
        using var accountant = await _app.SignedInAsAsync(StaffRole.Accountant);

        using var answer = await accountant.GetAsync("/customers/new");

        answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Api_NewCustomer_TellsThePasswordInThatAnswerOnly()
    {
        using var api = await TestBrowser.ApiAsync(_app);

        using var answer = await api.PostAsJsonAsync(new Uri("/api/customers", UriKind.Relative), new { name = _name, routerId = _router.Id, profileId = _profile.Id });

        answer.StatusCode.ShouldBe(HttpStatusCode.Created);
        var made = await answer.Content.ReadFromJsonAsync<JsonElement>();
        made.GetProperty("password").GetString()!.Length.ShouldBe(10);
        var subscription = await api.GetStringAsync(new Uri($"/api/subscriptions/{made.GetProperty("subscriptionId").GetGuid()}", UriKind.Relative));
        subscription.ShouldContain("\"status\":\"Active\"");
        subscription.ShouldNotContain("password", Case.Insensitive);
    }

    private List<(string, string)> Fields(params (string Name, string Value)[] more)
    {
        List<(string, string)> fields = [("Input.Name", _name), ("Input.RouterId", _router.Id.ToString()), ("Input.ProfileId", _profile.Id.ToString())];
        fields.AddRange(more);
        return fields;
    }
}

/// <summary>Before there is anything to choose from.</summary>
public sealed class NewCustomerEmptyTests
{
    [Fact]
    public async Task Form_NothingThere_LeadsToTheRouterThenTheProfile()
    {
        await using var app = await (await TestApp.StartAsync()).ServeAsync();
        using var owner = await TestBrowser.SignedInAsync(app);

        (await owner.TextAsync("/customers/new")).ShouldContain("Add a router first");
        await app.RouterAsync();
        (await owner.TextAsync("/customers/new")).ShouldContain("Add a profile first");
        (await owner.TextAsync("/customers")).ShouldContain("Add a profile first");
        await app.ProfileAsync();
        (await owner.TextAsync("/customers/new")).ShouldContain("What it will be");
        (await owner.TextAsync("/customers")).ShouldContain("No customers yet");
    }
}
