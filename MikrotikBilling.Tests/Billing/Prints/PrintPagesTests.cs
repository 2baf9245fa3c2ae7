using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Core.Billing.Prints;
using MikrotikBilling.Core.Staff;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Billing.Prints;

/// <summary>Batches on their pages and for programs.</summary>
public sealed partial class PrintPagesTests : IAsyncLifetime
{
    private readonly FakeClock _clock = new(PrintStory.Start);
    private readonly PaperPrinter _paper = new();
    private TestApp _app = null!;
    private TestBrowser _owner = null!;

    public async Task InitializeAsync()
    {
        _app = await (await TestApp.StartAsync(clock: _clock, configure: services => services.AddSingleton<IDocumentPrinter>(_paper))).ServeAsync();
        _owner = await TestBrowser.SignedInAsync(_app);
    }

    public async Task DisposeAsync()
    {
        _owner.Dispose();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task Batch_FromTheListToTheArchive_OnItsPages()
    {
        (await _owner.TextAsync("/invoices/prints")).ShouldContain("Nothing printed yet");
        (await _owner.TextAsync("/invoices/print")).ShouldContain("Nothing to print");
        await _app.InvoicesAsync(3);
        (await _owner.TextAsync("/invoices?state=Sent&q=")).ShouldContain("/invoices/print?state=Sent");
        var page = await _owner.TextAsync("/invoices/print?state=Sent");
        page.ShouldContain("Print 3 documents");
        page.ShouldContain("INV-2026-000003");

        using var started = await _owner.PostAsync("/invoices/print?state=Sent", Fields(page), to: "/invoices/print");
        using var again = await _owner.PostAsync("/invoices/print?state=Sent", Fields(page), to: "/invoices/print");

        var url = started.Headers.Location!.ToString();
        again.Headers.Location!.ToString().ShouldBe(url);
        (await _owner.TextAsync(url)).ShouldContain("0 of 3");
        using var early = await _owner.GetAsync(url + "/zip");
        early.StatusCode.ShouldBe(HttpStatusCode.SeeOther); // back to the page, which says so
        _paper.On = (count, _) => count == 2 ? throw new DocumentUnprintableException("It took too long.") : Task.CompletedTask;
        await _app.WorkAsync();
        page = await _owner.TextAsync(url);
        page.ShouldContain("2 of 3, 1 failed");
        page.ShouldContain("It took too long.");
        page.ShouldContain("Try the failed again");
        (await _owner.TextAsync("/invoices/prints")).ShouldContain(url);

        using var zip = await _owner.GetAsync(url + "/zip");
        (zip.Content.Headers.ContentType!.MediaType, zip.Content.Headers.ContentDisposition!.FileNameStar).ShouldBe(("application/zip", "Invoices and credit notes, open.zip"));
        await using var archive = new ZipArchive(await zip.Content.ReadAsStreamAsync());
        archive.Entries.Select(e => e.FullName).ShouldBe(["INV-2026-000001.pdf", "INV-2026-000003.pdf", PrintArchive.NotPrinted]);
        using var note = new StreamReader(await archive.Entries[2].OpenAsync());
        (await note.ReadToEndAsync()).ShouldBe("INV-2026-000002.pdf: It took too long.\r\n");

        using var resumed = await _owner.PostAsync(url, [], to: $"{url}?handler=Resume");
        await _app.WorkAsync();
        (await _owner.TextAsync(url)).ShouldContain("3 of 3");
        using var gone = await _owner.PostAsync(url, [], to: $"{url}?handler=ThrowAway");
        (await _owner.TextAsync(url)).ShouldContain("Its files are gone");
    }

    [Fact]
    public async Task Stop_OnThePage_IsSaidThere()
    {
        await _app.InvoicesAsync(2);
        var url = $"/invoices/prints/{await _app.PrintAsync()}";
        using var stopped = await _owner.PostAsync(url, [], to: $"{url}?handler=Stop");
        stopped.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        (await _owner.TextAsync(url)).ShouldContain("Stopped by hand.");
    }

    [Fact]
    public async Task Print_WithoutABrowser_SaysWhatToInstallAndHasNoButton()
    {
        await _app.InvoicesAsync(1);
        _paper.WhyNot = "Install Chrome, Chromium or Edge.";
        var page = await _owner.TextAsync("/invoices/print");
        page.ShouldContain("Install Chrome, Chromium or Edge.");
        page.ShouldNotContain("Print 1 document");

        using var tried = await _owner.PostAsync("/invoices/print", [], htmx: true);

        tried.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await _app.Db(db => db.Set<PrintRun>().AnyAsync())).ShouldBeFalse();
    }

