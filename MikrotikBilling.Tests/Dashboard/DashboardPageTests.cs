using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Tests.Payments.Gateways;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Dashboard;

public sealed class DashboardPageTests : IAsyncLifetime
{
    private const int MostStatements = 8;
    private TestApp _app = null!;
    private TestBrowser _owner = null!;

    public async Task InitializeAsync()
    {
        _app = await (await TestApp.StartAsync(clock: new FakeClock(GatewayStory.SampledAt))).ServeAsync();
        _owner = await TestBrowser.SignedInAsync(_app);
    }

    public async Task DisposeAsync()
    {
        _owner.Dispose();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task Dashboard_Empty_LeadsThroughTheFirstSteps()
    {
        (await _owner.TextAsync("/")).ShouldContain("Add a router");
        await _app.RouterAsync();

        var page = await _owner.TextAsync("/");

        page.ShouldContain("First steps");
        page.ShouldContain("todo-done");
    }

    [Fact]
    public async Task Dashboard_Customers_ShowsFiguresAndWhoExpires()
    {
        var (router, profile) = (await _app.RouterAsync(), await _app.ProfileAsync(days: 2));
        var jane = await _app.CustomerAsync(router, profile);

        var page = await _owner.TextAsync("/");

        page.ShouldNotContain("First steps");
        page.ShouldContain("of 1 customers");
        page.ShouldContain($"/customers/{jane.CustomerId}");
        page.ShouldContain("/customers?status=Active&amp;within=3&amp;sort=expires");
    }

    [Fact]
    public async Task Dashboard_PaidAfterwards_DoesNotExpireNeitherHereNorInTheListBehindIt()
    {
        var router = await _app.RouterAsync();
        var jane = await _app.CustomerAsync(router, await _app.ProfileAsync(days: 2));
        var later = await _app.ProfileAsync("Afterwards", ServiceKind.Pppoe, p => p with { PaymentMode = PaymentMode.Postpaid, Cycle = BillingCycle.Other, DurationCount = 2, DurationUnit = SpanUnit.Days });
        var paul = await _app.CustomerAsync(router, later, "Paul Later");

        foreach (var page in (string[])[await _owner.TextAsync("/"), await _owner.TextAsync("/customers?status=Active&within=3&sort=expires")])
        {
            page.ShouldContain(jane.CustomerId.ToString());
            page.ShouldNotContain(paul.CustomerId.ToString());
        }
        (await _owner.TextAsync("/customers?status=Active")).ShouldContain(paul.CustomerId.ToString());
        (await _app.With<SubscriptionQueries, (int Count, IReadOnlyList<SubscriptionLine> First)>(q => q.ExpiringAsync(_app.Clock.GetUtcNow().AddDays(3), 8, null, CancellationToken.None))).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Dashboard_MoneyWithoutAnOwner_LeadsToIt()
    {
        await _app.CustomerAsync(await _app.RouterAsync(), await _app.ProfileAsync());
        (await _owner.TextAsync("/")).ShouldNotContain("board-money");
        await SuspenseTests.SuspendAsync(_app, "QK7", "nobody", 2000);
        await SuspenseTests.SuspendAsync(_app, "QK8", "nobody", 500);
        _app.FakeClock.Advance(TimeSpan.FromSeconds(5));

        var page = await _owner.TextAsync("/");

        page.ShouldContain("Money waits for somebody");
        page.ShouldContain(">2 sums</a> without an owner");
        page.ShouldNotContain("to look at</li>");
    }

    [Fact]
    public async Task Board_Polled_IsTheFragment()
    {
        using var answer = await _owner.GetFragmentAsync("/?handler=Board");

        (await answer.Content.ReadAsStringAsync()).ShouldStartWith("<div class=\"stack\" id=\"board\"");
    }

    [Fact]
    public async Task Pages_AnySize_SendFewStatements()
    {
        var router = await _app.RouterAsync();
        var profile = await _app.ProfileAsync(days: 2);
        CreatedCustomer? one = null;
        foreach (var size in (int[])[0, 1, 60])
        {
            for (var n = size == 60 ? 1 : 0; n < size; n++) one = await _app.CustomerAsync(router, profile, $"Jane {n:D2}");
            var urls = new List<string> { "/", "/customers", "/customers?status=Active&sort=expires", "/profiles", $"/profiles/{profile.Id}", "/customers/new" };
            if (one is not null) urls.AddRange([$"/customers/{one.CustomerId}", $"/customers?q=jane&router={router.Id}", $"/subscriptions/{one.SubscriptionId}"]);
            foreach (var url in urls)
            {
                await _owner.TextAsync(url);
                _app.Sql.Reset();
                await _owner.TextAsync(url);
                _app.Sql.Count.ShouldBeLessThanOrEqualTo(MostStatements, $"{url} with {size}: {string.Join("\n", _app.Sql.Statements)}");
            }
        }
        var first = await _owner.TextAsync("/customers");
        first.ShouldContain("cursor=");
    }

    [Fact]
    public async Task CustomerList_AllThatMatch_SaysHowManyWhereItsPageAsks()
    {
        var (router, profile) = (await _app.RouterAsync(), await _app.ProfileAsync());
        await _app.CustomerAsync(router, profile);
        await _app.CustomerAsync(router, profile, "Omar Ali");
        var page = await _owner.TextAsync("/customers?q=omar");
        var url = System.Net.WebUtility.HtmlDecode(page.Split("data-matching-url=\"")[1].Split('"')[0]);

        (await _owner.TextAsync(url)).ShouldBe("""{"count":1,"text":"1"}""");
    }
}
