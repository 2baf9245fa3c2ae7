using System.Diagnostics;
using System.IO.Compression;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Core.Billing.Invoices;
using MikrotikBilling.Core.Billing.Prints;
using MikrotikBilling.Tests.Shell.Printing;
using MikrotikBilling.Tests.Support;
using MikrotikBilling.Web.Features.Billing.Prints;
using MikrotikBilling.Web.Shell.Printing;

namespace MikrotikBilling.Tests.Billing.Prints;

/// <summary>A batch on real paper: the browser of this machine prints it.</summary>
public sealed class PrintedBatchTests
{
    private int _asked;
    private Func<int, Task> _on = _ => Task.CompletedTask;

    /// <summary>Stopped by a person, resumed, and the browser killed under it: nothing is lost, and each file is its own document.</summary>
    [PrintFact]
    public async Task Batch_StoppedResumedAndItsBrowserKilled_IsCompleteInTheArchive()
    {
        await using var app = await (await TestApp.StartAsync(clock: new FakeClock(PrintStory.Start), configure: services => services.AddScoped<IDocumentPrinter>(
            p => new Watched(this, ActivatorUtilities.CreateInstance<DocumentPrinter>(p))))).ServeAsync();
        await app.InvoicesAsync(25, 5);
        var id = await app.PrintAsync();
        _on = async count =>
        {
            if (count == 5) await app.Batch(s => s.StopAsync(id, CancellationToken.None));
        };
        await app.WorkAsync();
        (await app.BatchAsync(id)).ShouldSatisfyAllConditions(r => r.State.ShouldBe(PrintRunState.Stopped), r => r.Printed.ShouldBe(8));

        await app.Batch(s => s.ResumeAsync(id, CancellationToken.None));
        var browsers = new List<int?>();
        _on = count =>
        {
            if (count != 14) return Task.CompletedTask;
            var printer = (ChromiumPrinter)app.Services.GetRequiredService<IPdfPrinter>();
            browsers.Add(printer.BrowserProcessId);
            using var browser = Process.GetProcessById(printer.BrowserProcessId!.Value);
            browser.Kill();
            return Task.CompletedTask;
        };
        await app.WorkAsync();

        (await app.BatchAsync(id)).ShouldSatisfyAllConditions(r => r.State.ShouldBe(PrintRunState.Done), r => (r.Printed, r.Failed).ShouldBe((25, 0)));
        browsers.ShouldHaveSingleItem().ShouldNotBe(((ChromiumPrinter)app.Services.GetRequiredService<IPdfPrinter>()).BrowserProcessId);
        _asked.ShouldBe(25);
        using var owner = await TestBrowser.SignedInAsync(app);
        using var answer = await owner.GetAsync($"/invoices/prints/{id}/zip");
        await using var archive = new ZipArchive(await answer.Content.ReadAsStreamAsync());
        var named = await app.Db(db => db.Set<Invoice>().Select(i => new { i.Number, i.Customer!.Name }).ToDictionaryAsync(i => i.Number + ".pdf", i => i.Name));
        archive.Entries.Select(e => e.FullName).Order(StringComparer.Ordinal).ShouldBe(named.Keys.Order(StringComparer.Ordinal));
        foreach (var entry in archive.Entries)
        {
            using var pdf = new MemoryStream();
            await using (var packed = await entry.OpenAsync()) await packed.CopyToAsync(pdf);
            var text = await PaperTools.TextAsync(pdf.ToArray());
            text.ShouldContain(Path.GetFileNameWithoutExtension(entry.FullName));
            text.ShouldContain(named[entry.FullName]);
        }
    }

    private sealed class Watched(PrintedBatchTests test, DocumentPrinter printer) : IDocumentPrinter
    {
        public string? WhyNot => printer.WhyNot;

        public int AtOnce => printer.AtOnce;

        public async Task<byte[]> PrintAsync(PrintKind kind, Guid documentId, CancellationToken cancellationToken)
        {
            await test._on(Interlocked.Increment(ref test._asked));
            return await printer.PrintAsync(kind, documentId, cancellationToken);
        }
    }
}
