using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Browser;

/// <summary>From the press to the customer online: the demo's simulated M-Pesa, its phone, and its simulated router.</summary>
[Collection(nameof(DemoSite))]
public sealed class StkPushTests(DemoSite site)
{
    [BrowserFact]
    public async Task StkPush_ConfirmedOnThePhone_BringsTheCustomerOnline_WithTheClockShown()
    {
        List<string> complaints = [];
        var customer = await site.WithAsync(services => services.GetRequiredService<AppDbContext>().Set<Subscription>().IgnoreQueryFilters(QueryFilters.AllTenants)
            .Where(s => s.Status == SubscriptionStatus.Expired && s.ArchivedAt == null && s.Profile!.PaymentMode == PaymentMode.Prepaid && s.Profile.Kind == ServiceKind.Pppoe && s.Customer!.Phone != null)
            .OrderBy(s => s.Customer!.Number).Select(s => s.CustomerId).FirstAsync());
        var page = await site.OwnerAsync(complaints);

        await page.GotoAsync($"/customers/{customer}");
        await page.GetByRole(AriaRole.Link, new() { Name = "Ask for payment" }).ClickAsync();
        await page.GetByLabel("Phone").FillAsync("0712345678");
        await page.GetByRole(AriaRole.Button, new() { Name = "STK push" }).ClickAsync();
        await Assertions.Expect(page.Locator("#attempt-status")).ToContainTextAsync("A prompt is on the phone 254712345678");
        await Assertions.Expect(page.Locator("#attempt-status[data-state=Succeeded]")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await page.GetByRole(AriaRole.Link, new() { Name = "The payment" }).ClickAsync();

        await Assertions.Expect(page.Locator(".paid-clock")).ToContainTextAsync("session seen", new() { Timeout = 60_000 });
        complaints.ShouldBeEmpty();
    }
}
