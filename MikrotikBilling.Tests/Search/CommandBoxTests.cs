using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Core.Payments;
using MikrotikBilling.Core.Staff;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Tests.Billing;
using MikrotikBilling.Tests.Payments.Gateways;
using MikrotikBilling.Tests.Support;
using MikrotikBilling.Tests.Vouchers;

namespace MikrotikBilling.Tests.Search;

/// <summary>The command box over HTTP: the right record, what may be done with it, and what it costs.</summary>
public sealed partial class CommandBoxTests : IAsyncLifetime
{
    private const int MostStatements = 8;

    private TestApp _app = null!;
    private TestBrowser _owner = null!;
    private Core.Routers.Router _router = null!;
    private CreatedCustomer _jane = null!;

    public async Task InitializeAsync()
    {
        _app = await (await TestApp.StartAsync()).ServeAsync();
        _router = await _app.RouterAsync("Hilltop");
        _jane = await _app.NewAsync(_router, await _app.ProfileAsync(), c => c with { Name = "Jane Wanjiku", Phone = "0712 345 678", Email = "jane.w@mail.example", UserName = "jw.home", MacAddress = "4C:5E:0C:12:34:56" });
        await _app.SignedAccountAsync();
        _owner = await TestBrowser.SignedInAsync(_app);
    }

    public async Task DisposeAsync()
    {
        _owner.Dispose();
        await _app.DisposeAsync();
    }

    [Theory]
    [InlineData("jane wanjiku")]
    [InlineData("C-000001")]
    [InlineData("0712345678")]
    [InlineData("jane.w@mail")]
    [InlineData("4c:5e:0c:12")]
    [InlineData("jw.home")]
    public async Task Customer_ByEachWayOfNamingHim_ComesWithWhatIsOftenDone(string query)
    {
        var answer = await AskAsync(query);

        Hits(answer)[0].ShouldBe($"/customers/{_jane.CustomerId}");
        foreach (var step in new[] { $"/payments/new?customerId={_jane.CustomerId}", $"#renew-{_jane.SubscriptionId}", $"#pause-{_jane.SubscriptionId}", $"/subscriptions/{_jane.SubscriptionId}/plan", $"/customers/{_jane.CustomerId}/diagnosis" })
            Hits(answer).ShouldContain(url => url.Contains(step, StringComparison.Ordinal), step);
    }

    [Theory]
    [InlineData("rcp 1")]
    [InlineData("Rcp #1")]
    public async Task Receipt_ByItsNumberAsItIsSaid_IsFound(string query)
    {
        var paid = Scenario.Value(await _app.PayAsync(_jane, 1500));

        Hits(await AskAsync(query)).ShouldContain($"/payments/{paid.Payment.Id}");

        Hits(await AskAsync("rcp 2")).ShouldNotContain($"/payments/{paid.Payment.Id}");
        Hits(await AskAsync("inv 0001")).ShouldNotContain($"/payments/{paid.Payment.Id}");
    }

