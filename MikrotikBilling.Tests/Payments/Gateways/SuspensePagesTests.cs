using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Payments;
using MikrotikBilling.Core.Payments.Gateways;
using MikrotikBilling.Core.Staff;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Tests.Billing;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Payments.Gateways;

/// <summary>Money without an owner, from the list to whom it belongs, over HTTP.</summary>
public sealed partial class SuspensePagesTests : IAsyncLifetime
{
    private TestApp _app = null!;
    private TestBrowser _owner = null!;
    private HttpClient _http = null!;
    private CreatedCustomer _jane = null!;

    public async Task InitializeAsync()
    {
        _app = await (await TestApp.StartAsync()).ServeAsync();
        _owner = await TestBrowser.SignedInAsync(_app);
        _http = new HttpClient { BaseAddress = _app.Address };
        await _app.SignedAccountAsync();
        _jane = await _app.CustomerAsync(await _app.RouterAsync(), await _app.ProfileAsync(), userName: "jane.doe", phone: "0712345678");
    }

    public async Task DisposeAsync()
    {
        _http.Dispose();
        _owner.Dispose();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task List_BeginsWithWhatIsOpen_AndFindsAPastedReceipt()
    {
        (await _owner.TextAsync("/payments/suspense")).ShouldContain("All money has an owner");
        var (open, back) = (await SuspendAsync("QK7-AB"), await SuspendAsync("ZZ9"));
        using var returned = await PostAsync(back, "Return", [("Return.Reason", "By the provider's page")]);

        var list = await _owner.TextAsync("/payments/suspense");
        list.ShouldContain("QK7-AB");
        list.ShouldNotContain("ZZ9");
        (await _owner.TextAsync("/payments/suspense?state=all")).ShouldContain("ZZ9");
        (await _owner.TextAsync("/payments/suspense?state=Returned")).ShouldNotContain("QK7-AB");
        (await _owner.TextAsync("/payments/suspense?q=qk7%20ab")).ShouldContain(open.ToString());
        (await _owner.TextAsync("/payments/suspense?q=zz-9")).ShouldContain(back.ToString());
        (await _owner.TextAsync("/payments/suspense?q=nothing")).ShouldContain("Nothing matches");
        (await _owner.TextAsync("/payments")).ShouldContain("Without an owner</span><span class=\"badge badge-warn\"");
    }

    [Fact]
    public async Task Sum_SuggestsWhoItMightBe_AndOnePressFillsTheForm()
    {
        var sum = await SuspendAsync("QK7", "home +254 712 345 678");
        var typo = await SuspendAsync("QK8", "jane.d0e");

        (await _owner.TextAsync($"/payments/suspense/{sum}")).ShouldContain("the same phone");
        var page = await _owner.TextAsync($"/payments/suspense/{typo}");
        WebUtility.HtmlDecode(page).ShouldContain("like “jane.doe”");
        page.ShouldContain($"/payments/suspense/{typo}?customerId={_jane.CustomerId}");
        var form = await _owner.TextAsync($"/payments/suspense/{typo}?customerId={_jane.CustomerId}");
        form.ShouldContain("Give it to Jane Doe");
        form.ShouldContain($"<option value=\"{_jane.SubscriptionId}\" selected");
        (await _owner.TextAsync($"/payments/suspense/{typo}?q=jane")).ShouldContain($"?customerId={_jane.CustomerId}");
        (await _owner.TextAsync($"/payments/suspense/{typo}?q=somebody")).ShouldContain("Nobody found");
    }

    [Fact]
    public async Task Assigned_ByTheForm_RenewsTheService_AndLinksBothWays()
    {
        var sum = await SuspendAsync("QK7", amount: "2000");
        var before = await _app.SubscriptionAsync(_jane.SubscriptionId);

        using var answer = await PostAsync(sum, "Assign", Assign(("Assign.Amount", "1500")));

        answer.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        (await _app.SubscriptionAsync(_jane.SubscriptionId)).ExpiresAt.ShouldBe(before.ExpiresAt.AddDays(30));
        var payment = await _app.Db(db => db.Set<Payment>().AsNoTracking().SingleAsync());
        var page = await _owner.TextAsync($"/payments/suspense/{sum}");
        page.ShouldContain($"/payments/{payment.Id}");
        page.ShouldContain("KES 500.00 left");
        (await _owner.TextAsync($"/payments/{payment.Id}")).ShouldContain($"/payments/suspense/{sum}");

        using var rest = await PostAsync(sum, "Assign", Assign(("Assign.Amount", ""), ("Assign.SubscriptionId", ""), ("version", "1")));
        rest.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        (await _app.BalanceAsync(_jane)).CreditMinor.ShouldBe(50000);
        (await _owner.TextAsync($"/payments/suspense/{sum}")).ShouldNotContain("How do you know?");
        (await _app.WrongAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("Assign.Reason", "", 422, "How do you know whose it is?")]
    [InlineData("Assign.Amount", "0", 422, "More than nothing.")]
    [InlineData("Assign.Amount", "2000.01", 409, "KES 1,500.00 of it is left.")]
    [InlineData("Assign.CustomerId", "00000000-0000-0000-0000-000000000000", 422, "Choose a customer.")]
    [InlineData("version", "7", 409, "Somebody else changed this")]
    public async Task Assigned_Wrongly_IsRefusedInPlace(string field, string value, int status, string message)
    {
        var sum = await SuspendAsync("QK7");

        using var answer = await PostAsync(sum, "Assign", Assign((field, value)), htmx: true);

        ((int)answer.StatusCode).ShouldBe(status);
        (await answer.Content.ReadAsStringAsync()).ShouldContain(message);
        (await _app.Db(db => db.Set<Payment>().AnyAsync())).ShouldBeFalse();
    }

    [Fact]
    public async Task Assigned_WithoutAPreview_ShowsIt_AndIsGivenByTheNextPress()
    {
        var sum = await SuspendAsync("QK7", amount: "2000");

        using var first = await PostAsync(sum, "Assign", Assign(("Assign.Stamp", ""), ("Assign.Amount", "2000")));

        first.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        var page = await first.Content.ReadAsStringAsync();
        page.ShouldContain("Nothing is booked yet.");
        page.ShouldContain("Runs until");
        page.ShouldContain("KES 500.00");
        (await _app.Db(db => db.Set<Payment>().AnyAsync())).ShouldBeFalse();
        using var second = await PostAsync(sum, "Assign", Assign(("Assign.Amount", "2000"), ("Assign.Stamp", Stamp().Match(page).Groups["value"].Value), ("Shown", Shown().Match(page).Groups["value"].Value)));
        second.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
    }

    [Fact]
    public async Task Assigned_AfterTheCustomersMoneyMoved_IsRefusedAsStale()
    {
        var sum = await SuspendAsync("QK7", amount: "2000");
        (await _owner.TextAsync($"/payments/suspense/{sum}?customerId={_jane.CustomerId}")).ShouldContain("What it leads to");
        var page = await _owner.TextAsync($"/payments/suspense/{sum}?handler=Plan&Assign.CustomerId={_jane.CustomerId}&Assign.SubscriptionId={_jane.SubscriptionId}&Assign.Amount=2000.00");
        await _app.PayAsync(_jane, 10, p => p with { SubscriptionId = null });

        using var answer = await PostAsync(sum, "Assign", Assign(("Assign.Amount", "2000.00"), ("Assign.Stamp", Stamp().Match(page).Groups["value"].Value), ("Shown", Shown().Match(page).Groups["value"].Value)), htmx: true);

        answer.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await _app.Db(db => db.Set<Payment>().CountAsync())).ShouldBe(1);
        using var api = await TestBrowser.ApiAsync(_app);
        var plan = await (await api.PostAsJsonAsync($"/api/billing/suspense/{sum}/assign/preview", new { customerId = _jane.CustomerId, reason = "He called" })).Content.ReadFromJsonAsync<JsonElement>();
        (plan.GetProperty("received").GetDecimal(), plan.GetProperty("creditAfter").GetDecimal()).ShouldBe((2000m, 2010m));
        using var stale = await api.PostAsJsonAsync($"/api/billing/suspense/{sum}/assign", new { customerId = _jane.CustomerId, reason = "He called", stamp = "old" });
        stale.StatusCode.ShouldBe(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task Receipt_PastedWithItsMessage_IsFound_AndGivenByOnePress()
    {
        var sum = await SuspendAsync("TKK1FIX001");
        var text = Uri.EscapeDataString("tkk1fix001 Confirmed. Ksh1,500.00 sent to TEST ISP for account jane on 20/11/26");
        (await _owner.TextAsync($"/search?q={text}")).ShouldContain($"/payments/suspense/{sum}");
        (await _owner.TextAsync($"/customers/{_jane.CustomerId}/money")).ShouldContain("A payment that is not here?");

        // One sum alone: straight to giving it.
        using var found = await _owner.GetAsync($"/payments/find?customerId={_jane.CustomerId}&q={text}");
        found.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        var form = await _owner.TextAsync(found.Headers.Location!.ToString());
        form.ShouldContain("Give it to Jane Doe");
        form.ShouldContain("Showed the receipt TKK1FIX001.");

        using var given = await PostAsync(sum, "Assign", Assign());
        given.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        var payment = await _app.Db(db => db.Set<Payment>().AsNoTracking().SingleAsync());
        (await _owner.TextAsync($"/payments/find?customerId={_jane.CustomerId}&q={text}")).ShouldContain("booked for this customer");
        (await _owner.TextAsync($"/search?q={text}")).ShouldContain($"/payments/{payment.Id}");
        (await _http.TellAsync(_app.Signed(GatewayStory.Body("TKK1FIX002", "jane.doe", status: "pending")))).Status.ShouldBe(200);
        (await _owner.TextAsync("/payments/find?q=tkk1fix002")).ShouldContain("it waits for the provider");
        (await _owner.TextAsync("/payments/find?q=ZZZ9ZZZ9")).ShouldContain("No such receipt");
    }

    [Fact]
    public async Task Assigned_TwiceFromOnePage_GivesItOnce()
    {
        var sum = await SuspendAsync("QK7");

        using var first = await PostAsync(sum, "Assign", Assign());
        using var second = await PostAsync(sum, "Assign", Assign());

        (first.StatusCode, second.StatusCode).ShouldBe((HttpStatusCode.SeeOther, HttpStatusCode.Conflict));
        (await _app.Db(db => db.Set<Payment>().CountAsync())).ShouldBe(1);
    }

    [Fact]
    public async Task Returned_NeedsAReason_AndEndsThere()
    {
        var sum = await SuspendAsync("QK7");

        using var empty = await PostAsync(sum, "Return", [], htmx: true);
        using var returned = await PostAsync(sum, "Return", [("Return.Reason", "Sent by the bank"), ("version", "0")]);
        using var late = await PostAsync(sum, "Assign", Assign(("version", "")), htmx: true);

        ((int)empty.StatusCode).ShouldBe(422);
        (await empty.Content.ReadAsStringAsync()).ShouldContain("How was it sent back, and why?");
        returned.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        late.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await late.Content.ReadAsStringAsync()).ShouldContain("Nothing of it is left to give away.");
        (await _app.AccountsAsync()).Values.ShouldAllBe(sum => sum == 0);
    }

    [Fact]
    public async Task Support_SeesIt_AndGivesNothingAway()
    {
        var sum = await SuspendAsync("QK7", "jane.d0e");
        using var support = await _app.SignedInAsAsync(StaffRole.Support);

        var page = await support.TextAsync($"/payments/suspense/{sum}?customerId={_jane.CustomerId}");
        page.ShouldContain("jane.d0e");
        page.ShouldNotContain("Give it to");
        page.ShouldNotContain(">Send it back");
        using var answer = await support.PostAsync("/account", Assign(), to: $"/payments/suspense/{sum}?handler=Assign");
        answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Sum_InAnotherCurrency_IsOnlySentBack()
    {
        var sum = await SuspendAsync("QK7", currency: "USD");

        var page = await _owner.TextAsync($"/payments/suspense/{sum}");
        page.ShouldContain("It came in USD; the books are in KES");
        page.ShouldNotContain("Whose is it?");
        using var answer = await PostAsync(sum, "Assign", Assign(), htmx: true);
        answer.StatusCode.ShouldBe(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task Pages_WithMuchToShow_AskTheDatabaseSeldom()
    {
        var sum = await SuspendAsync("QK7", "0712345678 jane");
        foreach (var url in new[] { "/payments/suspense", $"/payments/suspense/{sum}", $"/payments/suspense/{sum}?q=jane", $"/payments/suspense/{sum}?customerId={_jane.CustomerId}" })
        {
            await _owner.TextAsync(url);
            var before = _app.Sql.Count;
            await _owner.TextAsync(url);
            (_app.Sql.Count - before).ShouldBeLessThanOrEqualTo(8, url);
        }
    }

    [Fact]
    public async Task Json_GivesItAwayAndSendsTheRestBack()
    {
        using var api = await TestBrowser.ApiAsync(_app);
        var sum = await SuspendAsync("QK7", "jane.d0e", "2000");

        var listed = (await api.GetFromJsonAsync<JsonElement>("/api/billing/suspense")).GetProperty("items")[0];
        (listed.GetProperty("id").GetGuid(), listed.GetProperty("remaining").GetDecimal(), listed.GetProperty("state").GetString()).ShouldBe((sum, 2000m, "Open"));
        var one = await api.GetFromJsonAsync<JsonElement>($"/api/billing/suspense/{sum}");
        one.GetProperty("suspected")[0].GetProperty("customerId").GetGuid().ShouldBe(_jane.CustomerId);

        using var silent = await api.PostAsJsonAsync($"/api/billing/suspense/{sum}/assign", new { customerId = _jane.CustomerId });
        ((int)silent.StatusCode).ShouldBe(422);
        using var given = await api.PostAsJsonAsync($"/api/billing/suspense/{sum}/assign?version=0", new { customerId = _jane.CustomerId, amount = 1500, reason = "He called" });
        given.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await given.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("parts")[0].GetProperty("amount").GetDecimal().ShouldBe(1500m);
        using var stale = await api.PostAsJsonAsync($"/api/billing/suspense/{sum}/return?version=0", new { reason = "By the bank" });
        stale.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        using var back = await api.PostAsJsonAsync($"/api/billing/suspense/{sum}/return", new { reason = "By the bank" });
        back.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await api.GetFromJsonAsync<JsonElement>("/api/billing/suspense?q=qk-7")).GetProperty("items")[0].GetProperty("remaining").GetDecimal().ShouldBe(0m);
        (await api.GetFromJsonAsync<JsonElement>("/api/billing/suspense")).GetProperty("items").GetArrayLength().ShouldBe(0);
    }

    private async Task<Guid> SuspendAsync(string receipt, string account = "nobody", string amount = "1500", string currency = "KES")
    {
        (await _http.TellAsync(_app.Signed(GatewayStory.Body(receipt, account, amount, currency: currency)))).Body.GetProperty("result").GetString().ShouldBe("suspense");
        return (await _app.Db(db => db.Set<SuspenseItem>().AsNoTracking().SingleAsync(s => s.Reference == receipt))).Id;
    }

    /// <summary>As a browser does: with what the preview of these values said.</summary>
    private async Task<HttpResponseMessage> PostAsync(Guid sum, string handler, IEnumerable<(string Name, string Value)> fields, bool htmx = false)
    {
        var all = fields.ToList();
        if (handler == "Assign" && all.TrueForAll(f => f.Name != "Assign.Stamp"))
        {
            var query = string.Join('&', all.Where(f => f.Name is "Assign.CustomerId" or "Assign.Amount" or "Assign.SubscriptionId").Select(f => $"{f.Name}={Uri.EscapeDataString(f.Value)}"));
            var plan = await _owner.TextAsync($"/payments/suspense/{sum}?handler=Plan&{query}");
            foreach (var (name, match) in new[] { ("Assign.Stamp", Stamp().Match(plan)), ("Shown", Shown().Match(plan)) })
                if (match.Success) all.Add((name, match.Groups["value"].Value));
        }
        return await _owner.PostAsync($"/payments/suspense/{sum}", all, to: $"/payments/suspense/{sum}?handler={handler}", htmx: htmx);
    }

    [GeneratedRegex("name=\"Assign.Stamp\" value=\"(?<value>[^\"]+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Stamp();

    [GeneratedRegex("name=\"Shown\" value=\"(?<value>[^\"]+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Shown();

    private IEnumerable<(string, string)> Assign(params (string, string)[] instead) => instead.Concat(
    [
        ("version", "0"), ("Assign.CustomerId", _jane.CustomerId.ToString()), ("Assign.SubscriptionId", _jane.SubscriptionId.ToString()), ("Assign.Amount", "1500"), ("Assign.Reason", "He called"),
    ]).DistinctBy(f => f.Item1);
}
