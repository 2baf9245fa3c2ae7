using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Tests.Shell.Printing;
using MikrotikBilling.Tests.Support;
using MikrotikBilling.Web.Features.Billing.Documents;
using MikrotikBilling.Web.Features.Design;
using MikrotikBilling.Web.Shell;
using MikrotikBilling.Web.Shell.Printing;

namespace MikrotikBilling.Tests.Billing.Documents;

/// <summary>Documents drawn outside of a request and printed for real, read back as others read them.</summary>
public sealed class DocumentPrintTests(DocumentPrintTests.Program program) : IClassFixture<DocumentPrintTests.Program>
{
    private const string Bangla = "মোহাম্মদ রফিকুল ইসলাম";
    private const string Arabic = "محمد عبد الرحمن الحسيني"; // without lam-alef, which poppler reads back the wrong way round
    private const string Hebrew = "רות כהן";

    [PrintFact]
    public async Task Invoice_Printed_SaysWhoWhatAndHowMuchOnOneSheet()
    {
        var view = DesignDocuments.Invoice();
        var pdf = await InvoiceAsync(view);
        var text = await PaperTools.TextAsync(pdf);

        foreach (var said in (string[])["Invoice", "INV-2026-000045", "OVERDUE", "Savanna Fibre Networks Ltd", "Achieng Otieno", "Home 20M", "VAT 16 %", "Balance due", view.Total.ToString(), view.Balance.ToString(), "522 533"])
            text.ShouldContain(said);
        (await PaperTools.PagesAsync(pdf)).ShouldBe(1);
        (await PaperTools.SizeAsync(pdf)).ShouldContain("A4");
    }

    [PrintFact]
    public async Task Invoice_PayLink_IsReadByATelephone() =>
        (await PaperTools.QrAsync(await InvoiceAsync(DesignDocuments.Invoice()), 1)).ShouldBe("https://pay.savanna.example/i/7Q4KX9TM");

    [PrintFact]
    public async Task Invoice_WithoutPayLink_HasNoCode() => (await PaperTools.QrAsync(await InvoiceAsync(DesignDocuments.Invoice() with { PayLink = null }), 1)).ShouldBeEmpty();

    [PrintFact]
    public async Task Invoice_NamesInOtherScripts_AreReadBack()
    {
        foreach (var name in (string[])[Bangla, Arabic, Hebrew])
            Letters(await PaperTools.TextAsync(await InvoiceAsync(DesignDocuments.Invoice(customer: name)))).ShouldContain(Letters(name));
    }

    [PrintFact]
    public async Task Invoice_SixtyLines_RepeatsItsHeadAndKeepsTotalsTogether()
    {
        var pdf = await InvoiceAsync(DesignDocuments.Invoice(60));
        var sheets = (await PaperTools.TextAsync(pdf)).Split('\f', StringSplitOptions.RemoveEmptyEntries);

        sheets.Length.ShouldBeGreaterThan(2);
        for (var i = 0; i < sheets.Length; i++) sheets[i].ShouldContain($"{i + 1}/{sheets.Length}");
        foreach (var sheet in sheets[..^1]) sheet.ShouldContain("DESCRIPTION");
        var withTotals = sheets.Single(s => s.Contains("Subtotal", StringComparison.Ordinal));
        withTotals.ShouldContain("TAX SUMMARY");
        withTotals.ShouldContain("Balance due");
        withTotals.ShouldContain("DESCRIPTION"); // never alone: the last row came along
    }

    [PrintFact]
    public async Task CreditNote_Printed_NamesTheInvoiceItCorrects()
    {
        var text = await PaperTools.TextAsync(await InvoiceAsync(DesignDocuments.CreditNote));

        text.ShouldContain("Credit note");
        text.ShouldContain("CN-2026-000007");
        text.ShouldContain("INV-2026-000045");
        text.ShouldNotContain("Balance due");
    }

    [PrintFact]
    public async Task Statement_Printed_RunsFromOpeningToClosing()
    {
        var view = DesignDocuments.Statement(40);
        var text = await PaperTools.TextAsync(await program.PrintAsync<StatementDocument>(new { View = view }, Paper.A4));

        text.ShouldContain("Opening balance");
        foreach (var row in view.Rows) text.ShouldContain(Figures.Plain(row.Balance));
        text.ShouldContain(view.Closing.ToString());
    }

