using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using MikrotikBilling.Core.Billing.Taxes;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Routers.Simulation;
using MikrotikBilling.Core.Settings;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Tests.Billing;
using MikrotikBilling.Tests.Notifications;
using MikrotikBilling.Tests.Shell.Printing;
using MikrotikBilling.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace MikrotikBilling.Tests.Browser;

/// <summary>
/// A day at the desk: a service is sold, renewed for cash in one press, put on another profile with a preview that is what is booked, its invoice sent
/// through a real mail server and read back from the PDF, and the books balance.
/// </summary>
public class MoneyJourneyTests : BrowserTests
{
    [BrowserFact]
    public async Task Journey_SoldRenewedChangedMailed_AndTheBooksBalance()
    {
        await using var simulator = await RouterSimulator.StartAsync(new RouterSimulatorOptions(), CancellationToken.None);
        await using var server = await SmtpServer.StartAsync();
        await using var app = await (await TestApp.StartAsync(lanes: true)).ServeAsync();
        await app.SetUpEmailAsync(EmailStory.Server with { Host = "localhost", Port = server.Port, UserName = SmtpServer.User, Password = SmtpServer.Password });
        await app.RouterAsync(simulator);
        var small = await app.ProfileAsync("Home 10", days: 30);
        var big = Scenario.Value(await app.With<ProfileService, Result<Profile>>(s => s.AddAsync(
            new SaveProfile { Name = "Home 20", Download = "20M", Upload = "5M", Price = 3333.33m, DurationCount = 30, DurationUnit = SpanUnit.Days }, CancellationToken.None)));
        Scenario.Value(await app.With<TaxRateService, Result<TaxRate>>(s => s.AddAsync(
            new SaveTaxRate { Name = "VAT", Percent = 16, Country = "KE", ValidFrom = new DateOnly(2020, 1, 1) }, CancellationToken.None)));
        await app.With<SettingsService, Result<SystemSettings>>(s => s.SavePayPageAsync(new SavePayPage { Url = "https://pay.example.net/" }, null, CancellationToken.None));
        var complaints = new List<string>();
        var page = await OpenAsync(Chromium.PageAsync(app.Address, complaints));
        var counter = await WorkCounter.OnAsync(page);
        await page.SignInAsync();

        var jane = await SellAsync(app, page, counter, small);
        await RenewInOnePressAsync(page, counter, jane);
        var before = await app.BalanceAsync(jane);
        await AddCreditAsync(page, jane);
        var (back, charged) = await ChangeProfileAsync(page, jane, big);
        await MailAndReadBackAsync(app, page, jane, server);

        before.OwedMinor.ShouldBe(0);
        var changed = (await app.InvoicesAsync(jane))[^1];
        $"{changed.Total}".ShouldBe(charged);
        (await app.BalanceAsync(jane)).Credit.ShouldBe(Bookkeeping.Kes(500000) + back - changed.Total);
        (await app.SubscriptionAsync(jane.SubscriptionId)).ProfileId.ShouldBe(big.Id);
        (await app.WrongAsync()).ShouldBeEmpty();
        (await app.AccountsAsync()).Values.Sum().ShouldBe(0);
        complaints.ShouldBeEmpty();
    }

    /// <summary>A new customer on PPPoE with the first period paid: from the dashboard in two clicks and four fields.</summary>
    private static async Task<CreatedCustomer> SellAsync(TestApp app, IPage page, WorkCounter counter, Profile profile)
    {
        await counter.TakeAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Add customer" }).ClickAsync();
        await page.Locator("#Input_Name").FillAsync("জেন Wanjiku");
        await page.Locator("#Input_Phone").FillAsync("0712 345 678");
        await page.Locator("#Input_Email").FillAsync("jane@test.example");
        await page.Locator("#Input_ProfileId").SelectOptionAsync(profile.Id.ToString());
        await Expect(page.Locator("#plan .fact", new() { HasText = "Invoiced now" })).ToContainTextAsync("KES 1,740.00");
        await page.Locator("#Input_Email").PressAsync("Enter");
        await page.WaitForURLAsync("**/created");
        await page.GetByRole(AriaRole.Button, new() { Name = "Take KES 1,740.00 cash" }).ClickAsync();
        await Expect(page.Locator("#money").GetByText("KES 1,740.00 taken, receipt RCP-")).ToBeVisibleAsync();
        await Expect(page.Locator("#money").GetByText("Open invoices")).Not.ToBeVisibleAsync();

        var work = await counter.TakeAsync();
        (work.Clicks.Count, work.Fields.Count).ShouldBe((2, 4));
        var made = await app.Db(db => db.Set<Subscription>().AsNoTracking().SingleAsync());
        return new CreatedCustomer(made.CustomerId, made.Id, made.UserName, "");
    }