    [Fact]
    public async Task Print_DaysTheWrongWayRound_SaysSo() =>
        (await _owner.TextAsync("/invoices/print?what=statements&from=2026-05-02&to=2026-05-01")).ShouldContain("The last day is before the first.");

    [Fact]
    public async Task Archive_AskedByAStrangerOrAnotherCompany_IsNotThere()
    {
        await _app.InvoicesAsync(1);
        var id = await _app.PrintAsync();
        await _app.WorkAsync();
        using var stranger = new TestBrowser(_app);
        using var asked = await stranger.GetAsync($"/invoices/prints/{id}/zip");
        asked.Headers.Location!.ToString().ShouldContain("/sign-in");
        using var support = await _app.SignedInAsAsync(StaffRole.Support);
        using var may = await support.GetAsync($"/invoices/prints/{id}/zip");
        may.StatusCode.ShouldBe(HttpStatusCode.OK);

        await _app.Db(db => db.Set<PrintRun>().ExecuteUpdateAsync(set => set.SetProperty(r => r.TenantId, Guid.CreateVersion7())));

        foreach (var url in new[] { $"/invoices/prints/{id}", $"/invoices/prints/{id}/zip", $"/invoices/prints/{id}?handler=Progress" })
        {
            using var answer = await _owner.GetAsync(url);
            answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        }
    }

    [Fact]
    public async Task Api_StartsTellsStopsResumesAndPacks()
    {
        await _app.InvoicesAsync(10);
        using var api = await TestBrowser.ApiAsync(_app);
        using var shown = await api.PostAsJsonAsync(Address("/preview"), new { state = "Sent", from = "2026-05-01" });
        (await shown.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("documents").GetInt32().ShouldBe(10);
        using var wrong = await api.PostAsJsonAsync(Address(""), new { kind = "Statements", from = "2026-05-02", to = "2026-05-01" });
        ((int)wrong.StatusCode).ShouldBe(422);

        using var started = await api.PostAsJsonAsync(Address(""), new { state = "Sent" });
        started.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        var id = (await started.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid();
        _paper.On = async (count, token) =>
        {
            if (count != 1) return;
            using var stopped = await api.PostAsync(Address($"/{id}/stop"), null, token);
            stopped.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        };
        await _app.WorkAsync();
        var run = await api.GetFromJsonAsync<JsonElement>(Address($"/{id}"));
        (run.GetProperty("state").GetString(), run.GetProperty("printed").GetInt32()).ShouldBe(("Stopped", 8));
        using var resumed = await api.PostAsync(Address($"/{id}/resume"), null);
        resumed.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        await _app.WorkAsync();
        await using (var archive = new ZipArchive(await api.GetStreamAsync(Address($"/{id}/zip")))) archive.Entries.Count.ShouldBe(10);
        using var deleted = await api.DeleteAsync(Address($"/{id}/files"));
        deleted.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        using var gone = await api.GetAsync(Address($"/{id}/zip"));
        gone.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await api.GetFromJsonAsync<JsonElement>(Address(""))).GetProperty("items").GetArrayLength().ShouldBe(1);
    }

    [Theory]
    [InlineData("/invoices/print?state=Sent&from=2026-05-01")]
    [InlineData("/invoices/print?what=statements&credit=true")]
    [InlineData("/invoices/prints")]
    public async Task Page_AsksTheDatabaseEightTimesAtMost(string url)
    {
        await _app.InvoicesAsync(20, 2);
        await _app.PrintAsync();
        await _owner.TextAsync(url);
        _app.Sql.Reset();
        await _owner.TextAsync(url);
        _app.Sql.Count.ShouldBeLessThanOrEqualTo(8);
    }

    [Fact]
    public async Task BatchPage_AsksTheDatabaseEightTimesAtMost()
    {
        await _app.InvoicesAsync(20, 2);
        var id = await _app.PrintAsync();
        _paper.On = (count, _) => count % 2 == 0 ? throw new DocumentUnprintableException("No.") : Task.CompletedTask;
        await _app.WorkAsync();
        _app.Sql.Reset();
        await _owner.TextAsync($"/invoices/prints/{id}");
        _app.Sql.Count.ShouldBeLessThanOrEqualTo(8);
    }

    private static Uri Address(string path) => new($"/api/billing/prints{path}", UriKind.Relative);

    private static (string, string)[] Fields(string page) => [.. Hidden().Matches(page[page.IndexOf("method=\"post\" action=\"/invoices/print\"", StringComparison.Ordinal)..])
        .Select(m => (m.Groups["name"].Value, WebUtility.HtmlDecode(m.Groups["value"].Value))).DistinctBy(f => f.Item1)];

    [GeneratedRegex("""type="hidden" name="(?<name>id|what|q|state|kind|from|to|customerId|credit)" value="(?<value>[^"]*)""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Hidden();
}
