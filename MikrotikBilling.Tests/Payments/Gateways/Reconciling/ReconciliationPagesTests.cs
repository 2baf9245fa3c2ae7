using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Payments;
using MikrotikBilling.Core.Payments.Gateways;
using MikrotikBilling.Core.Payments.Gateways.Reconciling;
using MikrotikBilling.Core.Staff;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Payments.Gateways.Reconciling;

/// <summary>Lists of providers over HTTP, from the upload to the last note.</summary>
public sealed partial class ReconciliationPagesTests : IAsyncLifetime
{
    private const string Runs = "/payments/reconciliation";

    private readonly FakeClock _clock = new(GatewayStory.SampledAt);
    private TestApp _app = null!;
    private TestBrowser _owner = null!;
    private GatewayAccount _account = null!;

    public async Task InitializeAsync()
    {
        _app = await (await TestApp.StartAsync(clock: _clock)).ServeAsync();
        _owner = await TestBrowser.SignedInAsync(_app);
        (await _owner.TextAsync(Runs)).ShouldContain("No payment gateway yet");
        _account = await _app.SignedAccountAsync();
        await _app.CustomerAsync(await _app.RouterAsync(), await _app.ProfileAsync(), userName: "jane");
        await _app.ToldAsync(_account, "TKK9", 5000, "nobody");
    }

