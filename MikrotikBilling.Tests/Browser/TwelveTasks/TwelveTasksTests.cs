using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using MikrotikBilling.Core.Payments;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Core.Vouchers;
using MikrotikBilling.Tests.Payments.Gateways;
using MikrotikBilling.Tests.Support;
using MikrotikBilling.Tests.Vouchers;
using static Microsoft.Playwright.Assertions;

namespace MikrotikBilling.Tests.Browser.TwelveTasks;

/// <summary>
/// What an operator does all day, each with its count: clicks, typed fields, pages loaded whole. A customer is found by the command box first where one is
/// needed, which is its own task.
/// </summary>
[Collection(nameof(TwelveTasksSite))]
public class TwelveTasksTests(TwelveTasksSite site) : BrowserTests
{
    /// <summary>What the command box calls the page with the money of the day.</summary>
    private const string Takings = "Today's takings";

    private readonly List<string> _complaints = [];

    private IPage _page = null!;
    private WorkCounter _work = null!;

    [BrowserFact]
    public async Task FindACustomer_0_1_0()
    {
        var customer = await CustomerAsync("Zawadi Finder");
        await StartAsync();

        await TwelveTasksSite.FindAsync(_page, "zawadi");
        await Expect(_page.GetByRole(AriaRole.Heading, new() { Name = "Zawadi Finder" })).ToBeVisibleAsync();

        _page.Url.ShouldEndWith($"/customers/{customer.CustomerId}");
        await CountsAsync(clicks: 0, fields: 1);
    }

    [BrowserFact]
    public async Task TakeCashAndRenewTheSame_1_AfterFind()
    {
        var customer = await FoundAsync("Baraka Renewer");

        await _page.GetByRole(AriaRole.Button, new() { Name = "Renew, KES 1,500.00 cash" }).ClickAsync();
        await Expect(_page.Locator("#money").GetByText("KES 1,500.00 taken, receipt RCP-")).ToBeVisibleAsync();

        await CountsAsync(clicks: 1, fields: 0);
        (await site.App.Db(db => db.Set<Payment>().CountAsync(p => p.CustomerId == customer.CustomerId))).ShouldBe(1);
    }

    [BrowserFact]
    public async Task NewPppoeCustomerOnline_2_4_0()
    {
        await StartAsync();

        await _page.GetByRole(AriaRole.Link, new() { Name = "Add customer" }).ClickAsync();
        await Expect(_page.Locator("#Input_Name")).ToBeFocusedAsync();
        await _page.Keyboard.TypeAsync("Imani Newcomer");
        await _page.Locator("#Input_Phone").FillAsync("0712 345 679");
        await _page.Locator("#Input_Email").FillAsync("imani@test.example");
        await _page.Locator("#Input_ProfileId").SelectOptionAsync(site.Home.Id.ToString());
        await Expect(_page.Locator("#Input_UserName")).ToHaveValueAsync("imani.newcomer");
        await _page.GetByRole(AriaRole.Button, new() { Name = "Add customer" }).ClickAsync();
        await Expect(_page.GetByText("The customer is online.")).ToBeVisibleAsync();

        await CountsAsync(clicks: 2, fields: 4);
    }

    [BrowserFact]
    public async Task StopKeepingThePaidDays_2_AndUndone()
    {
        var customer = await FoundAsync("Tatu Stopper");
        var before = await site.App.SubscriptionAsync(customer.SubscriptionId);

        await _page.GetByRole(AriaRole.Button, new() { Name = "Pause" }).ClickAsync();
        await _page.Locator("#confirm").GetByRole(AriaRole.Button, new() { Name = "Pause" }).ClickAsync();
        await Expect(_page.GetByText("are kept").First).ToBeVisibleAsync();

        await CountsAsync(clicks: 2, fields: 0);
        var stopped = await site.App.SubscriptionAsync(customer.SubscriptionId);
        (stopped.Status, stopped.TimeLeft > TimeSpan.FromDays(29)).ShouldBe((SubscriptionStatus.Paused, true));

        await _page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Expect(_page.GetByRole(AriaRole.Button, new() { Name = "Pause" })).ToBeVisibleAsync();
        var again = await site.App.SubscriptionAsync(customer.SubscriptionId);
        (again.Status, again.AnchorDay).ShouldBe((SubscriptionStatus.Active, before.AnchorDay));
        (again.ExpiresAt - before.ExpiresAt).Duration().ShouldBeLessThanOrEqualTo(TimeSpan.FromMinutes(1));
        await CountsAsync(clicks: 1, fields: 0);
    }

