using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Staff;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Core.Vouchers;
using MikrotikBilling.Tests.Billing;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Vouchers;

/// <summary>Vouchers for programs, and as files.</summary>
public sealed class VouchersApiTests : IAsyncDisposable
{
    private TestApp _app = null!;
    private HttpClient _api = null!;
    private Profile _profile = null!;
    private CreatedCustomer _jane = null!;

    [Theory, EachDatabase]
    public async Task Batch_FromTheOrderToTheRedemption(DatabaseProvider provider)
    {
        await BeginAsync(provider);

        using var ordered = await _api.PostAsJsonAsync(Address("batches"), new { profileId = _profile.Id, quantity = 3, salesPrice = 1500, price = 1400 });
        ordered.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        var id = (await JsonAsync(ordered)).GetProperty("id").GetGuid();
        using var early = await _api.GetAsync(Address($"batches/{id}/codes"));
        await _app.MakeAsync();
        var batch = await _api.GetFromJsonAsync<JsonElement>(Address($"batches/{id}"));
        var codes = (await _api.GetFromJsonAsync<JsonElement>(Address($"batches/{id}/codes"))).GetProperty("items");
        var code = codes[0].GetProperty("code").GetString();
        using var sold = await _api.PostAsJsonAsync(Address($"batches/{id}/sell"), new { id = Guid.CreateVersion7(), quantity = 2, method = "Cash" });
        using var found = await _api.PostAsJsonAsync(Address("find"), new { code });
        using var redeemed = await _api.PostAsJsonAsync(Address("redeem"), new { code, account = "jane.doe" });
        using var again = await _api.PostAsJsonAsync(Address("redeem"), new { code, account = "jane.doe" });

        early.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (batch.GetProperty("state").GetString(), batch.GetProperty("unused").GetInt32(), batch.GetProperty("salesPrice").GetDecimal()).ShouldBe(("Ready", 3, 1500m));
        (await JsonAsync(sold)).GetProperty("amount").GetDecimal().ShouldBe(3000);
        var line = await JsonAsync(found);
        line.GetProperty("code").GetProperty("sold").GetBoolean().ShouldBeTrue();
        line.GetProperty("code").GetProperty("code").GetString().ShouldBe(VoucherCode.Mask(code!));
        redeemed.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await JsonAsync(redeemed)).GetProperty("customerId").GetGuid().ShouldBe(_jane.CustomerId);
        (again.StatusCode, (await JsonAsync(again)).GetProperty("type").GetString()).ShouldBe((HttpStatusCode.Conflict, "voucher.already-redeemed"));
        (await _api.GetFromJsonAsync<JsonElement>(Address("batches?state=Ready"))).GetProperty("items")[0].GetProperty("used").GetInt32().ShouldBe(1);
        (await _api.GetFromJsonAsync<JsonElement>(Address($"batches/{id}/sales"))).GetArrayLength().ShouldBe(1);
        (await _app.VerifiedAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Batch_GivenUpOrTakenBack_TellsWhy()
    {
        await BeginAsync();
        var making = await _app.OrderedAsync(_profile, 5);

        using var cancelled = await _api.PostAsync(Address($"batches/{making.Id}/cancel"), null);
        var ready = await _app.PrintedAsync(_profile, 2);
        using var one = await _api.PostAsJsonAsync(Address($"batches/{ready.Id}/codes/1/void"), new { reason = "Lost" });
        using var noSuch = await _api.PostAsJsonAsync(Address($"batches/{ready.Id}/codes/9/void"), new { reason = "Lost" });
        using var noReason = await _api.PostAsJsonAsync(Address($"batches/{ready.Id}/void"), new { });
        using var taken = await _api.PostAsJsonAsync(Address($"batches/{ready.Id}/void"), new { reason = "Wrong" });
        using var wrong = await _api.PostAsJsonAsync(Address("batches"), new { profileId = _profile.Id });

        (await JsonAsync(cancelled)).GetProperty("state").GetString().ShouldBe("Cancelled");
        (one.StatusCode, noSuch.StatusCode, noReason.StatusCode).ShouldBe((HttpStatusCode.NoContent, HttpStatusCode.NotFound, HttpStatusCode.Conflict));
        (await JsonAsync(taken)).GetProperty("void").GetInt32().ShouldBe(2);
        wrong.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task Guesses_AreAnsweredTooMany()
    {
        await BeginAsync();
        var answers = new List<HttpStatusCode>();

        for (var i = 0; i <= VoucherThrottle.MostEach; i++)
        {
            using var wrong = await _api.PostAsJsonAsync(Address("redeem"), new { code = $"WRONGCODE{i:00}", customerId = _jane.CustomerId });
            answers.Add(wrong.StatusCode);
        }

        answers[..VoucherThrottle.MostEach].ShouldAllBe(a => a == HttpStatusCode.Conflict);
        answers[^1].ShouldBe(HttpStatusCode.TooManyRequests);
        using var looked = await _api.PostAsJsonAsync(Address("find"), new { code = "WRONGCODE99" });
        looked.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public async Task Support_RedeemsAndReads_AndSeesNoCodes()
    {
        await BeginAsync();
        var batch = await _app.PrintedAsync(_profile, 1);
        await _app.Db(db => db.Set<StaffMember>().ExecuteUpdateAsync(s => s.SetProperty(m => m.Role, StaffRole.Support)));
        using var support = await TestBrowser.ApiAsync(_app);

        foreach (var address in new[] { $"batches/{batch.Id}/codes", $"batches/{batch.Id}/codes.csv" })
        {
            using var refused = await support.GetAsync(Address(address));
            refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden, address);
        }
        using var made = await support.PostAsJsonAsync(Address("batches"), new { profileId = _profile.Id, quantity = 1 });
        using var sold = await support.PostAsJsonAsync(Address($"batches/{batch.Id}/sell"), new { id = Guid.CreateVersion7() });
        using var redeemed = await support.PostAsJsonAsync(Address("redeem"), new { code = (await _app.CodesAsync(batch.Id))[0].Code, customerId = _jane.CustomerId });

        (made.StatusCode, sold.StatusCode, redeemed.StatusCode).ShouldBe((HttpStatusCode.Forbidden, HttpStatusCode.Forbidden, HttpStatusCode.OK));
    }

    [Fact]
    public async Task Codes_AreReadPageByPage()
    {
        await BeginAsync();
        var batch = await _app.PrintedAsync(_profile, 205);
        var (serials, cursor) = (new List<int>(), (string?)null);
        do
        {
            var page = await _api.GetFromJsonAsync<JsonElement>(Address($"batches/{batch.Id}/codes{(cursor is null ? "" : $"?cursor={cursor}")}"));
            serials.AddRange(page.GetProperty("items").EnumerateArray().Select(c => c.GetProperty("serial").GetInt32()));
            cursor = page.GetProperty("next").GetString();
        }
        while (cursor is not null);

        serials.ShouldBe(Enumerable.Range(1, 205));
    }

    [Fact]
    public async Task PointsOfSale_AreKeptForPrograms()
    {
        await BeginAsync();
        using var added = await _api.PostAsJsonAsync(Address("points-of-sale"), new { name = "Kiosk", phone = "0722" });
        var id = (await JsonAsync(added)).GetProperty("id").GetGuid();
        using var edited = await _api.PutAsJsonAsync(Address($"points-of-sale/{id}"), new { name = "Stage kiosk" });
        using var off = await _api.PostAsync(Address($"points-of-sale/{id}/off"), null);

        added.StatusCode.ShouldBe(HttpStatusCode.Created);
        (await JsonAsync(edited)).GetProperty("name").GetString().ShouldBe("Stage kiosk");
        (await JsonAsync(off)).GetProperty("isActive").GetBoolean().ShouldBeFalse();
        (await _api.GetFromJsonAsync<JsonElement>(Address("points-of-sale"))).GetArrayLength().ShouldBe(1);
    }

    [Fact]
    public async Task File_HasEachCode_AndIsTakenBackInElsewhere()
    {
        await BeginAsync();
        var batch = await _app.PrintedAsync(_profile, 4, b => b with { HasPin = true });
        var paper = await _app.CodesAsync(batch.Id);
        await _app.Db(db => db.Set<Core.Customers.Customer>().ExecuteUpdateAsync(s => s.SetProperty(c => c.Name, "=cmd|calc")));
        using (var used = await _api.PostAsJsonAsync(Address("redeem"), new { code = paper[1].Code, pin = paper[1].Pin, customerId = _jane.CustomerId })) used.StatusCode.ShouldBe(HttpStatusCode.OK);

        using var file = await _api.GetAsync(Address($"batches/{batch.Id}/codes.csv"));
        var text = await file.Content.ReadAsStringAsync();
        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

        file.Content.Headers.ContentDisposition!.FileName!.Trim('"').ShouldBe($"{batch.NumberText}.csv");
        lines[0].ShouldBe("Code,PIN,Serial,State,Sold,Batch,Profile,Sales price,Currency,Redeem by,Used at,Used by");
        lines.Length.ShouldBe(5);
        lines[1].ShouldBe($"{paper[0].Code},{paper[0].Pin},1,Unused,no,{batch.NumberText},{_profile.Name},1500.00,KES,,,");
        lines[2].ShouldEndWith("'=cmd|calc");
        (await _api.GetStringAsync(Address($"batches/{batch.Id}/codes.csv?state=Used"))).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(2);
        using var known = await _api.PostAsJsonAsync(Address("import/preview"), new { profileId = _profile.Id, text });
        (await JsonAsync(known)).GetProperty("wrongCount").GetInt32().ShouldBe(4);
        var others = text.Replace(paper[0].Code, "ELSEWHERE1", StringComparison.Ordinal).Replace(paper[1].Code, "ELSEWHERE2", StringComparison.Ordinal).Replace(paper[2].Code, "ELSEWHERE3", StringComparison.Ordinal).Replace(paper[3].Code, "ELSEWHERE4", StringComparison.Ordinal);
        using var imported = await _api.PostAsJsonAsync(Address("import"), new { profileId = _profile.Id, text = others });
        imported.StatusCode.ShouldBe(HttpStatusCode.Created);
        var made = await JsonAsync(imported);
        (made.GetProperty("state").GetString(), made.GetProperty("isImported").GetBoolean(), made.GetProperty("unused").GetInt32(), made.GetProperty("hasPin").GetBoolean()).ShouldBe(("Ready", true, 4, true));
        (await _app.Db(db => db.Set<Voucher>().AsNoTracking().SingleAsync(v => v.Code == "ELSEWHERE3"))).Pin.ShouldBe(paper[2].Pin);
    }

    [Theory, EachDatabase]
    public async Task Import_LooksAtEachRow_AndTakesAllOrNone(DatabaseProvider provider)
    {
        await BeginAsync(provider);
        var known = (await _app.CodesAsync((await _app.PrintedAsync(_profile, 1)).Id))[0].Code;
        var text = $"code,pin\nabc-def-1,12\nABCDEF1,\n,\nnot a code!,\nABC,\n{known},\nGOODONE2,123456789\nGOODONE3,\n";

        using var looked = await _api.PostAsJsonAsync(Address("import/preview"), new { profileId = _profile.Id, text });
        using var refused = await _api.PostAsJsonAsync(Address("import"), new { profileId = _profile.Id, text });
        using var noColumn = await _api.PostAsJsonAsync(Address("import/preview"), new { profileId = _profile.Id, text = "name,price\na,b\n" });
        using var empty = await _api.PostAsJsonAsync(Address("import/preview"), new { profileId = _profile.Id, text = " \n" });
        using var plain = await _api.PostAsJsonAsync(Address("import"), new { profileId = _profile.Id, text = "PLAINONE1\nPLAINONE2\n", id = Guid.CreateVersion7() });

        var preview = await JsonAsync(looked);
        preview.GetProperty("codes").GetInt32().ShouldBe(2);
        preview.GetProperty("wrong").EnumerateArray().Select(w => (w.GetProperty("line").GetInt32(), w.GetProperty("why").GetString()![..12])).ShouldBe(
            [(3, "It stands in"), (5, "That is no c"), (6, "Shorter than"), (7, "This code is"), (8, "The PIN has ")]);
        refused.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (noColumn.StatusCode, empty.StatusCode, plain.StatusCode).ShouldBe((HttpStatusCode.Conflict, HttpStatusCode.Conflict, HttpStatusCode.Created));
        (await _app.Db(db => db.Set<VoucherBatch>().CountAsync())).ShouldBe(2);
    }

    [Fact]
    public async Task ImportPage_ShowsWhatIsWrong_ThenBringsTheRestIn()
    {
        await BeginAsync();
        using var owner = await TestBrowser.SignedInAsync(_app);
        (await owner.TextAsync("/vouchers/import")).ShouldContain(_profile.Name);

        using var looked = await UploadAsync(owner, "code\nFIRSTONE1\nFIRSTONE1\nSECONDONE2\n");
        var page = await looked.Content.ReadAsStringAsync();
        var fields = new[] { ("Input.ProfileId", _profile.Id.ToString()), ("Input.Text", "code,pin\nFIRSTONE1,\nSECONDONE2,"), ("Shown", ValueOf(page, "Shown")) };
        using var changed = await owner.PostAsync("/vouchers/import", fields.Select(f => f.Item1 == "Input.Text" ? (f.Item1, "code\nANOTHER11") : f));
        using var done = await owner.PostAsync("/vouchers/import", fields);

        looked.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        page.ShouldContain("2 vouchers can be taken, 1 cannot and are left out.");
        page.ShouldContain("It stands in line 2 too.");
        page.ShouldContain("Bring 2 vouchers in");
        changed.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        done.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        (await _app.Db(db => db.Set<Voucher>().OrderBy(v => v.Serial).Select(v => v.Code).ToListAsync())).ShouldBe(["FIRSTONE1", "SECONDONE2"]);
        (await owner.TextAsync(done.Headers.Location!.ToString())).ShouldContain("SECONDONE2");
    }

    public async ValueTask DisposeAsync()
    {
        _api?.Dispose();
        if (_app is not null) await _app.DisposeAsync();
    }

    private async Task BeginAsync(DatabaseProvider provider = DatabaseProvider.Sqlite)
    {
        _app = await (await TestApp.StartAsync(provider)).ServeAsync();
        _api = await TestBrowser.ApiAsync(_app);
        _profile = await _app.ProfileAsync();
        _jane = await _app.CustomerAsync(await _app.RouterAsync(), _profile, userName: "jane.doe");
    }

    private async Task<HttpResponseMessage> UploadAsync(TestBrowser browser, string csv)
    {
        var token = ValueOf(await browser.TextAsync("/vouchers/import"), "__RequestVerificationToken");
        using var form = new MultipartFormDataContent
        {
            { new StringContent(token), "__RequestVerificationToken" },
            { new StringContent(_profile.Id.ToString()), "Input.ProfileId" },
            { new ByteArrayContent(Encoding.UTF8.GetBytes(csv)), "File", "codes.csv" },
        };
        return await browser.Http.PostAsync(new Uri("/vouchers/import", UriKind.Relative), form);
    }

    private static string ValueOf(string page, string name) =>
        System.Text.RegularExpressions.Regex.Match(page, $"name=\"{name}\"[^>]*value=\"(?<v>[^\"]+)\"", System.Text.RegularExpressions.RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)).Groups["v"].Value;

    private static Uri Address(string path) => new($"/api/vouchers/{path}", UriKind.Relative);

    private static Task<JsonElement> JsonAsync(HttpResponseMessage answer) => answer.Content.ReadFromJsonAsync<JsonElement>();
}