    [Fact]
    public async Task Name_ComesBeforeTheStreetThatIsCalledSo()
    {
        await _app.NewAsync(_router, await _app.ProfileAsync("Street"), c => c with { Name = "Omar Ali", Address = "Hilltop Drive 7" });

        Hits(await AskAsync("hilltop")).ShouldSatisfyAllConditions(h => h[0].ShouldBe($"/routers/{_router.Id}"), h => h.ShouldContain(u => u.StartsWith("/customers/", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Router_ComesWithDryRunAndSessions() =>
        Hits(await AskAsync("hill")).ShouldBe([$"/routers/{_router.Id}", $"/routers/{_router.Id}/drift", $"/routers/{_router.Id}/sessions", $"/routers/{_router.Id}/log", $"/routers/{_router.Id}", "/search?q=hill"]);

    [Theory]
    [InlineData("new customer", "/customers/new")]
    [InlineData("add cust", "/customers/new")]
    [InlineData("invoices", "/invoices")]
    [InlineData("settings reg", "/settings/region")]
    [InlineData("vouchers rep", "/reports/vouchers")]
    [InlineData("takings", "/reports/takings?period=today")]
    [InlineData("money by", "/payments/methods")]
    public async Task Page_ByItsName_IsFound(string query, string url) => Hits(await AskAsync(query)).ShouldContain(url);

    [Fact]
    public async Task Money_ByItsNumbers_IsFound()
    {
        var taken = Scenario.Value(await _app.PayAsync(_jane, 1500, p => p with { Method = PaymentMethod.MobileMoney, Reference = "QK73ABC9" })).Payment;
        var batch = await _app.BatchAsync(1);
        var code = batch.Format.Write((await _app.CodesAsync(batch.Id)).Single().Code);

        Hits(await AskAsync(taken.Number)).ShouldContain($"/payments/{taken.Id}");
        Hits(await AskAsync("qk73abc9")).ShouldContain($"/payments/{taken.Id}");
        Hits(await AskAsync($"qk73abc9 Confirmed. Ksh1,500.00 sent to {new string('x', 300)}")).ShouldContain($"/payments/{taken.Id}");
        Hits(await AskAsync(code)).ShouldContain(url => url.StartsWith("/vouchers/redeem?code=", StringComparison.Ordinal));
        Hits(await AskAsync(batch.NumberText)).ShouldContain($"/vouchers/{batch.Id}");
    }

    [Fact]
    public async Task EmptyBox_OffersWhatWasOpenedLast_ThatIsThere_AndMayBeSeen()
    {
        var opened = $"opened=/customers/{_jane.CustomerId}&opened=/routers/{_router.Id}&opened=/customers/{Guid.NewGuid()}&opened=/elsewhere/{Guid.NewGuid()}&opened=javascript:1";
        using var accountant = await _app.SignedInAsAsync(StaffRole.Accountant);

        var all = Hits(await _owner.TextAsync($"/search?handler=Suggest&{opened}"));
        all[0].ShouldBe($"/customers/{_jane.CustomerId}");
        all.ShouldContain($"/routers/{_router.Id}");
        all.ShouldContain("/customers/new");
        all.ShouldNotContain(url => url.Contains("elsewhere", StringComparison.Ordinal) || url.Contains("javascript", StringComparison.Ordinal));

        var some = Hits(await accountant.TextAsync($"/search?handler=Suggest&{opened}"));
        some.ShouldContain($"/customers/{_jane.CustomerId}");
        some.ShouldNotContain($"/routers/{_router.Id}");
    }

    public static TheoryData<StaffRole> Roles => [.. Enum.GetValues<StaffRole>()];

    [Theory, MemberData(nameof(Roles))]
    public async Task WhatIsOffered_IsOpenToWhoeverSeesIt(StaffRole role)
    {
        using var person = await _app.SignedInAsAsync(role);
        var urls = new HashSet<string>(StringComparer.Ordinal);
        foreach (var query in new[] { "jane", "hill" }.Concat("abcdefghijklmnopqrstuvwxyz".Select(c => $"{c}")))
            urls.UnionWith(Hits(await person.TextAsync($"/search?handler=Suggest&q={query}")).Select(u => u.Split('#')[0]));

        urls.Count.ShouldBeGreaterThan(3);
        foreach (var url in urls)
        {
            using var answer = await person.Http.GetAsync(new Uri(url, UriKind.Relative));
            answer.StatusCode.ShouldBeOneOf(HttpStatusCode.OK, HttpStatusCode.Redirect, HttpStatusCode.SeeOther);
            answer.Headers.Location?.ToString().ShouldNotContain("denied");
        }
    }

    [Theory]
    [InlineData("j")]
    [InlineData("10")]
    [InlineData("jane wanjiku")]
    [InlineData("0712345678")]
    [InlineData("jane.w@mail.example")]
    [InlineData("4c:5e:0c:12:34:56")]
    [InlineData("4c5e0c123456")]
    [InlineData("10.20.0.7")]
    [InlineData("QK73ABC9")]
    [InlineData("INV-2026-000045")]
    [InlineData("rcp 45")]
    [InlineData("QK73ABC9 Confirmed. Ksh1,500.00 sent to TEST ISP for account jane on 20/11/26")]
    [InlineData("")]
    public async Task Answer_TakesFewStatements(string query)
    {
        await AskAsync(query);
        var sql = _app.Services.GetRequiredService<SqlCounter>();
        sql.Reset();
        await AskAsync(query);

        sql.Count.ShouldBeLessThanOrEqualTo(MostStatements, string.Join("\n---\n", sql.Statements));
    }

    [Fact]
    public async Task Answer_OfAVoucherThatIsThere_TakesFewStatements()
    {
        var batch = await _app.BatchAsync(1);
        var code = batch.Format.Write((await _app.CodesAsync(batch.Id)).Single().Code);
        var sql = _app.Services.GetRequiredService<SqlCounter>();
        await AskAsync(code);
        sql.Reset();

        Hits(await AskAsync(code)).ShouldContain(url => url.StartsWith("/vouchers/redeem", StringComparison.Ordinal));

        sql.Count.ShouldBeLessThanOrEqualTo(MostStatements, string.Join("\n---\n", sql.Statements));
    }

    [Fact]
    public async Task Page_WithoutScript_ListsTheSameWithItsActions()
    {
        var page = await _owner.TextAsync("/search?q=jane");

        page.ShouldContain($"href=\"/customers/{_jane.CustomerId}\"");
        page.ShouldContain($"href=\"/customers/{_jane.CustomerId}/diagnosis\"");
        page.ShouldContain("<noscript>");
    }

    private Task<string> AskAsync(string query) => _owner.TextAsync($"/search?handler=Suggest&q={Uri.EscapeDataString(query)}");

    private static List<string> Hits(string answer) => [.. Address().Matches(answer).Select(m => WebUtility.HtmlDecode(m.Groups["url"].Value))];

    [GeneratedRegex("data-href=\"(?<url>[^\"]+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Address();
}