    /// <summary>Found, one press takes the cash and renews.</summary>
    private static async Task RenewInOnePressAsync(IPage page, WorkCounter counter, CreatedCustomer jane)
    {
        await page.GotoAsync("/customers?q=wanjiku");
        await page.Locator("tbody a.row-link").First.ClickAsync();
        await counter.TakeAsync();
        var end = page.Locator($"#subscription-{jane.SubscriptionId} .fact", new() { HasText = "Ends" });
        var before = await end.InnerTextAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Renew, KES 1,740.00 cash" }).ClickAsync();
        await Expect(end).Not.ToHaveTextAsync(before, new() { UseInnerText = true });
        await Expect(page.Locator("#money").GetByText("KES 1,740.00 taken, receipt RCP-")).ToBeVisibleAsync();
        page.Url.ShouldEndWith($"/customers/{jane.CustomerId}");
        var work = await counter.TakeAsync();
        (work.Clicks.Count, work.Fields.Count, work.Loads.Count).ShouldBe((1, 0, 0));
    }

    private static async Task AddCreditAsync(IPage page, CreatedCustomer jane)
    {
        await page.GotoAsync($"/payments/new?customerId={jane.CustomerId}");
        await page.Locator("#Input_Amount").FillAsync("5000");
        await page.Locator("#Input_Method-MobileMoney").CheckAsync();
        await page.Locator("#Input_Reference").FillAsync("QK73ABC9");
        await Expect(page.Locator("#money-plan").GetByText("Credit afterwards")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Take payment" }).ClickAsync();
        await page.WaitForURLAsync(url => !url.Contains("/new", StringComparison.Ordinal));
    }

    /// <summary>What the panel said came back and was charged.</summary>
    private static async Task<(Money Back, string Charged)> ChangeProfileAsync(IPage page, CreatedCustomer jane, Profile to)
    {
        await page.GotoAsync($"/subscriptions/{jane.SubscriptionId}/plan");
        await page.Locator("#Input_ProfileId").SelectOptionAsync(to.Id.ToString());
        var charge = page.Locator("#change-price .fact", new() { HasText = "Is charged" }).Locator("dd");
        await Expect(charge).ToContainTextAsync("KES");
        var (back, charged) = (await page.Locator("#change-price .fact", new() { HasText = "Comes back" }).Locator("dd").InnerTextAsync(), await charge.InnerTextAsync());
        await page.GetByRole(AriaRole.Button, new() { Name = "Change profile" }).ClickAsync();
        await page.WaitForURLAsync(url => url.Contains("/customers/", StringComparison.Ordinal));
        return (Money.FromDecimal(decimal.Parse(back.Trim()[4..], System.Globalization.NumberStyles.Number, System.Globalization.CultureInfo.InvariantCulture), "KES"), charged.Trim());
    }

    private static async Task MailAndReadBackAsync(TestApp app, IPage page, CreatedCustomer jane, SmtpServer server)
    {
        var invoice = (await app.InvoicesAsync(jane))[^1];
        await page.GotoAsync($"/invoices/{invoice.Id}");
        await page.GetByRole(AriaRole.Button, new() { Name = "Send by e-mail" }).ClickAsync();
        await Expect(page.Locator("#invoice").GetByText("jane@test.example").First).ToBeVisibleAsync();
        await app.DeliverAsync();

        var email = await server.NextAsync();
        while (!email.Subject.Contains(invoice.Number!, StringComparison.Ordinal)) email = await server.NextAsync(); // receipts may still be on their way
        var file = email.Files.ShouldHaveSingleItem();
        (file.Name, file.Type).ShouldBe(($"{invoice.Number}.pdf", "application/pdf"));
        var text = await PaperTools.TextAsync(file.Bytes);
        text.ShouldContain(invoice.Number!);
        text.ShouldContain(invoice.Total.ToString()[4..]);
        text.ShouldContain("Wanjiku");
        text.ShouldContain("VAT");
    }
}