    public async Task DisposeAsync()
    {
        _owner.Dispose();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task List_LookedAtKeptAndSettled_ByPlainForms()
    {
        (await _owner.TextAsync(Runs)).ShouldContain("No list was compared yet");
        var page = await UploadAsync(ReconciliationStory.Mpesa(
            ReconciliationStory.MpesaIn("TKK1", "20-11-2026 12:00:00", "1,500.00", "jane"), ReconciliationStory.MpesaIn("TKK2", "20-11-2026 12:10:00", "20.00", "<b>nobody</b>")), ("Input.From", "2026-11-20"), ("Input.To", "2026-11-20"));
        var draft = await _owner.TextAsync(page);
        draft.ShouldContain("Nothing is kept and nothing is booked yet");
        draft.ShouldContain("&lt;b&gt;nobody&lt;/b&gt;");
        draft.ShouldNotContain("Book it");
        (await _app.Db(db => db.Set<Payment>().AnyAsync())).ShouldBeFalse();

        using var kept = await _owner.PostAsync(page, [], to: $"{page}?handler=Keep");
        kept.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        var shown = await _owner.TextAsync(page);
        shown.ShouldContain("KES 1,520.00");
        shown.ShouldContain("Book all missing");
        var rows = await _app.Db(db => db.Set<ReconciliationRow>().AsNoTracking().OrderBy(r => r.Position).ToListAsync());
        using var booked = await _owner.PostAsync(page, [], to: $"{page}?handler=Book&row={rows[0].Id}");
        booked.Headers.Location!.ToString().ShouldBe(page);
        using var twice = await _owner.PostAsync(page, [], to: $"{page}?handler=Book&row={rows[0].Id}", htmx: true);
        twice.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        using var silent = await _owner.PostAsync(page, [("Input.Note", "")], to: $"{page}?handler=Note&row={rows[2].Id}", htmx: true);
        ((int)silent.StatusCode).ShouldBe(422);
        (await silent.Content.ReadAsStringAsync()).ShouldContain("Why may it stay so?");
        using var noted = await _owner.PostAsync(page, [("Input.Note", "Test of the till")], to: $"{page}?handler=Note&row={rows[2].Id}&state=Open", htmx: true);
        noted.StatusCode.ShouldBe(HttpStatusCode.OK);
        using var second = await _owner.PostAsync(page, [], to: $"{page}?handler=Book&row={rows[1].Id}");

        var settled = await _owner.TextAsync(page);
        settled.ShouldContain("Test of the till");
        settled.ShouldContain("Olive Owner");
        settled.ShouldContain($"/payments/{(await _app.Db(db => db.Set<Payment>().SingleAsync())).Id}");
        (await _owner.TextAsync($"{Runs}?state=Settled")).ShouldContain(page);
        (await _owner.TextAsync($"{page}?kind=Extra")).ShouldNotContain(">TKK1<");
        (await _owner.TextAsync($"/audit?recordId={page.Split('/')[^1]}")).ShouldContain("Booked TKK1 over");
        using var csv = await _owner.GetAsync($"{page}?handler=Csv");
        csv.Content.Headers.ContentType!.MediaType.ShouldBe("text/csv");
        (await csv.Content.ReadAsStringAsync()).ShouldContain("Noted,TKK9");
    }

    [Fact]
    public async Task AllMissing_ByAPressOnAStalePage_IsRefused_AndByTheNextIsDone()
    {
        var page = await KeptAsync(ReconciliationStory.MpesaIn("TKK1", "20-11-2026 12:00:00", "1,500.00", "jane"), ReconciliationStory.MpesaIn("TKK2", "20-11-2026 12:10:00", "20.00"), ReconciliationStory.MpesaIn("TKK3", "20-11-2026 12:20:00", "30.00"));
        var stamp = Stamp().Match(await _owner.TextAsync(page)).Groups["value"].Value;
        var first = await _app.Db(db => db.Set<ReconciliationRow>().AsNoTracking().FirstAsync(r => r.TransactionId == "TKK1"));
        using var one = await _owner.PostAsync(page, [], to: $"{page}?handler=Book&row={first.Id}");

        using var stale = await _owner.PostAsync(page, [("stamp", stamp)], to: $"{page}?handler=BookMissing", htmx: true);
        stale.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        using var done = await _owner.PostAsync(page, [("stamp", Stamp().Match(await stale.Content.ReadAsStringAsync()).Groups["value"].Value)], to: $"{page}?handler=BookMissing");

        done.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        (await _app.Db(db => db.Set<SuspenseItem>().CountAsync(s => s.Reference.StartsWith("TKK") && s.Reference != "TKK9"))).ShouldBe(2);
    }

    [Fact]
    public async Task Unknown_Heads_AreAskedFor_AndTheDraftCanBeDiscarded()
    {
        var page = await UploadAsync(ReconciliationStory.Head + "QK7,2026-11-20 10:00,15.00,ok,nobody\n");
        (await _owner.TextAsync(page)).ShouldContain("This list is not known by its heads");
        using var half = await _owner.PostAsync(page, [("Input.Columns[Id]", "Reference"), ("Input.Columns[Amount]", "Total")], to: $"{page}?handler=Columns", htmx: true);
        ((int)half.StatusCode).ShouldBe(422);
        (await half.Content.ReadAsStringAsync()).ShouldContain("This column is needed.");

        using var mapped = await _owner.PostAsync(page, [("Input.Columns[Id]", "Reference"), ("Input.Columns[Time]", "When"), ("Input.Columns[Amount]", "Total"), ("Input.Dates", "Guess")], to: $"{page}?handler=Columns");
        mapped.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        (await _owner.TextAsync(page)).ShouldContain("Missing in the books");
        (await _owner.TextAsync($"{page}?step=columns")).ShouldContain("Which column holds what");
        using var gone = await _owner.PostAsync(page, [], to: $"{page}?handler=Discard");
        gone.Headers.Location!.ToString().ShouldBe(Runs);
        using var missing = await _owner.GetAsync(page);
        missing.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("", "The file is empty.")]
    [InlineData("%PDF-1.7", "That is a PDF.")]
    public async Task File_ThatIsNone_IsRefusedAtItsField(string text, string words)
    {
        using var answer = await SendAsync(text);

        ((int)answer.StatusCode).ShouldBe(422);
        (await answer.Content.ReadAsStringAsync()).ShouldContain(words);
        (await _app.Db(db => db.Set<ReconciliationRun>().AnyAsync())).ShouldBeFalse();
    }

    [Fact]
    public async Task Accountant_Settles_AndSupportSeesNothingOfIt()
    {
        var page = await KeptAsync(ReconciliationStory.MpesaIn("TKK1", "20-11-2026 12:00:00", "1,500.00", "jane"));
        using var accountant = await _app.SignedInAsAsync(StaffRole.Accountant);
        (await accountant.TextAsync(page)).ShouldContain("Book it");
        (await accountant.TextAsync("/payments")).ShouldContain(Runs);
        using var support = await _app.SignedInAsAsync(StaffRole.Support);
        (await support.TextAsync("/payments")).ShouldNotContain(Runs);
        using var refused = await support.GetAsync(page);
        refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Pages_WithMuchToShow_AskTheDatabaseSeldom()
    {
        var page = await KeptAsync([.. Enumerable.Range(0, 120).Select(n => ReconciliationStory.MpesaIn($"TKA{n:000}", "20-11-2026 12:00:00", "10.00"))]);
        foreach (var url in new[] { Runs, page, $"{page}?kind=Missing&q=TKA", $"{Runs}/new", $"/settings/gateways/{_account.Id}", "/payments/suspense" })
        {
            await _owner.TextAsync(url);
            var before = _app.Sql.Count;
            await _owner.TextAsync(url);
            (_app.Sql.Count - before).ShouldBeLessThanOrEqualTo(8, url);
        }
        var first = await _owner.TextAsync(page);
        var next = WebUtility.HtmlDecode(NextPage().Match(first).Groups["url"].Value);
        (await _owner.TextAsync(next)).ShouldContain("TKA050");
    }

    [Fact]
    public async Task Json_DoesWhatThePagesDo()
    {
        using var api = await TestBrowser.ApiAsync(_app);
        using var list = new StringContent(ReconciliationStory.Mpesa(ReconciliationStory.MpesaIn("TKK1", "20-11-2026 12:00:00", "1,500.00", "jane"), ReconciliationStory.MpesaIn("TKK2", "20-11-2026 12:10:00", "20.00")), Encoding.UTF8, "text/csv");
        using var uploaded = await api.PostAsync(new Uri($"/api/billing/reconciliations?account={_account.Id}&from=2026-11-20&to=2026-11-20&name=day.csv", UriKind.Relative), list);
        uploaded.StatusCode.ShouldBe(HttpStatusCode.Created);
        var url = uploaded.Headers.Location!.ToString();
        (await api.GetFromJsonAsync<JsonElement>(url)).GetProperty("state").GetString().ShouldBe("Draft");
        using var kept = await api.PostAsync(new Uri($"{url}/keep", UriKind.Relative), null);
        var run = await kept.Content.ReadFromJsonAsync<JsonElement>();
        (run.GetProperty("differences").GetInt32(), run.GetProperty("sums")[0].GetProperty("difference").GetDecimal()).ShouldBe((3, 1470m));

        var rows = (await api.GetFromJsonAsync<JsonElement>($"{url}/rows?kind=missing")).GetProperty("items");
        using var booked = await api.PostAsync(new Uri($"{url}/rows/{rows[0].GetProperty("id").GetGuid()}/book", UriKind.Relative), null);
        (await booked.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("unsettled").GetInt32().ShouldBe(2);
        var missing = await api.GetFromJsonAsync<JsonElement>($"{url}/missing");
        using var all = await api.PostAsJsonAsync($"{url}/book-missing", new { stamp = missing.GetProperty("stamp").GetString() });
        (await all.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("inSuspense").GetInt32().ShouldBe(1);
        var extra = (await api.GetFromJsonAsync<JsonElement>($"{url}/rows?kind=extra")).GetProperty("items")[0].GetProperty("id").GetGuid();
        using var silent = await api.PostAsJsonAsync($"{url}/rows/{extra}/note", new { note = "" });
        ((int)silent.StatusCode).ShouldBe(422);
        using var noted = await api.PostAsJsonAsync($"{url}/rows/{extra}/note", new { note = "Test" });
        (await noted.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("settledBy").GetString().ShouldBe("Olive Owner");
        (await api.GetFromJsonAsync<JsonElement>("/api/billing/reconciliations?state=settled")).GetProperty("items").GetArrayLength().ShouldBe(1);
        (await api.GetFromJsonAsync<JsonElement>("/api/billing/reconciliations/standings")).GetProperty("items")[0].GetProperty("unsettled").GetInt32().ShouldBe(0);
        using var wrong = await api.GetAsync(new Uri($"{url}/rows?kind=sideways", UriKind.Relative));
        wrong.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        using var stays = await api.DeleteAsync(new Uri(url, UriKind.Relative));
        stays.StatusCode.ShouldBe(HttpStatusCode.Conflict);
    }

    private async Task<string> KeptAsync(params string[] lines)
    {
        var page = await UploadAsync(ReconciliationStory.Mpesa(lines));
        using var kept = await _owner.PostAsync(page, [], to: $"{page}?handler=Keep");
        kept.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        return page;
    }

    private async Task<string> UploadAsync(string text, params (string, string)[] fields)
    {
        using var answer = await SendAsync(text, fields);
        answer.StatusCode.ShouldBe(HttpStatusCode.SeeOther, await answer.Content.ReadAsStringAsync());
        return answer.Headers.Location!.ToString();
    }

    private async Task<HttpResponseMessage> SendAsync(string text, params (string Name, string Value)[] fields)
    {
        using var form = new MultipartFormDataContent();
        form.Add(new StringContent(Token().Match(await _owner.TextAsync($"{Runs}/new")).Groups["value"].Value), "__RequestVerificationToken");
        form.Add(new StringContent(_account.Id.ToString()), "Input.AccountId");
        foreach (var (name, value) in fields) form.Add(new StringContent(value), name);
        var file = new ByteArrayContent(Encoding.UTF8.GetBytes(text));
        file.Headers.ContentType = new MediaTypeHeaderValue("text/csv");
        form.Add(file, "Input.File", "day.csv");
        return await _owner.Http.PostAsync(new Uri($"{Runs}/new", UriKind.Relative), form);
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\"[^>]*value=\"(?<value>[^\"]+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Token();

    [GeneratedRegex("name=\"stamp\" value=\"(?<value>[^\"]+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Stamp();

    [GeneratedRegex("href=\"(?<url>[^\"]*cursor=[^\"]+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex NextPage();
}
