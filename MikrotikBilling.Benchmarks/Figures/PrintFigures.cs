using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Benchmarks.Support;
using MikrotikBilling.Web.Features.Billing.Documents;
using MikrotikBilling.Web.Features.Design;
using MikrotikBilling.Web.Shell.Printing;

namespace MikrotikBilling.Benchmarks.Figures;

/// <summary>Invoices drawn and printed, all at once: what the evening of an invoice run asks.</summary>
internal static class PrintFigures
{
    private const int Documents = 64;
    private const double Asked = 8;

    public static async Task MeasureAsync(Report report)
    {
        await using var app = await BenchApp.StartAsync();
        if (app.Services.GetRequiredService<IPdfPrinter>().WhyNot is { } why)
        {
            report.Tell("invoices printed to PDF", "none", $"asked {Asked:F0}/s", holds: false, why);
            return;
        }
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => PrintAsync(app)));

        var alone = Stopwatch.GetTimestamp();
        for (var i = 0; i < 8; i++) await PrintAsync(app);
        var one = 8 / Stopwatch.GetElapsedTime(alone).TotalSeconds;

        var best = 0d;
        var bytes = 0;
        for (var round = 0; round < 3; round++)
        {
            var started = Stopwatch.GetTimestamp();
            var printed = await Task.WhenAll(Enumerable.Range(0, Documents).Select(_ => PrintAsync(app)));
            best = Math.Max(best, Documents / Stopwatch.GetElapsedTime(started).TotalSeconds);
            bytes = printed[0].Length;
        }
        report.Tell("invoices printed to PDF", $"{best:F1}/s", $"asked {Asked:F0}/s", best >= Asked,
            $"{one:F1}/s one after the other; {Environment.ProcessorCount} cores, {bytes / 1000} kB each, best of 3 rounds of {Documents}");
    }

    private static async Task<byte[]> PrintAsync(BenchApp app)
    {
        var html = await app.Services.GetRequiredService<DocumentHtml>().RenderAsync<InvoiceDocument>(new { View = DesignDocuments.Invoice() }, "INV-2026-000045");
        return await app.Services.GetRequiredService<IPdfPrinter>().PrintAsync(html, default);
    }
}
