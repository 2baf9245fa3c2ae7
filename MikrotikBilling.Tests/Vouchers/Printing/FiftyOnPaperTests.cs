using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Vouchers;
using MikrotikBilling.Tests.Browser;
using MikrotikBilling.Tests.Shell.Printing;
using MikrotikBilling.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace MikrotikBilling.Tests.Vouchers.Printing;

/// <summary>What a counter does every morning: fifty vouchers on paper, counted by the browser itself.</summary>
public sealed class FiftyOnPaperTests : BrowserTests
{
    [BrowserFact]
    public async Task FiftyVouchers_FromTheList_TakeThreeClicksAndOneField()
    {
        await using var app = await (await TestApp.StartAsync(configure: services => services.RunVouchersInBackground())).ServeAsync();
        await app.ProfileAsync("Home 10");
        var profile = await app.ProfileAsync("Hotspot day", ServiceKind.Hotspot);
        var complaints = new List<string>();
        var page = await OpenAsync(Chromium.PageAsync(app.Address, complaints));
        await page.SignInAsync();
        var counter = await WorkCounter.OnAsync(page);
        await page.GotoAsync("/vouchers");
        await counter.TakeAsync();

        await page.GetByRole(AriaRole.Link, new() { Name = "Make vouchers" }).ClickAsync();
        await Expect(page.Locator("#Input_Quantity")).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("50");
        await page.GetByRole(AriaRole.Button, new() { Name = "Make them" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Print" }).ClickAsync();
        await Expect(page.Locator(".v-card")).ToHaveCountAsync(50);
        await page.WaitForFunctionAsync("sessionStorage.getItem('prints') !== null");

        var work = await counter.TakeAsync();
        work.Clicks.ShouldBe(["Make vouchers", "Make them", "Print"]);
        work.Fields.ShouldBe(["Input.Quantity"]);
        var batch = await app.Db(db => db.Set<VoucherBatch>().SingleAsync());
        (batch.State, batch.Quantity, batch.ProfileId).ShouldBe((VoucherBatchState.Ready, 50, profile.Id));
        await LooksAsync(app, page, batch);
        // Seen again, it is not printed again.
        await page.ReloadAsync();
        await Expect(page.Locator(".v-card")).ToHaveCountAsync(50);
        work.Prints.ShouldBe([$"/vouchers/{batch.Id}/print"]);
        (await counter.TakeAsync()).Prints.ShouldBeEmpty();
        complaints.ShouldBeEmpty();
    }

    /// <summary>What the browser would send to the printer.</summary>
    private static async Task LooksAsync(TestApp app, IPage page, VoucherBatch batch)
    {
        var codes = (await app.CodesAsync(batch)).ConvertAll(c => batch.Format.Write(c.Code));
        (await page.Locator(".v-code").AllTextContentsAsync()).ShouldBe(codes);
        if (PaperTools.WhyNot is not null) return;
        var pdf = await page.PdfAsync(new PagePdfOptions { PreferCSSPageSize = true });
        (await PaperTools.PagesAsync(pdf)).ShouldBe(1);
        var text = await PaperTools.TextAsync(pdf);
        codes.Where(code => !text.Contains(code, StringComparison.Ordinal)).ShouldBeEmpty();
        text.ShouldNotContain("Vouchers", Case.Sensitive);
    }
}
