using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Staff;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Customers;

public sealed class CustomerPagesTests(ServedApp served) : IClassFixture<ServedApp>, IAsyncLifetime
{
    private readonly TestApp _app = served.App;
    private readonly TestBrowser _owner = served.Owner;
    private CreatedCustomer _jane = null!;

    public async Task InitializeAsync()
    {
        var number = Guid.NewGuid().ToString("N")[..6];
        var router = await _app.RouterAsync($"Tower {number}", served.FreePort());
        _jane = await _app.CustomerAsync(router, await _app.ProfileAsync($"Home {number}"), $"Jane {number}", phone: "0712345678");
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task List_Search_FindsByPhone()
    {
        var page = await _owner.TextAsync("/customers?q=0712+345+678");

        page.ShouldContain($"/customers/{_jane.CustomerId}");
    }

    [Fact]
    public async Task List_SaysHowManyThereAre_WhereThatNeedsNoCount()
    {
        await using var app = await (await TestApp.StartAsync()).ServeAsync();
        var (router, profile) = (await app.RouterAsync(), await app.ProfileAsync());
        foreach (var i in Enumerable.Range(0, CustomerQueries.PageSize + 2)) await app.CustomerAsync(router, profile, $"Jane {i}", $"jane{i}");
        using var owner = await TestBrowser.SignedInAsync(app);

        (await owner.TextAsync("/customers")).ShouldContain($"{CustomerQueries.PageSize + 2} customers");
        (await owner.TextAsync("/customers?status=Active")).ShouldContain($"{CustomerQueries.PageSize + 2} customers");
        (await owner.TextAsync("/customers?q=jane7")).ShouldContain("<span>1 customer</span>");
        (await owner.TextAsync($"/customers?status=Active&profile={profile.Id}")).ShouldNotContain(" customers</span>");
    }

    [Fact]
    public async Task List_NothingFound_OffersToClear() =>
        (await _owner.TextAsync("/customers?q=nobodyatall")).ShouldContain("Nobody found");

    [Fact]
    public async Task List_ForeignCursorAndFilters_ShowTheFirstPage()
    {
        using var answer = await _owner.GetAsync("/customers?cursor=%3Cscript%3E&status=7&profile=x&router=y&sort=z");

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Details_Customer_IsWholeWithoutScript()
    {
        var page = await _owner.TextAsync($"/customers/{_jane.CustomerId}");

        page.ShouldContain(_jane.UserName);
        page.ShouldContain("254712345678");
        page.ShouldContain("Waiting for the router");
        page.ShouldContain("Not online.");
        page.ShouldContain("Added customer");
        page.ShouldNotContain(_jane.Password);
    }

    [Theory]
    [InlineData("services", "subscription-")]
    [InlineData("router", "router-side")]
    [InlineData("history", "history")]
    public async Task Panel_OfItsOwnAddress_IsTheFragment(string panel, string id)
    {
        using var answer = await _owner.GetFragmentAsync($"/customers/{_jane.CustomerId}?handler=Panel&panel={panel}");

        var text = await answer.Content.ReadAsStringAsync();
        text.ShouldContain($"id=\"{id}");
        text.ShouldNotContain("<html");
    }

    [Fact]
    public async Task Edit_Saved_IsShown()
    {
        using var answer = await _owner.PostAsync($"/customers/{_jane.CustomerId}/edit", [("Version", "0"), ("Input.Name", "Jane New"), ("Input.Phone", "0722 000 111")]);

        answer.Headers.Location!.ToString().ShouldBe($"/customers/{_jane.CustomerId}");
        (await _owner.TextAsync($"/customers/{_jane.CustomerId}")).ShouldContain("254722000111");
    }

    [Fact]
    public async Task Edit_Stale_Is409AndKeepsWhatWasTyped()
    {
        using var first = await _owner.PostAsync($"/customers/{_jane.CustomerId}/edit", [("Version", "0"), ("Input.Name", "First")]);

        using var second = await _owner.PostAsync($"/customers/{_jane.CustomerId}/edit", [("Version", "0"), ("Input.Name", "Second")], htmx: true);

        second.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await second.Content.ReadAsStringAsync()).ShouldContain("value=\"Second\"");
        (await _app.With<CustomerQueries, Customer?>(q => q.FindAsync(_jane.CustomerId, CancellationToken.None)))!.Name.ShouldBe("First");
    }

    [Fact]
    public async Task Edit_NoName_Is422()
    {
        using var answer = await _owner.PostAsync($"/customers/{_jane.CustomerId}/edit", [("Version", "0"), ("Input.Name", " ")]);

        answer.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
    }

    [Theory]
    [InlineData("")]
    [InlineData("/edit")]
    [InlineData("/created")]
    public async Task Page_UnknownId_Is404(string rest)
    {
        using var answer = await _owner.GetAsync($"/customers/{Guid.CreateVersion7()}{rest}");

        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Accountant_MayLookButNotTouch()
    {
        using var accountant = await _app.SignedInAsAsync(StaffRole.Accountant);

        using var edit = await accountant.GetAsync($"/customers/{_jane.CustomerId}/edit");
        var page = await accountant.TextAsync($"/customers/{_jane.CustomerId}");

        edit.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        page.ShouldContain(_jane.UserName);
        page.ShouldNotContain("Disable");
        page.ShouldNotContain("Show password");
    }

    [Fact]
    public async Task Api_ListGetPut_OverJson()
    {
        using var api = await TestBrowser.ApiAsync(_app);

        var list = await api.GetFromJsonAsync<JsonElement>(new Uri($"/api/customers?q={_jane.UserName}&status=Active", UriKind.Relative));
        list.GetProperty("items")[0].GetProperty("status").GetString().ShouldBe("Active");
        var url = new Uri($"/api/customers/{_jane.CustomerId}", UriKind.Relative);
        using var put = await api.PutAsJsonAsync(url, new { name = "By program", phone = "0733111222" });

        put.StatusCode.ShouldBe(HttpStatusCode.OK);
        var one = await api.GetFromJsonAsync<JsonElement>(url);
        one.GetProperty("name").GetString().ShouldBe("By program");
        one.ToString().ShouldNotContain("password", Case.Insensitive);
        using var missing = await api.GetAsync(new Uri($"/api/customers/{Guid.CreateVersion7()}", UriKind.Relative));
        missing.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }
}