    [BrowserFact]
    public async Task ThreeDaysOfGrace_1_AfterFind_AndUndone()
    {
        var customer = await FoundAsync("Neema Grace");
        var before = await site.App.SubscriptionAsync(customer.SubscriptionId);

        await _page.GetByRole(AriaRole.Button, new() { Name = "+3 days" }).ClickAsync();
        await Expect(_page.GetByText("Extended by 3 days.")).ToBeVisibleAsync();

        await CountsAsync(clicks: 1, fields: 0);
        (await site.App.SubscriptionAsync(customer.SubscriptionId)).ExpiresAt.ShouldBe(before.ExpiresAt.AddDays(3));

        await _page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Expect(_page.GetByText("The extension is taken back.")).ToBeVisibleAsync();
        (await site.App.SubscriptionAsync(customer.SubscriptionId)).ExpiresAt.ShouldBe(before.ExpiresAt);
    }

    [BrowserFact]
    public async Task ChangeProfileWithItsPrice_2()
    {
        var customer = await FoundAsync("Juma Changer");

        await _page.GetByRole(AriaRole.Link, new() { Name = "Change the profile" }).ClickAsync();
        await Expect(_page.Locator("#Input_ProfileId")).ToBeFocusedAsync();
        await _page.Keyboard.TypeAsync("Home 20");
        await Expect(_page.Locator("#change-price").GetByText("Credit afterwards")).ToBeVisibleAsync();
        await _page.GetByRole(AriaRole.Button, new() { Name = "Change profile" }).ClickAsync();
        await Expect(_page.GetByText("is on Home 20 now.").First).ToBeVisibleAsync();

        // The profile is chosen with keys.
        await CountsAsync(clicks: 2, fields: 1);
        (await site.App.SubscriptionAsync(customer.SubscriptionId)).ProfileId.ShouldBe(site.Faster.Id);
    }

    [BrowserFact]
    public async Task FiftyVouchersOnPaper_3_1()
    {
        await StartAsync();
        await _page.GotoAsync("/vouchers");
        await _work.TakeAsync();

        await _page.GetByRole(AriaRole.Link, new() { Name = "Make vouchers" }).ClickAsync();
        await Expect(_page.Locator("#Input_Quantity")).ToBeFocusedAsync();
        await _page.Keyboard.TypeAsync("50");
        await _page.GetByRole(AriaRole.Button, new() { Name = "Make them" }).ClickAsync();
        await _page.GetByRole(AriaRole.Link, new() { Name = "Print" }).ClickAsync();
        await Expect(_page.Locator(".v-card")).ToHaveCountAsync(50);
        await _page.WaitForFunctionAsync("sessionStorage.getItem('prints') !== null");

        (await CountsAsync(clicks: 3, fields: 1)).Prints.ShouldHaveSingleItem().ShouldEndWith("/print");
    }

    [BrowserFact]
    public async Task RedeemACodeForACustomer_1_1()
    {
        var batch = await site.App.PrintedAsync(site.Home, 1);
        var code = batch.Format.Write((await site.App.CodesAsync(batch.Id)).Single().Code);
        var customer = await FoundAsync("Sanaa Redeemer");

        await _page.Locator("#voucher-code").FocusAsync();
        await _page.Keyboard.TypeAsync(code);
        await _page.Keyboard.PressAsync("Enter");
        await Expect(_page.Locator("#voucher-look")).ToBeVisibleAsync();
        await _page.GetByRole(AriaRole.Button, new() { Name = "Redeem", Exact = true }).ClickAsync();
        await Expect(_page.Locator("#redeemed")).ToBeVisibleAsync();

        await CountsAsync(clicks: 1, fields: 1);
        (await site.App.Db(db => db.Set<VoucherUse>().AsNoTracking().SingleAsync(u => u.BatchId == batch.Id))).CustomerId.ShouldBe(customer.CustomerId);
    }

