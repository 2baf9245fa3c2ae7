using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Staff;
using MikrotikBilling.Core.Tenants;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Subscriptions;

public sealed partial class TransferPagesTests : IAsyncLifetime
{
    private const string People = "Full Name,Mobile,Plan,Login\nJane Doe,0712000001,Home 10,jane\nJack Roe,nonsense,Home 10,jack\n";
    private TestApp _app = null!;
    private TestBrowser _owner = null!;

    public async Task InitializeAsync()
    {
        _app = await (await TestApp.StartAsync()).ServeAsync();
        _owner = await TestBrowser.SignedInAsync(_app);
        await _app.RouterAsync();
        await _app.ProfileAsync();
    }

    public async Task DisposeAsync()
    {
        _owner.Dispose();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task Import_FromUploadToDone_WithoutScript()
    {
        var page = await UploadAsync(People);
        var columns = await _owner.TextAsync(page);
        columns.ShouldContain("<option value=\"Profile\" selected");
        columns.ShouldContain("Jane Doe");

        using (var mapped = await _owner.PostAsync(page, [("columns[0]", "Name"), ("columns[1]", "Phone"), ("columns[2]", "Profile"), ("columns[3]", "UserName")], to: $"{page}?handler=Columns"))
            mapped.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        (await _owner.TextAsync(page)).ShouldContain("Being checked");
        await _app.WorkImportsAsync();

        var preview = await _owner.TextAsync(page);
        preview.ShouldContain("Import 1 row<");
        preview.ShouldContain("That is no phone number. Write it as dialled in Kenya");
        preview.ShouldContain("New customer and service jane on Home 10 at Tower");
        (await _app.Db(db => db.Set<Customer>().CountAsync())).ShouldBe(0);
        var bad = await _owner.TextAsync($"{page}?handler=Bad");
        bad.Split("\r\n")[1].ShouldStartWith("3,phone,");
        bad.ShouldContain("Jack Roe,nonsense,jack,Home 10");

        using (await _owner.PostAsync(page, [], to: $"{page}?handler=Start")) await _app.WorkImportsAsync();

        var done = await _owner.TextAsync(page);
        done.ShouldContain("1 added, 0 changed, 0 failed, 1 bad ones left out");
        (await _owner.TextAsync("/customers")).ShouldContain("Jane Doe");
        (await _owner.TextAsync("/customers/import")).ShouldContain("people.csv");
        (await _owner.TextAsync($"{page}?state=added")).ShouldContain("/customers/");
    }

    [Fact]
    public async Task Import_OfWhatIsThereAlready_SaysNothingToDoAndOffersNoImport()
    {
        await _app.ImportedAsync("name,phone,profile,user_name\nJane Doe,0712000001,Home 10,jane\n");
        var again = await _app.CheckedAsync("name,phone,profile,user_name\nJane Doe,0712000001,Home 10,jane\n");
        var partly = await _app.CheckedAsync("name,phone,profile,user_name\nJane Doe,0712000001,Home 10,jane\nJack,nonsense,Home 10,jack\n");

        var page = await _owner.TextAsync($"/customers/import/{again}");
        page.ShouldContain("Nothing to do");
        page.ShouldContain("Every row is there already");
        page.ShouldNotContain("handler=Start");
        page.ShouldContain("Discard");
        (await _owner.TextAsync($"/customers/import/{partly}")).ShouldContain("1 row is there already, and 1 row cannot be brought in as it is.");
        (await _owner.TextAsync("/customers/import")).ShouldContain("Nothing to do");
    }

    [Fact]
    public async Task Import_HalfMade_IsDiscardedFromTheList()
    {
        var half = Scenario.Value(await _app.TryUploadAsync("foo,bar\n1,2\n")).Id;
        var done = (await _app.ImportedAsync("name,phone,profile,user_name\nJane Doe,0712000001,Home 10,jane\n")).Id;
        var list = await _owner.TextAsync("/customers/import");
        list.ShouldContain($"/customers/import/{half}?handler=Discard");
        list.ShouldNotContain($"/customers/import/{done}?handler=Discard");

        using var discarded = await _owner.PostAsync("/customers/import", [], to: $"/customers/import/{half}?handler=Discard");

        discarded.Headers.Location!.ToString().ShouldBe("/customers/import");
        (await _owner.TextAsync("/customers/import")).ShouldNotContain(half.ToString());
    }

    [Fact]
    public async Task Preview_WritesDatesAsTheTenantDoes()
    {
        await _app.Db(db => db.Set<Tenant>().ExecuteUpdateAsync(set => set.SetProperty(t => t.ClockStyle, ClockStyle.Hours12).SetProperty(t => t.DateStyle, DateStyle.DayMonthYear)));
        _app.Services.GetRequiredService<TenantCache>().Forget(_app.TenantId);
        var id = await _app.CheckedAsync("name,phone,profile,user_name,expires_at\nJane Doe,0712000001,Home 10,jane,2027-02-01 15:30\n");

        (await _owner.TextAsync($"/customers/import/{id}")).ShouldContain("ends 01/02/2027, 3:30 PM");
    }

    [Fact]
    public async Task Upload_NoCsvFile_ShowsTheFormWithTheReason()
    {
        using var answer = await PostFileAsync([0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10, 0, 0, 0, 13], "picture.png");
        answer.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("That is no text file");

        using var nothing = await _owner.PostAsync("/customers/import", []);
        nothing.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await nothing.Content.ReadAsStringAsync()).ShouldContain("Choose a file.");
    }

