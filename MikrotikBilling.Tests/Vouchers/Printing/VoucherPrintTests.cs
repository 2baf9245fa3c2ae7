using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Staff;
using MikrotikBilling.Core.Vouchers;
using MikrotikBilling.Core.Vouchers.Printing;
using MikrotikBilling.Tests.Shell.Printing;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Vouchers.Printing;

/// <summary>Batches on paper: printed for real, read back as others read them.</summary>
public sealed class VoucherPrintTests(ServedApp served) : IClassFixture<ServedApp>
{
    [PrintFact]
    public async Task Fifty_OnTheStandardSheet_AreOnePageOfA4WithEveryCode()
    {
        var batch = await served.App.ReadyAsync(50, b => b with { HasPin = true, RedeemUntil = new DateOnly(2099, 12, 31) });
        var pdf = await PdfAsync(batch, $"template={(await StandardAsync("Fifty")).Id}");

        (await PaperTools.PagesAsync(pdf)).ShouldBe(1);
        (await PaperTools.SizeAsync(pdf)).ShouldContain("A4");
        var text = await PaperTools.TextAsync(pdf);
        var codes = await served.App.CodesAsync(batch);
        codes.Where(c => !text.Contains(batch.Format.Write(c.Code), StringComparison.Ordinal)).ShouldBeEmpty();
        codes.Where(c => !text.Contains($"PIN {c.Pin}", StringComparison.Ordinal)).ShouldBeEmpty();
        // Letter is 18 mm shorter, and takes ten rows all the same.
        var letter = await served.App.TemplateAsync(SaveVoucherTemplate.Of(VoucherTemplate.Standard) with { Name = "Fifty on Letter", Paper = VoucherPaper.Letter, IsDefault = false });
        (await PaperTools.PagesAsync(await PdfAsync(batch, $"template={letter.Id}"))).ShouldBe(1);
        // pdftotext makes several blanks of one between letters of two sizes.
        text = string.Join(' ', text.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        foreach (var said in (string[])["Test ISP", "KES 50", "24 hours", "Use by 31 Dec 2099", $"{batch.NumberText} · 50"]) text.ShouldContain(said);
    }

    [PrintFact]
    public async Task Qr_OfEachOnASheet_IsReadByATelephone()
    {
        var batch = await served.App.ReadyAsync(15);
        var codes = (await served.App.CodesAsync(batch)).ConvertAll(c => c.Code);
        (await QrsAsync(await PdfAsync(batch, $"template={(await StandardAsync("Codes")).Id}"))).ShouldBe(codes, ignoreOrder: true);

        var linked = await served.App.TemplateAsync(PrintRoom.Kiosk with { Name = "Linked", LogInUrl = "http://hotspot.example/login" });
        (await QrsAsync(await PdfAsync(batch, $"template={linked.Id}"))).ShouldBe(codes.Select(c => $"http://hotspot.example/login?username={c}&password={c}"), ignoreOrder: true);
    }

    [PrintFact]
    public async Task Roll_OfThree_IsThreeSlipsOfItsWidth()
    {
        var batch = await served.App.ReadyAsync(3);
        foreach (var (paper, width) in new[] { (VoucherPaper.Roll58, 164.4), (VoucherPaper.Roll80, 226.8) })
        {
            var roll = await served.App.TemplateAsync(PrintRoom.Kiosk with { Name = paper.ToString(), Paper = paper, WifiName = "Savanna Free", Text = "Help: 0700 123 456" });
            var pdf = await PdfAsync(batch, $"template={roll.Id}");

            (await PaperTools.PagesAsync(pdf)).ShouldBe(3);
            double.Parse((await PaperTools.SizeAsync(pdf)).Split(' ')[0], CultureInfo.InvariantCulture).ShouldBe(width, 1.5);
            var slips = (await PaperTools.TextAsync(pdf)).Split('\f', StringSplitOptions.RemoveEmptyEntries);
            var codes = await served.App.CodesAsync(batch);
            for (var i = 0; i < 3; i++)
            {
                slips[i].ShouldContain(batch.Format.Write(codes[i].Code));
                slips[i].ShouldContain("Savanna Free");
                slips[i].ShouldContain("Help: 0700 123 456");
            }
            (await PaperTools.QrAsync(pdf, 3)).ShouldBe(codes[2].Code);
        }
    }

    [PrintFact]
    public async Task Letter_IsLetter()
    {
        var batch = await served.App.ReadyAsync(4);
        var letter = await served.App.TemplateAsync(PrintRoom.Kiosk with { Name = "Letter", Paper = VoucherPaper.Letter, Columns = 2, HasCutMarks = false });

        (await PaperTools.SizeAsync(await PdfAsync(batch, $"template={letter.Id}"))).ShouldStartWith("612 x 792");
    }

    [PrintFact]
    public async Task Part_ByItsSerials_AndOnlyWhatNobodyUsed()
    {
        var batch = await served.App.ReadyAsync(10);
        var codes = await served.App.CodesAsync(batch);
        await served.App.With<VoucherBatchService, Result<Voucher>>(s => s.VoidCodeAsync(codes[4].Id, "Torn", CancellationToken.None));

        var text = await PaperTools.TextAsync(await PdfAsync(batch, "from=4&to=6"));
        Printed(text).ShouldBe([4, 6]);
        Printed(await PaperTools.TextAsync(await PdfAsync(batch, "from=4&to=6&unused=false"))).ShouldBe([4, 5, 6]);
        (await StatusAsync($"/vouchers/{batch.Id}/print.pdf?from=5&to=5")).ShouldBe(HttpStatusCode.Conflict);
        (await served.Owner.TextAsync($"/vouchers/{batch.Id}/print?from=5&to=5")).ShouldContain("There is nothing to print");

        int[] Printed(string of) => [.. codes.Where(c => of.Contains(batch.Format.Write(c.Code), StringComparison.Ordinal)).Select(c => c.Serial)];
    }

    [Fact]
    public async Task Batch_StillBeingMade_IsPrintedNowhere()
    {
        var batch = await served.App.OrderedAsync(5);
        using var api = await TestBrowser.ApiAsync(served.App);
        using var page = await served.Owner.GetAsync($"/vouchers/{batch.Id}/print");
        using var file = await served.Owner.GetAsync($"/vouchers/{batch.Id}/print.pdf");
        using var json = await api.GetAsync(new Uri($"/api/vouchers/batches/{batch.Id}/print.pdf", UriKind.Relative));

        (page.StatusCode, file.StatusCode, json.StatusCode).ShouldBe((HttpStatusCode.Conflict, HttpStatusCode.Conflict, HttpStatusCode.Conflict));
        (await page.Content.ReadAsStringAsync()).ShouldContain("still being made");
        (await file.Content.ReadAsStringAsync()).ShouldContain("still being made");
        (await json.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("type").GetString().ShouldBe(VoucherPrinting.NotReadyCode);
        (await served.App.With<VoucherBatchService, Result<VoucherBatch>>(s => s.CancelAsync(batch.Id, CancellationToken.None))).Ok.ShouldBeTrue();
        (await StatusAsync($"/vouchers/{batch.Id}/print")).ShouldBe(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task More_ThanAPrintHolds_SaysWhichComeFirst()
    {
        var batch = await served.App.ReadyAsync(PrintVouchers.Most + 1);

        (await served.Owner.TextAsync($"/vouchers/{batch.Id}/print")).ShouldContain("print no. 1 to 2,000 first");
        (await StatusAsync($"/vouchers/{batch.Id}/print?from=2001")).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Page_Shown_HasEverySheet_AndThePressIsToldInTheHistory()
    {
        var batch = await served.App.ReadyAsync(12);
        var page = await served.Owner.TextAsync($"/vouchers/{batch.Id}/print");

        foreach (var voucher in await served.App.CodesAsync(batch)) page.ShouldContain(batch.Format.Write(voucher.Code));
        (await HistoryAsync(batch)).ShouldBeEmpty();
        using var pressed = await served.Owner.PostAsync($"/vouchers/{batch.Id}/print", [], to: $"/vouchers/{batch.Id}/print?handler=Printed&from=1&to=10", htmx: true);
        pressed.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await HistoryAsync(batch)).ShouldHaveSingleItem().ShouldBe($"Printed 10 codes of {batch.NumberText}, no. 1 to 10, with the template {(await DefaultAsync()).Name} from the browser.");
    }

    [PrintFact]
    public async Task Codes_OnPageOrInFile_AreKeptByNoCache()
    {
        var batch = await served.App.ReadyAsync(2);
        using var api = await TestBrowser.ApiAsync(served.App);
        foreach (var (http, address) in new[]
        {
            (served.Owner.Http, $"/vouchers/{batch.Id}"), (served.Owner.Http, $"/vouchers/{batch.Id}/print"), (served.Owner.Http, $"/vouchers/{batch.Id}/print.pdf"), (served.Owner.Http, $"/vouchers/{batch.Id}/codes.csv"),
            (served.Owner.Http, "/vouchers/import"), (served.Owner.Http, "/vouchers/quick-sell"), (api, $"/api/vouchers/batches/{batch.Id}/print.pdf"), (api, $"/api/vouchers/batches/{batch.Id}/codes"),
        })
        {
            using var answer = await http.GetAsync(new Uri(address, UriKind.Relative));
            (address, answer.StatusCode, answer.Headers.CacheControl?.ToString()).ShouldBe((address, HttpStatusCode.OK, "no-store"));
        }
        using var preview = await served.Owner.PostAsync("/vouchers/import", [("Input.Text", "SHOULDNOTBEKEPT"), ("Input.ProfileId", batch.ProfileId.ToString())], htmx: true);
        (preview.StatusCode, preview.Headers.CacheControl?.ToString()).ShouldBe((HttpStatusCode.Conflict, "no-store"));
        (await preview.Content.ReadAsStringAsync()).ShouldContain("SHOULDNOTBEKEPT");
    }

    [Fact]
    public async Task Template_WithoutThePin_IsWarnedOf()
    {
        var (batch, bare) = (await served.App.ReadyAsync(2, b => b with { HasPin = true }), await served.App.TemplateAsync(PrintRoom.Kiosk with { Name = "Bare", HasPin = false }));

        (await served.Owner.TextAsync($"/vouchers/{batch.Id}/print?template={bare.Id}")).ShouldContain("These codes need their PIN");
        (await StatusAsync($"/vouchers/{batch.Id}/print?template={Guid.NewGuid()}")).ShouldBe(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task Codes_ArePrintedByWhomMaySeeThem()
    {
        var batch = await served.App.ReadyAsync(2);
        using var support = await served.App.SignedInAsAsync(StaffRole.Support);

        foreach (var address in (string[])["print", "print.pdf"])
        {
            using var answer = await support.GetAsync($"/vouchers/{batch.Id}/{address}");
            answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
            (await StatusAsync($"/vouchers/{Guid.NewGuid()}/{address}")).ShouldBe(HttpStatusCode.NotFound);
        }
    }

    [PrintFact]
    public async Task File_ByAProgram_IsNamedByItsBatchAndToldInTheHistory()
    {
        var batch = await served.App.ReadyAsync(6);
        using var api = await TestBrowser.ApiAsync(served.App);
        using var answer = await api.GetAsync(new Uri($"/api/vouchers/batches/{batch.Id}/print.pdf?from=2&to=4", UriKind.Relative));

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Content.Headers.ContentDisposition!.FileName!.Trim('"').ShouldBe($"{batch.NumberText} 2-4.pdf");
        (await HistoryAsync(batch)).ShouldHaveSingleItem().ShouldContain("no. 2 to 4");
    }

    private async Task<byte[]> PdfAsync(VoucherBatch batch, string query)
    {
        using var answer = await served.Owner.GetAsync($"/vouchers/{batch.Id}/print.pdf?{query}");
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        return await answer.Content.ReadAsByteArrayAsync();
    }

    private async Task<HttpStatusCode> StatusAsync(string url)
    {
        using var answer = await served.Owner.GetAsync(url);
        return answer.StatusCode;
    }

    /// <summary>The other tests save templates, and the first of them became the default.</summary>
    private Task<VoucherTemplate> StandardAsync(string name) => served.App.TemplateAsync(SaveVoucherTemplate.Of(VoucherTemplate.Standard) with { Name = name, IsDefault = false });

    private Task<VoucherTemplate> DefaultAsync() => served.App.With<VoucherPrintQueries, VoucherTemplate>(async q => (await q.TemplatesAsync(CancellationToken.None))[0]);

    private Task<List<string>> HistoryAsync(VoucherBatch batch) =>
        served.App.Db(db => db.Set<AuditEntry>().Where(e => e.SubjectId == batch.Id && e.Action == "voucher-batch.printed").Select(e => e.Summary).ToListAsync());

    /// <summary>Of one picture with so many codes zbar passes one over now and then; a telephone takes many pictures, from here and from there.</summary>
    private static async Task<string[]> QrsAsync(byte[] pdf)
    {
        var read = new HashSet<string>(StringComparer.Ordinal);
        foreach (var dotsPerInch in (int[])[240, 300, 360]) read.UnionWith((await PaperTools.QrAsync(pdf, 1, dotsPerInch)).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        return [.. read];
    }
}
