using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using MikrotikBilling.Core.Staff;
using MikrotikBilling.Core.Vouchers.Printing;
using MikrotikBilling.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace MikrotikBilling.Tests.Vouchers.Printing;

/// <summary>The designer, by hand and by programs.</summary>
public sealed class TemplatePagesTests : BrowserTests
{
    [Fact]
    public async Task Template_MadeChangedAndDeleted_ByItsPages()
    {
        await using var app = await (await TestApp.StartAsync()).ServeAsync();
        using var owner = await TestBrowser.SignedInAsync(app);
        (await owner.TextAsync("/vouchers/templates")).ShouldContain("There by itself");

        using var wrong = await owner.PostAsync("/vouchers/templates/new", [("Input.Name", ""), ("Input.HasCode", "false"), ("Input.HasQr", "false")], htmx: true);
        wrong.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await wrong.Content.ReadAsStringAsync()).ShouldContain("Nobody could redeem it");

        using var added = await owner.PostAsync("/vouchers/templates/new", [("Input.Name", "Kiosk"), ("Input.Paper", "Roll58"), ("Input.HasLogo", "true"), ("Input.HasLogo", "false"), ("Input.HasPrice", "false"), ("Input.IsDefault", "true")]);
        added.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        var kiosk = await DefaultAsync(app);
        (kiosk.Name, kiosk.Paper, kiosk.Columns, kiosk.Shows(VoucherFields.Logo), kiosk.Shows(VoucherFields.Price), kiosk.IsDefault).ShouldBe(("Kiosk", VoucherPaper.Roll58, 1, true, false, true));

        (await owner.TextAsync($"/vouchers/templates/{kiosk.Id}")).ShouldContain("value=\"Kiosk\"");
        using var stale = await owner.PostAsync($"/vouchers/templates/{kiosk.Id}", [("Input.Name", "Kiosk"), ("Input.Version", "77")], htmx: true);
        stale.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        using var saved = await owner.PostAsync($"/vouchers/templates/{kiosk.Id}", [("Input.Name", "Kiosk 80"), ("Input.Paper", "Roll80"), ("Input.Version", $"{kiosk.Version}")]);
        saved.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        (await DefaultAsync(app)).Name.ShouldBe("Kiosk 80");
        using var deleted = await owner.PostAsync($"/vouchers/templates/{kiosk.Id}", [], to: $"/vouchers/templates/{kiosk.Id}?handler=Delete");
        deleted.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        (await DefaultAsync(app)).Name.ShouldBe("Standard");
    }

    [Fact]
    public async Task Preview_OfHalfAForm_IsDrawnAllTheSame()
    {
        await using var app = await (await TestApp.StartAsync()).ServeAsync();
        using var owner = await TestBrowser.SignedInAsync(app);

        using var odd = await owner.GetFragmentAsync("/vouchers/templates/new?handler=Preview&Input.Name=&Input.Columns=99&Input.LogInUrl=htt&Input.WifiName=Savanna&Input.HasPrice=false&Input.Paper=Papyrus");
        odd.StatusCode.ShouldBe(HttpStatusCode.OK);
        var drawn = await odd.Content.ReadAsStringAsync();
        drawn.ShouldContain("Savanna");
        drawn.ShouldContain("v-cols6");
        drawn.ShouldNotContain("v-price");
        using var roll = await owner.GetFragmentAsync("/vouchers/templates/new?handler=Preview&Input.Paper=Roll58");
        (await roll.Content.ReadAsStringAsync()).ShouldNotContain("v-page");
    }

    [Fact]
    public async Task Templates_ByAProgram_AreReadMadeChangedAndDeleted()
    {
        await using var app = await (await TestApp.StartAsync()).ServeAsync();
        using var api = await TestBrowser.ApiAsync(app);
        var address = new Uri("/api/vouchers/templates", UriKind.Relative);
        (await api.GetFromJsonAsync<JsonElement>(address)).GetProperty("items")[0].GetProperty("id").ValueKind.ShouldBe(JsonValueKind.Null);

        using var wrong = await api.PostAsJsonAsync(address, new { name = "", columns = 9 });
        (await wrong.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors").EnumerateObject().Select(e => e.Name).ShouldBe(["name", "columns"], ignoreOrder: true);
        using var added = await api.PostAsJsonAsync(address, new { name = "Desk", paper = "Letter", columns = 3 });
        added.StatusCode.ShouldBe(HttpStatusCode.Created);
        using var changed = await api.PutAsJsonAsync(added.Headers.Location, new { name = "Desk", paper = "Roll80", hasQr = false });
        var template = (await changed.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("template");
        (template.GetProperty("paper").GetString(), template.GetProperty("columns").GetInt32(), template.GetProperty("hasQr").GetBoolean()).ShouldBe(("Roll80", 1, false));
        using var odd = await api.PostAsJsonAsync(address, new { name = "Odd", paper = "Roll80", columns = -1 });
        odd.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        using var deleted = await api.DeleteAsync(added.Headers.Location);
        using var again = await api.DeleteAsync(added.Headers.Location);
        (deleted.StatusCode, again.StatusCode).ShouldBe((HttpStatusCode.NoContent, HttpStatusCode.NotFound));
    }

    [Fact]
    public async Task Template_IsSeenByMany_AndChangedByFew()
    {
        await using var app = await (await TestApp.StartAsync()).ServeAsync();
        using var support = await app.SignedInAsAsync(StaffRole.Support);
        using var list = await support.GetAsync("/vouchers/templates");
        using var form = await support.GetAsync("/vouchers/templates/new");

        (list.StatusCode, form.StatusCode).ShouldBe((HttpStatusCode.OK, HttpStatusCode.Forbidden));
        (await list.Content.ReadAsStringAsync()).ShouldNotContain("/vouchers/templates/new");
    }

    [BrowserFact]
    public async Task Designer_Typed_IsFollowedByThePreviewAndSaved()
    {
        await using var app = await (await TestApp.StartAsync()).ServeAsync();
        var complaints = new List<string>();
        var page = await OpenAsync(Chromium.PageAsync(app.Address, complaints));
        await page.SignInAsync();
        await page.GotoAsync("/vouchers/templates/new");

        await page.GetByLabel("Wi-Fi name").FillAsync("Savanna Free");
        await Expect(page.Locator("#voucher-preview .v-single")).ToContainTextAsync("Savanna Free");
        await page.GetByText("80 mm roll").ClickAsync();
        await Expect(page.Locator("#voucher-preview .v-page")).ToHaveCountAsync(0);
        // 80 mm are 80 mm.
        (await page.Locator("#voucher-preview .v-single .v-card").BoundingBoxAsync())!.Width.ShouldBe(80 / 25.4f * 96, 1);
        await page.Locator("#Input_Name").FillAsync("Counter");
        await page.GetByLabel("Take this one when nobody chooses").CheckAsync();
        await page.GetByRole(Microsoft.Playwright.AriaRole.Button, new() { Name = "Add template" }).ClickAsync();
        await page.WaitForURLAsync("**/vouchers/templates");

        (await DefaultAsync(app)).WifiName.ShouldBe("Savanna Free");
        complaints.ShouldBeEmpty();
    }

    private static Task<VoucherTemplate> DefaultAsync(TestApp app) => app.With<VoucherPrintQueries, VoucherTemplate>(async q => (await q.TemplatesAsync(CancellationToken.None))[0]);
}