    [BrowserFact]
    public async Task WhyIsHeOffline_0_AfterFind()
    {
        var customer = await CustomerAsync("Faraja Offline");
        Scenario.Value(await site.App.Contract(s => s.DisableAsync(customer.SubscriptionId, null, CancellationToken.None)));
        await StartAsync();
        await TwelveTasksSite.FindAsync(_page, "faraja");
        await Expect(_page.Locator("#diagnosis").GetByText("The service was disabled by staff.").First).ToBeVisibleAsync();

        await CountsAsync(clicks: 0, fields: 1);
    }

    [BrowserFact]
    public async Task IPaid_ByPastedReceipt_1_1()
    {
        using var http = new HttpClient { BaseAddress = site.App.Address };
        (await http.TellAsync(site.App.Signed(GatewayStory.Body("TWL1VE0010", "nobody")))).Status.ShouldBe((int)HttpStatusCode.OK);
        var customer = await FoundAsync("Subira Payer");

        await Expect(_page.Locator("#paid-receipt")).ToBeVisibleAsync();
        await _page.Locator("#paid-receipt").FillAsync("TWL1VE0010 Confirmed. Ksh1,500.00 sent to TEST ISP on 20/11/26");
        await _page.Keyboard.PressAsync("Enter");
        await Expect(_page.Locator("#money-plan").GetByText("Credit afterwards")).ToBeVisibleAsync();
        await _page.GetByRole(AriaRole.Button, new() { Name = "Give it to Subira Payer" }).ClickAsync();
        await Expect(_page.GetByText("given to whom it belongs, receipt RCP-").First).ToBeVisibleAsync();

        await CountsAsync(clicks: 1, fields: 1);
        (await site.App.Db(db => db.Set<Payment>().AsNoTracking().SingleAsync(p => p.CustomerId == customer.CustomerId))).Reference.ShouldBe("TWL1VE0010");
    }

    [BrowserFact]
    public async Task RouterStateAndDryRun_2()
    {
        await StartAsync();
        await TwelveTasksSite.FindAsync(_page, "hilltop");
        await Expect(_page.GetByRole(AriaRole.Heading, new() { Name = "Hilltop" })).ToBeVisibleAsync();
        await Expect(_page.Locator("main").GetByText("Online", new() { Exact = true }).First).ToBeVisibleAsync();
        await _work.TakeAsync();

        await _page.GetByRole(AriaRole.Link, new() { Name = "Drift" }).Last.ClickAsync();
        await _page.GetByRole(AriaRole.Button, new() { Name = "Compare now" }).ClickAsync();
        await Expect(_page.Locator("#comparison")).ToBeVisibleAsync();
        await Expect(_page.Locator("#run-progress")).ToHaveCountAsync(0);

        await CountsAsync(clicks: 2, fields: 0);
    }

    [BrowserFact]
    public async Task TodaysTakings_1()
    {
        await StartAsync();

        await _page.Keyboard.PressAsync("Control+k");
        await _page.GetByRole(AriaRole.Option, new() { Name = Takings }).ClickAsync();
        await Expect(_page.GetByRole(AriaRole.Heading, new() { Name = "Money taken" })).ToBeVisibleAsync();

        await CountsAsync(clicks: 1, fields: 0);
    }

    private Task<CreatedCustomer> CustomerAsync(string name) => site.App.CustomerAsync(site.Router, site.Home, name);

    private async Task StartAsync() => (_page, _work) = await TwelveTasksSite.SignedInAsync(OpenAsync(Chromium.PageAsync(site.App.Address, _complaints)));

    /// <summary>On the page of a new customer, with nothing counted yet.</summary>
    private async Task<CreatedCustomer> FoundAsync(string name)
    {
        var customer = await CustomerAsync(name);
        await StartAsync();
        await TwelveTasksSite.FindAsync(_page, name);
        await Expect(_page.GetByRole(AriaRole.Heading, new() { Name = name })).ToBeVisibleAsync();
        await _work.TakeAsync();
        return customer;
    }

    private async Task<Work> CountsAsync(int clicks, int fields)
    {
        var work = await _work.TakeAsync();
        work.Clicks.Count.ShouldBe(clicks, string.Join(" | ", work.Clicks));
        work.Fields.Count.ShouldBe(fields, string.Join(" | ", work.Fields));
        work.Loads.ShouldBeEmpty();
        _complaints.ShouldBeEmpty();
        return work;
    }
}
