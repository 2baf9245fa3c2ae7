using System.Globalization;
using System.Net;
using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Staff;
using MikrotikBilling.Core.Vouchers;
using MikrotikBilling.Tests.Billing;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Vouchers;

/// <summary>Batches from the form to the last code, over HTTP.</summary>
public sealed class BatchPagesTests : IAsyncLifetime
{
    private const int Statements = 8;

    private TestApp _app = null!;
    private TestBrowser _owner = null!;
    private Profile _profile = null!;

    public async Task InitializeAsync()
    {
        _app = await (await TestApp.StartAsync()).ServeAsync();
        _owner = await TestBrowser.SignedInAsync(_app);
        _profile = await _app.ProfileAsync("Day Pass");
    }

    public async Task DisposeAsync()
    {
        _owner.Dispose();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task Form_BeforeAnythingIsChosen_SellsWhatAHotspotSells()
    {
        var profile = await _app.ProfileAsync("Zebra hour", ServiceKind.Hotspot);

        foreach (var page in (string[])["/vouchers/new", "/vouchers/import"]) (await _owner.TextAsync(page)).ShouldContain($"value=\"{profile.Id}\" selected");
    }

    [Fact]
    public async Task Batch_OfOneTypedField_IsMadeOnce_AndShowsItsCodes()
    {
        (await _owner.TextAsync("/vouchers")).ShouldContain("No vouchers yet");
        (await _owner.TextAsync("/vouchers/new")).ShouldContain($"<option value=\"{_profile.Id}\" selected");

        var url = await MakeAsync(30, Guid.CreateVersion7());

        var page = await _owner.TextAsync(url);
        page.ShouldContain("0 of 30");
        page.ShouldContain("handler=Cancel");
        page.ShouldNotContain("codes.csv");
        using (var open = await _owner.GetFragmentAsync($"{url}?handler=Progress")) (await open.Content.ReadAsStringAsync()).ShouldContain("0 of 30");
        await _app.MakeAsync();
        using (var over = await _owner.GetFragmentAsync($"{url}?handler=Progress")) over.Headers.GetValues("HX-Redirect").ShouldHaveSingleItem().ShouldBe(url);
        page = await _owner.TextAsync(url);
        var batch = await _app.Db(db => db.Set<VoucherBatch>().AsNoTracking().SingleAsync());
        foreach (var voucher in await _app.CodesAsync(batch.Id)) page.ShouldContain(batch.Format.Write(voucher.Code));
        page.ShouldContain($"{url}/print");
        (await _owner.TextAsync("/vouchers")).ShouldContain(url);
    }

    [Fact]
    public async Task Form_SentTwice_IsOneBatch()
    {
        var id = Guid.CreateVersion7();

        (await MakeAsync(5, id)).ShouldBe(await MakeAsync(5, id));

        (await _app.Db(db => db.Set<VoucherBatch>().CountAsync())).ShouldBe(1);
    }

    [Fact]
    public async Task Form_ThatCannotBe_SaysSoAtTheField_AndOpensTheRest()
    {
        using var none = await _owner.PostAsync("/vouchers/new", [("Input.ProfileId", _profile.Id.ToString())]);
        using var shortCode = await _owner.PostAsync("/vouchers/new", [("Input.ProfileId", _profile.Id.ToString()), ("Input.Quantity", "1000"), ("Input.CodeLength", "8"), ("Input.Signs", "Digits")]);
        using var dear = await _owner.PostAsync("/vouchers/new", [("Input.ProfileId", _profile.Id.ToString()), ("Input.Quantity", "10"), ("Input.Price", "99999")]);

        none.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await none.Content.ReadAsStringAsync()).ShouldContain("How many?");
        shortCode.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        var text = await shortCode.Content.ReadAsStringAsync();
        text.ShouldContain("could be guessed");
        text.ShouldContain("<details class=\"fold\" open");
        dear.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await _app.Db(db => db.Set<VoucherBatch>().AnyAsync())).ShouldBeFalse();
    }

    [Fact]
    public async Task Example_ShowsACodeOfTheForm_OrWhyThereIsNone()
    {
        using var good = await _owner.PostAsync("/vouchers/new", [("Input.CodeLength", "10"), ("Input.CodePrefix", "rv"), ("Input.CodeGroup", "5")], "/vouchers/new?handler=Example", htmx: true);
        using var bad = await _owner.PostAsync("/vouchers/new", [("Input.CodeLength", "12"), ("Input.CodePrefix", "O0")], "/vouchers/new?handler=Example", htmx: true);

        (await good.Content.ReadAsStringAsync()).ShouldMatch(">RV[2-9A-Z]{3}-[2-9A-Z]{5}<");
        (await bad.Content.ReadAsStringAsync()).ShouldContain("nothing that looks like another");
    }

    [Fact]
    public async Task Batch_GivenUpWhileMade_IsCancelled()
    {
        var url = await MakeAsync(20, Guid.CreateVersion7());

        using var done = await _owner.PostAsync(url, [], $"{url}?handler=Cancel");

        done.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        (await _owner.TextAsync(url)).ShouldContain("Given up");
        await _app.MakeAsync();
        (await _app.Db(db => db.Set<Voucher>().AnyAsync())).ShouldBeFalse();
    }

    [Fact]
    public async Task Codes_AreCutForThoseWhoMayNotSeeThem()
    {
        var batch = await _app.PrintedAsync(_profile, 3, b => b with { HasPin = true });
        var paper = await _app.CodesAsync(batch.Id);
        using var support = await _app.SignedInAsAsync(StaffRole.Support);

        var page = await support.TextAsync($"/vouchers/{batch.Id}");

        foreach (var voucher in paper)
        {
            page.ShouldNotContain(batch.Format.Write(voucher.Code));
            page.ShouldNotContain(voucher.Code);
            page.ShouldNotContain($">{voucher.Pin}<");
            WebUtility.HtmlDecode(page).ShouldContain(VoucherCode.Mask(voucher.Code));
        }
        page.ShouldNotContain("codes.csv");
        (await support.GetAsync($"/vouchers/{batch.Id}/codes.csv")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await support.GetAsync("/vouchers/new")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        using var forced = await support.PostAsync("/account", [("Void.Reason", "I may not")], $"/vouchers/{batch.Id}?handler=Void");
        forced.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Codes_ComeAHundredAtATime_AndByTheirState()
    {
        var batch = await _app.PrintedAsync(_profile, 130);
        var paper = await _app.CodesAsync(batch.Id);
        await _app.With<VoucherBatchService, Result<Voucher>>(s => s.VoidCodeAsync(paper[3].Id, "Lost", CancellationToken.None));

        var first = await _owner.TextAsync($"/vouchers/{batch.Id}");
        var next = WebUtility.HtmlDecode(System.Text.RegularExpressions.Regex.Match(first, "id=\"pager-after\" href=\"(?<url>[^\"]+)\"", System.Text.RegularExpressions.RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)).Groups["url"].Value);
        var second = await _owner.TextAsync(next);
        var taken = await _owner.TextAsync($"/vouchers/{batch.Id}?state=Void");

        first.ShouldContain(batch.Format.Write(paper[99].Code));
        first.ShouldNotContain(batch.Format.Write(paper[100].Code));
        second.ShouldContain(batch.Format.Write(paper[100].Code));
        second.ShouldContain(batch.Format.Write(paper[129].Code));
        second.ShouldNotContain(batch.Format.Write(paper[99].Code));
        taken.ShouldContain(batch.Format.Write(paper[3].Code));
        taken.ShouldNotContain(batch.Format.Write(paper[4].Code));
    }

    [Fact]
    public async Task Sale_ToAShop_StandsOnThePage_AndNotMoreThanThereAre()
    {
        var batch = await _app.PrintedAsync(_profile, 10, b => b with { Price = 1200 });
        var shop = Scenario.Value(await _app.With<PointOfSaleService, Result<PointOfSale>>(s => s.AddAsync(new SavePointOfSale { Name = "Corner shop" }, CancellationToken.None)));
        (await _owner.TextAsync($"/vouchers/{batch.Id}")).ShouldContain("Corner shop");

        using var sold = await SellAsync(batch, ("Sell.Quantity", "4"), ("Sell.PointOfSaleId", shop.Id.ToString()), ("Sell.Method", "MobileMoney"));
        using var tooMany = await SellAsync(batch, ("Sell.Quantity", "7"), ("Sell.Method", "Cash"));
        using var wrong = await SellAsync(batch, ("Sell.Quantity", "0"), ("Sell.Method", "Cash"));

        sold.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        tooMany.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await tooMany.Content.ReadAsStringAsync()).ShouldContain("6 are left unsold.");
        wrong.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        var page = WebUtility.HtmlDecode(await _owner.TextAsync($"/vouchers/{batch.Id}"));
        page.ShouldContain("4 vouchers, Corner shop");
        page.ShouldContain("no. 1–4");
        page.ShouldContain("KES 4,800.00");
        (await _app.Db(db => db.Set<Voucher>().CountAsync(v => v.SaleId != null))).ShouldBe(4);
    }

    [Fact]
    public async Task Sale_WithoutANumber_SellsNothingUnlessAllIsTicked()
    {
        var batch = await _app.PrintedAsync(_profile, 10);

        using var none = await SellAsync(batch, ("Sell.Method", "Cash"));
        using var all = await SellAsync(batch, ("Sell.Method", "Cash"), ("Sell.All", "true"));

        none.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await none.Content.ReadAsStringAsync()).ShouldContain("Or tick that it is all of them.");
        all.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        (await _app.Db(db => db.Set<VoucherSale>().SumAsync(s => s.Quantity))).ShouldBe(10);
    }

    [Fact]
    public async Task Sale_ByMistake_ComesBackOnceAndItsCodesAreSoldAgain()
    {
        var batch = await _app.PrintedAsync(_profile, 3, b => b with { Price = 1200 });
        var sale = Scenario.Value(await _app.SellAsync(batch.Id, 2));
        (string, string)[] form = [("Return.Id", Guid.CreateVersion7().ToString()), ("Return.SaleId", sale.Id.ToString()), ("Return.Reason", "Pressed by mistake")];

        using var noReason = await BackAsync(batch, [.. form[..2], ("Return.Reason", " ")]);
        using var back = await BackAsync(batch, form);
        using var twice = await BackAsync(batch, form);

        (noReason.StatusCode, back.StatusCode, twice.StatusCode).ShouldBe((HttpStatusCode.UnprocessableEntity, HttpStatusCode.SeeOther, HttpStatusCode.SeeOther));
        (await _app.AccountsAsync()).Values.ShouldAllBe(minor => minor == 0);
        (await _owner.TextAsync($"/vouchers/{batch.Id}")).ShouldContain("2 came back");
        (await _app.SellAsync(batch.Id, 3)).Ok.ShouldBeTrue();
        (await _app.VerifiedAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Sale_OfARetiredProfile_IsRefused()
    {
        var batch = await _app.PrintedAsync(_profile, 3);
        await _app.Db(db => db.Set<Profile>().Where(p => p.Id == _profile.Id).ExecuteUpdateAsync(set => set.SetProperty(p => p.IsActive, false)));

        (await _app.SellAsync(batch.Id, 1)).Refusal!.Message.ShouldContain("sold no more");
        (await _owner.TextAsync("/vouchers/quick-sell")).ShouldNotContain(batch.NumberText);
    }

    [Fact]
    public async Task Uses_BehindTheReport_ShowCustomersAndGuestsAlike()
    {
        var router = await _app.RouterAsync();
        await _app.CustomerAsync(router, await _app.ProfileAsync("Home"), userName: "jane");
        var batch = await _app.PrintedAsync(await _app.ProfileAsync("Day", ServiceKind.Hotspot), 3);
        var codes = await _app.CodesAsync(batch.Id);
        Scenario.Value(await _app.RedeemAsync(codes[0].Code, "jane"));
        Scenario.Value(await _app.LetInAsync(codes[1].Code, router.Id));

        var all = WebUtility.HtmlDecode(await _owner.TextAsync("/vouchers/uses"));
        var guests = WebUtility.HtmlDecode(await _owner.TextAsync($"/vouchers/uses?routerId={router.Id}"));

        all.ShouldContain("Jane Doe");
        all.ShouldContain($"Guest {batch.NumberText} no. 2");
        guests.ShouldNotContain("Jane Doe");
        guests.ShouldContain($"Guest {batch.NumberText} no. 2");
        (await _owner.TextAsync("/reports/vouchers")).ShouldContain("/vouchers/uses?");
        var ending = WebUtility.HtmlDecode(await _owner.TextAsync("/customers?status=Active&within=90"));
        ending.ShouldContain("Jane Doe");
        ending.ShouldNotContain($"Guest {batch.NumberText} no. 2");
    }

    [Fact]
    public async Task TakenBack_OneCodeThenTheRest_NeedsAReason()
    {
        var batch = await _app.PrintedAsync(_profile, 5);
        var url = $"/vouchers/{batch.Id}";

        using var noReason = await _owner.PostAsync(url, [("VoidCode.Serial", "2")], $"{url}?handler=VoidCode");
        using var noSuch = await _owner.PostAsync(url, [("VoidCode.Serial", "6"), ("VoidCode.Reason", "Lost")], $"{url}?handler=VoidCode");
        using var one = await _owner.PostAsync(url, [("VoidCode.Serial", "2"), ("VoidCode.Reason", "Lost")], $"{url}?handler=VoidCode");
        using var again = await _owner.PostAsync(url, [("VoidCode.Serial", "2"), ("VoidCode.Reason", "Lost")], $"{url}?handler=VoidCode");
        using var stale = await _owner.PostAsync(url, [("Void.Reason", "Wrong price"), ("version", "77")], $"{url}?handler=Void");
        var version = await _app.Db(db => db.Set<VoucherBatch>().Select(b => b.Version).SingleAsync());
        using var all = await _owner.PostAsync(url, [("Void.Reason", "Wrong price"), ("version", version.ToString(CultureInfo.InvariantCulture))], $"{url}?handler=Void");

        (noReason.StatusCode, noSuch.StatusCode, one.StatusCode, again.StatusCode, stale.StatusCode, all.StatusCode)
            .ShouldBe((HttpStatusCode.Conflict, HttpStatusCode.Conflict, HttpStatusCode.SeeOther, HttpStatusCode.Conflict, HttpStatusCode.Conflict, HttpStatusCode.SeeOther));
        (await again.Content.ReadAsStringAsync()).ShouldContain("taken back");
        var page = await _owner.TextAsync(url);
        page.ShouldContain("Wrong price");
        page.ShouldNotContain("handler=Sell");
        (await _app.CodesAsync(batch.Id)).ShouldAllBe(v => v.State == VoucherState.Void);
    }

    [Fact]
    public async Task List_IsFilteredAndRead_WithFewStatements()
    {
        var other = await _app.ProfileAsync("Weekly");
        var batches = new List<VoucherBatch>();
        for (var i = 0; i < 27; i++) batches.Add(await _app.OrderedAsync(i % 9 == 0 ? other : _profile, 2));
        await _app.MakeAsync();
        await _app.With<VoucherBatchService, Result<VoucherBatch>>(s => s.VoidAsync(batches[0].Id, "Wrong", null, CancellationToken.None));
        await _owner.TextAsync("/vouchers");

        _app.Sql.Reset();
        var list = await _owner.TextAsync("/vouchers");
        var sentForList = _app.Sql.Count;
        _app.Sql.Reset();
        await _owner.TextAsync($"/vouchers/{batches[1].Id}");

        sentForList.ShouldBeLessThanOrEqualTo(Statements);
        _app.Sql.Count.ShouldBeLessThanOrEqualTo(Statements);
        list.ShouldContain(batches[26].NumberText);
        list.ShouldNotContain(batches[0].NumberText);
        list.ShouldContain("Older");
        var taken = await _owner.TextAsync("/vouchers?state=Void");
        (taken.Contains(batches[0].NumberText, StringComparison.Ordinal), taken.Contains(batches[1].NumberText, StringComparison.Ordinal)).ShouldBe((true, false));
        var weekly = await _owner.TextAsync($"/vouchers?profileId={other.Id}");
        (weekly.Contains(batches[9].NumberText, StringComparison.Ordinal), weekly.Contains(batches[10].NumberText, StringComparison.Ordinal)).ShouldBe((true, false));
        (await _owner.TextAsync($"/vouchers?q={batches[4].NumberText}")).ShouldContain($"/vouchers/{batches[4].Id}");
        (await _owner.TextAsync("/vouchers?q=V-99999")).ShouldContain("No batch fits");
    }

    [Fact]
    public async Task PointsOfSale_AreAddedRenamedAndSwitchedOff()
    {
        const string Url = "/vouchers/points-of-sale";
        using var added = await _owner.PostAsync(Url, [("Input.Name", "Kiosk <b>"), ("Input.Phone", "0722 1")]);
        using var twice = await _owner.PostAsync(Url, [("Input.Name", "Kiosk <b>")]);
        using var none = await _owner.PostAsync(Url, [("Input.Name", " ")]);
        var kiosk = await _app.Db(db => db.Set<PointOfSale>().AsNoTracking().SingleAsync());
        using var renamed = await _owner.PostAsync($"{Url}?edit={kiosk.Id}", [("Input.Name", "Stage kiosk"), ("version", kiosk.Version.ToString(CultureInfo.InvariantCulture))]);
        using var stale = await _owner.PostAsync($"{Url}?edit={kiosk.Id}", [("Input.Name", "Another"), ("version", kiosk.Version.ToString(CultureInfo.InvariantCulture))]);
        using var off = await _owner.PostAsync(Url, [("id", kiosk.Id.ToString())], $"{Url}?handler=Off");

        (added.StatusCode, twice.StatusCode, none.StatusCode).ShouldBe((HttpStatusCode.SeeOther, HttpStatusCode.Conflict, HttpStatusCode.UnprocessableEntity));
        (renamed.StatusCode, stale.StatusCode, off.StatusCode).ShouldBe((HttpStatusCode.SeeOther, HttpStatusCode.Conflict, HttpStatusCode.SeeOther));
        var page = await _owner.TextAsync(Url);
        page.ShouldContain("Stage kiosk");
        page.ShouldContain("handler=On");
        var batch = await _app.PrintedAsync(_profile, 2);
        (await _owner.TextAsync($"/vouchers/{batch.Id}")).ShouldNotContain("Stage kiosk");
        using var sold = await SellAsync(batch, ("Sell.All", "true"), ("Sell.PointOfSaleId", kiosk.Id.ToString()), ("Sell.Method", "Cash"));
        sold.StatusCode.ShouldBe(HttpStatusCode.Conflict);
    }

    private async Task<string> MakeAsync(int quantity, Guid id)
    {
        using var made = await _owner.PostAsync("/vouchers/new", [("Input.Id", id.ToString()), ("Input.ProfileId", _profile.Id.ToString()), ("Input.Quantity", quantity.ToString(CultureInfo.InvariantCulture))]);
        made.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        return made.Headers.Location!.ToString();
    }

    private Task<HttpResponseMessage> BackAsync(VoucherBatch batch, (string Name, string Value)[] fields) => _owner.PostAsync($"/vouchers/{batch.Id}", fields, $"/vouchers/{batch.Id}?handler=Return");

    private Task<HttpResponseMessage> SellAsync(VoucherBatch batch, params (string Name, string Value)[] fields) =>
        _owner.PostAsync($"/vouchers/{batch.Id}", [("Sell.Id", Guid.CreateVersion7().ToString()), .. fields], $"/vouchers/{batch.Id}?handler=Sell");
}