    [Fact]
    public async Task Columns_NothingThatNamesAnybody_IsTold()
    {
        var page = await UploadAsync("foo,bar\n1,2\n");

        using var refused = await _owner.PostAsync(page, [("columns[0]", ""), ("columns[1]", "Phone")], to: $"{page}?handler=Columns");
        refused.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await refused.Content.ReadAsStringAsync()).ShouldContain("which column holds the name");

        using var again = await _owner.PostAsync(page, [("encoding", "windows-1251"), ("delimiter", ";")], to: $"{page}?handler=Read");
        again.Headers.Location!.ToString().ShouldEndWith("?step=columns");
        (await _owner.TextAsync(page)).ShouldContain("foo,bar");

        using var discarded = await _owner.PostAsync(page, [], to: $"{page}?handler=Discard");
        discarded.Headers.Location!.ToString().ShouldBe("/customers/import");
        using var gone = await _owner.GetAsync(page);
        gone.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Start_PressedTwiceOrTooEarly_IsToldOnThePage()
    {
        var page = await UploadAsync(People);
        using (await _owner.PostAsync(page, [], to: $"{page}?handler=Start"))
            (await _owner.TextAsync(page)).ShouldContain("It is not checked yet.");
        using (await _owner.PostAsync(page, [], to: $"{page}?handler=Stop"))
            (await _owner.TextAsync(page)).ShouldContain("Nothing of it is at work.");
    }