    [PrintFact]
    public async Task Receipt_OnEachPaper_FitsOneSheetAndSaysTheNewEnd()
    {
        foreach (var (paper, width) in new[] { (Paper.A4, 595.0), (Paper.Roll80, 226.8), (Paper.Roll58, 164.4) })
        {
            var pdf = await program.PrintAsync<ReceiptDocument>(new { View = DesignDocuments.Receipt, Paper = paper }, paper);
            var words = string.Join(' ', (await PaperTools.TextAsync(pdf)).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

            (await PaperTools.PagesAsync(pdf)).ShouldBe(1);
            double.Parse((await PaperTools.SizeAsync(pdf)).Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture).ShouldBe(width, 1.5);
            foreach (var said in (string[])["RCP-2026-001207", "KES 2,000.00", "Bahati Mwangi", "20 Dec 2026, 10:42", "119.50"]) words.ShouldContain(said);
        }
    }

    [PrintFact]
    public async Task Document_TextOfPeople_IsNeverMarkup()
    {
        var view = DesignDocuments.Invoice(customer: "<script>alert(1)</script><b>Bold</b>") with { Stamp = new StampView("Void", Tone.Bad) };
        (await PaperTools.TextAsync(await InvoiceAsync(view))).ShouldContain("<b>Bold</b>");
    }

    [PrintFact]
    public async Task Document_FormatOfTheTenant_IsKept()
    {
        DisplayFormat.Use(new DisplayFormat(DateStyle.YearMonthDay, ClockStyle.Hours24, NumberStyle.PointComma));
        var text = await PaperTools.TextAsync(await InvoiceAsync(DesignDocuments.Invoice(1)));

        text.ShouldContain("2026-11-01");
        text.ShouldContain("333,33");
    }

    [PrintFact]
    public async Task Pdf_FromItsPage_IsAFileWithTheDocumentsName()
    {
        using var browser = new TestBrowser(program.App);
        using var answer = await browser.GetAsync("/design/documents/receipt-80?handler=pdf");

        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/pdf");
        answer.Content.Headers.ContentDisposition!.FileName.ShouldBe("RCP-2026-001207.pdf");
        (await PaperTools.TextAsync(await answer.Content.ReadAsByteArrayAsync())).ShouldContain("RCP-2026-001207");
    }

    [Fact]
    public async Task Pdf_WithoutABrowser_SaysWhatToInstallAndHealthIsDegradedButReady()
    {
        await using var app = await (await TestApp.StartAsync(configure: Developing, settings: new Dictionary<string, string?> { ["Pdf:BrowserPath"] = "/nowhere/chrome" })).ServeAsync();
        using var browser = new TestBrowser(app);
        using var answer = await browser.GetAsync("/design/documents/invoice?handler=pdf");
        using var ready = await browser.GetAsync("/health/ready");

        ((int)answer.StatusCode).ShouldBe(503);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("Pdf:BrowserPath names /nowhere/chrome");
        (await browser.TextAsync("/design/documents/invoice")).ShouldContain("Pdf:BrowserPath names /nowhere/chrome");
        ((int)ready.StatusCode).ShouldBe(200);
        var health = await ready.Content.ReadAsStringAsync();
        health.ShouldContain("Degraded");
        health.ShouldContain("install Chrome, Chromium or Edge");
    }

    /// <summary>The sample pages exist while developing only.</summary>
    private static void Developing(IServiceCollection services) =>
        ((IWebHostEnvironment)services.Last(d => d.ServiceType == typeof(IWebHostEnvironment)).ImplementationInstance!).EnvironmentName = "Development";

    private Task<byte[]> InvoiceAsync(InvoiceView view) => program.PrintAsync<InvoiceDocument>(new { View = view }, Paper.A4);

    /// <summary>Without spaces and the marks that say which way text runs, in the compatibility form: Arabic comes back in the shapes it is printed in.</summary>
    private static string Letters(string text) => string.Concat(text.Normalize(System.Text.NormalizationForm.FormKC)
        .Where(c => !char.IsWhiteSpace(c) && char.GetUnicodeCategory(c) != System.Globalization.UnicodeCategory.Format));

    public sealed class Program : IAsyncLifetime
    {
        public TestApp App { get; private set; } = null!;

        public async Task InitializeAsync() => App = await (await TestApp.StartAsync(configure: Developing)).ServeAsync();

        public async Task DisposeAsync() => await App.DisposeAsync();

        public async Task<byte[]> PrintAsync<TComponent>(object parameters, Paper paper)
            where TComponent : Microsoft.AspNetCore.Components.IComponent
        {
            var html = await App.Services.GetRequiredService<DocumentHtml>().RenderAsync<TComponent>(parameters, "A document", paper);
            return await App.Services.GetRequiredService<IPdfPrinter>().PrintAsync(html, default);
        }
    }
}
