using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Billing.Customers;
using MikrotikBilling.Core.Billing.Discounts;
using MikrotikBilling.Core.Staff;
using MikrotikBilling.Tests.Billing.Taxes;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Billing.Discounts;

public sealed class DiscountPagesTests : IAsyncLifetime
{
    private TestApp _app = null!;
    private TestBrowser _owner = null!;

    public async Task InitializeAsync()
    {
        _app = await (await TestApp.StartAsync()).ServeAsync();
        _owner = await TestBrowser.SignedInAsync(_app);
    }

    public async Task DisposeAsync()
    {
        _owner.Dispose();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task Discount_AddedEditedStoppedDeleted_OnItsPages()
    {
        var profile = await _app.ProfileAsync();
        (await _owner.TextAsync("/discounts")).ShouldContain("No discounts yet");
        using var added = await _owner.PostAsync("/discounts/new", Fields(("Input.Scope", "ChosenProfiles"), ("Input.ProfileIds", profile.Id.ToString()), ("Input.Code", "SUMMER-26")));
        added.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        var url = added.Headers.Location!.ToString();
        var page = await _owner.TextAsync(url);
        page.ShouldContain("SUMMER-26");
        page.ShouldContain("Home 10");
        (await _owner.TextAsync("/discounts?q=summer26")).ShouldContain("Campaign");
        (await _owner.TextAsync("/discounts?q=winter")).ShouldContain("No discount fits");

        (await _owner.TextAsync($"{url}/edit")).ShouldContain("checked");
        using var edited = await _owner.PostAsync($"{url}/edit", [.. Fields(("Input.Percent", "20")), ("Version", "0")]);
        edited.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        using var stale = await _owner.PostAsync($"{url}/edit", [.. Fields(("Input.Percent", "30")), ("Version", "0")], htmx: true);
        stale.StatusCode.ShouldBe(HttpStatusCode.Conflict);

        using var stopped = await _owner.PostAsync(url, [], $"{url}?handler=Stop", htmx: true);
        (await stopped.Content.ReadAsStringAsync()).ShouldContain("Stopped");
        using var deleted = await _owner.PostAsync(url, [], $"{url}?handler=Delete");
        deleted.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        (await _app.Db(db => db.Set<Discount>().AnyAsync())).ShouldBeFalse();
    }

    [Fact]
    public async Task Referral_WithRewards_CountsThemOnItsPages()
    {
        var (router, profile) = (await _app.RouterAsync(), await _app.ProfileAsync());
        var (referrer, brought) = (await _app.CustomerAsync(router, profile, "Rita Referrer"), await _app.CustomerAsync(router, profile, "Ben Brought"));
        Scenario.Value(await _app.TermsAsync(brought.CustomerId, new SaveCustomerBilling { Referrer = "1" }));
        using var added = await _owner.PostAsync("/discounts/new", Fields(("Input.Kind", "Referral"), ("Input.Timing", "FirstInvoice"), ("Input.ReferrerReward", "250")));
        var url = added.Headers.Location!.ToString();
        (await _owner.TextAsync("/discounts")).ShouldNotContain("reward");
        Scenario.Value(await _app.PayAsync(brought, 1500));

        var list = await _owner.TextAsync("/discounts");

        list.ShouldContain("1 reward");
        list.ShouldContain("KES 250.00 credit given");
        (await _owner.TextAsync(url)).ShouldContain("KES 250.00 credit for those who brought others");
        using var api = await TestBrowser.ApiAsync(_app);
        var json = (await api.GetFromJsonAsync<JsonElement>(new Uri("/api/billing/discounts", UriKind.Relative))).GetProperty("items")[0];
        (json.GetProperty("rewards").GetInt32(), json.GetProperty("rewarded").GetDecimal()).ShouldBe((1, 250m));
        referrer.CustomerId.ShouldNotBe(brought.CustomerId);
    }

    [Fact]
    public async Task New_PercentAndAmountOrNoProfile_Is422AtTheField()
    {
        using var both = await _owner.PostAsync("/discounts/new", Fields(("Input.Amount", "5")), htmx: true);
        ((int)both.StatusCode).ShouldBe(422);
        (await both.Content.ReadAsStringAsync()).ShouldContain("one of both");
        using var none = await _owner.PostAsync("/discounts/new", Fields(("Input.Scope", "ChosenProfiles")), htmx: true);
        (await none.Content.ReadAsStringAsync()).ShouldContain("Choose at least one profile.");
    }

    [Fact]
    public async Task Code_MadeByTheButton_IsInItsField()
    {
        using var answer = await _owner.GetFragmentAsync("/discounts/new?handler=Code");

        (await answer.Content.ReadAsStringAsync()).ShouldMatch("value=\"[A-Z2-9]{4}-[A-Z2-9]{4}\"");
    }

    [Fact]
    public async Task Give_CodeOnTheCustomersPage_ShowsAndIsTakenAway()
    {
        var customer = await _app.CustomerAsync(await _app.RouterAsync(), await _app.ProfileAsync());
        using var added = await _owner.PostAsync("/discounts/new", Fields(("Input.Code", "SUMMER")));
        var url = $"/customers/{customer.CustomerId}/discounts/new";

        using var wrong = await _owner.PostAsync(url, [("Input.Code", "winter")], htmx: true);
        wrong.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await wrong.Content.ReadAsStringAsync()).ShouldContain("no discount with this code");
        using var neither = await _owner.PostAsync(url, [("Input.Code", "")], htmx: true);
        ((int)neither.StatusCode).ShouldBe(422);
        using var given = await _owner.PostAsync(url, [("Input.Code", "summer")]);
        given.StatusCode.ShouldBe(HttpStatusCode.SeeOther);

        (await _owner.TextAsync($"/customers/{customer.CustomerId}/billing/card")).ShouldContain("Campaign");
        var id = await _app.Db(db => db.Set<CustomerDiscount>().Select(d => d.Id).SingleAsync());
        using var taken = await _owner.PostAsync(url, [], $"{url}?handler=TakeAway&given={id}");
        taken.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        (await _app.Db(db => db.Set<CustomerDiscount>().AnyAsync())).ShouldBeFalse();
    }