    [Fact]
    public async Task Export_DownloadsWithFilterAndPasswordsOnlyForThoseWhoMay()
    {
        await _app.NewAsync(await _app.Db(db => db.Set<Core.Routers.Router>().SingleAsync()), await _app.Db(db => db.Set<Core.Profiles.Profile>().SingleAsync()),
            n => n with { Name = "Jane Doe", Password = "very-secret" });

        using var file = await _owner.GetAsync("/customers/export.csv?q=jane");
        (file.Content.Headers.ContentType!.MediaType, file.Content.Headers.ContentDisposition!.FileName!.StartsWith("customers-2", StringComparison.Ordinal)).ShouldBe(("text/csv", true));
        (await file.Content.ReadAsStringAsync()).ShouldNotContain("very-secret");
        (await _owner.TextAsync("/customers/export.csv?q=nobody")).Split("\r\n").Length.ShouldBe(2);
        (await _owner.TextAsync("/customers/export?q=jane")).ShouldContain("1 customer that match");

        using var with = await _owner.PostAsync("/customers/export", [("bom", "true"), ("passwords", "true")]);
        var bytes = await with.Content.ReadAsByteArrayAsync();
        bytes.Take(3).ShouldBe(Encoding.UTF8.GetPreamble());
        Encoding.UTF8.GetString(bytes).ShouldContain("very-secret");

        using var accountant = await _app.SignedInAsAsync(StaffRole.Accountant);
        (await accountant.TextAsync("/customers/export")).ShouldNotContain("passwords");
        using var refused = await accountant.PostAsync("/customers/export", [("passwords", "true")]);
        refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        using var import = await accountant.GetAsync("/customers/import");
        import.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Page_Preview_AsksTheDatabaseAFewTimes()
    {
        var id = await _app.CheckedAsync("user_name,name,profile\n" + string.Concat(Enumerable.Range(0, 120).Select(i => $"user{i},Person {i},{(i % 2 == 0 ? "Home 10" : "Nothing")}\n")));
        await _owner.TextAsync($"/customers/import/{id}");
        _app.Sql.Reset();

        await _owner.TextAsync($"/customers/import/{id}");

        _app.Sql.Count.ShouldBeLessThanOrEqualTo(8, string.Join("\n", _app.Sql.Statements));
    }

    [Fact]
    public async Task Api_UploadCheckStartAndRows()
    {
        using var api = await TestBrowser.ApiAsync(_app);
        using var body = new StringContent(People, Encoding.UTF8, "text/csv");
        using var uploaded = await api.PostAsync(new Uri("/api/imports?name=people.csv", UriKind.Relative), body);
        uploaded.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        var at = uploaded.Headers.Location!;
        (await api.GetFromJsonAsync<JsonElement>(at)).GetProperty("state").GetString().ShouldBe("Checking");
        await _app.WorkImportsAsync();

        var run = await api.GetFromJsonAsync<JsonElement>(at);
        (run.GetProperty("state").GetString(), run.GetProperty("toAdd").GetInt32(), run.GetProperty("bad").GetInt32()).ShouldBe(("Checked", 1, 1));
        var rows = await api.GetFromJsonAsync<JsonElement>(new Uri($"{at}/rows?state=bad", UriKind.Relative));
        rows.GetProperty("items")[0].GetProperty("field").GetString().ShouldBe("Phone");
        using var started = await api.PostAsync(new Uri($"{at}/start", UriKind.Relative), null);
        started.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        await _app.WorkImportsAsync();
        using var late = await api.PostAsync(new Uri($"{at}/cancel", UriKind.Relative), null);
        late.StatusCode.ShouldBe(HttpStatusCode.Conflict);

        var people = await api.GetFromJsonAsync<JsonElement>(new Uri("/api/customers/export", UriKind.Relative));
        people[0].GetProperty("userName").GetString().ShouldBe("jane");
        people[0].GetProperty("password").ValueKind.ShouldBe(JsonValueKind.Null);
        (await api.GetStringAsync(new Uri("/api/customers/export-with-passwords?format=csv", UriKind.Relative))).ShouldContain(",password,");
        using var wrong = await api.GetAsync(new Uri("/api/customers/export?status=sleepy", UriKind.Relative));
        wrong.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Api_FormWithAFile_AndGarbage()
    {
        using var api = await TestBrowser.ApiAsync(_app);
        using var form = new MultipartFormDataContent { { new ByteArrayContent(Encoding.UTF8.GetBytes("foo,bar\n1,2\n")), "file", "odd.csv" } };
        using var uploaded = await api.PostAsync(new Uri("/api/imports", UriKind.Relative), form);
        uploaded.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        var at = uploaded.Headers.Location!;
        (await api.GetFromJsonAsync<JsonElement>(at)).GetProperty("state").GetString().ShouldBe("Uploaded"); // nothing in its header says whom it names
        using var check = await api.PostAsJsonAsync(new Uri($"{at}/check", UriKind.Relative), new { columns = new[] { "Name", "UserName" } });
        check.StatusCode.ShouldBe(HttpStatusCode.Accepted);

        using var garbage = new ByteArrayContent([0, 1, 2, 3]);
        using var refused = await api.PostAsync(new Uri("/api/imports", UriKind.Relative), garbage);
        refused.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await refused.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("type").GetString().ShouldBe("import.unreadable");
    }

    private async Task<string> UploadAsync(string text)
    {
        using var answer = await PostFileAsync(Encoding.UTF8.GetBytes(text), "people.csv");
        answer.StatusCode.ShouldBe(HttpStatusCode.SeeOther, await answer.Content.ReadAsStringAsync());
        return answer.Headers.Location!.ToString();
    }

    private async Task<HttpResponseMessage> PostFileAsync(byte[] file, string name)
    {
        var token = Token().Match(await _owner.TextAsync("/customers/import")).Groups["token"].Value;
        using var form = new MultipartFormDataContent { { new StringContent(token), "__RequestVerificationToken" } };
        var content = new ByteArrayContent(file);
        content.Headers.ContentType = new MediaTypeHeaderValue("text/csv");
        form.Add(content, "Input.File", name);
        return await _owner.Http.PostAsync(new Uri("/customers/import", UriKind.Relative), form);
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\"[^>]*value=\"(?<token>[^\"]+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Token();
}