    [Fact]
    public async Task Discounts_ForSupport_AreClosedAndForAccountantsOpen()
    {
        using var support = await _app.SignedInAsAsync(StaffRole.Support);
        using var closed = await support.GetAsync("/discounts");
        closed.IsSuccessStatusCode.ShouldBeFalse();
        using var accountant = await _app.SignedInAsAsync(StaffRole.Accountant);
        (await accountant.TextAsync("/discounts")).ShouldContain("Add discount");
        (await accountant.TextAsync("/settings/taxes")).ShouldNotContain("Add rate");
    }

    [Fact]
    public async Task Api_AddsListsAndTellsUses()
    {
        using var api = await TestBrowser.ApiAsync(_app);
        var all = new Uri("/api/billing/discounts", UriKind.Relative);
        using var added = await api.PostAsJsonAsync(all, new { name = "Loyal", kind = "Loyalty", percent = 12.5, loyaltyAfter = 3, loyaltyRule = "FromNth", validFrom = "2026-01-01" });
        added.StatusCode.ShouldBe(HttpStatusCode.Created);
        var url = added.Headers.Location!;
        (await api.GetFromJsonAsync<JsonElement>(url)).GetProperty("discount").GetProperty("percent").GetDecimal().ShouldBe(12.5m);
        (await api.GetFromJsonAsync<JsonElement>(all)).GetProperty("items")[0].GetProperty("state").GetString().ShouldBe("Running");
        (await api.GetFromJsonAsync<JsonElement>(new Uri($"{url}/uses", UriKind.Relative))).GetProperty("items").GetArrayLength().ShouldBe(0);
        using var invalid = await api.PostAsJsonAsync(all, new { name = "", percent = 10, amount = 10 });
        ((int)invalid.StatusCode).ShouldBe(422);
    }

    private static (string, string)[] Fields(params (string Name, string Value)[] with)
    {
        (string Name, string Value)[] plain =
        [
            ("Input.Name", "Campaign"), ("Input.Kind", "Promotion"), ("Input.Percent", "10"), ("Input.Scope", "AllProfiles"), ("Input.Timing", "EveryInvoice"),
            ("Input.ValidFrom", "2020-01-01"), ("Input.IsActive", "true"), ("Input.LoyaltyRule", "EachNth"),
        ];
        return [.. plain.Where(p => !with.Any(w => w.Name == p.Name)), .. with];
    }
}
