using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Benchmarks.Support;
using MikrotikBilling.Core.Vouchers;
using MikrotikBilling.Core.Vouchers.Printing;
using MikrotikBilling.Web.Features.Vouchers.Printing;
using MikrotikBilling.Web.Shell.Printing;

namespace MikrotikBilling.Benchmarks.Figures;

/// <summary>A thousand codes as one file, by the road that the page takes: read, drawn, printed by the browser, told in the history.</summary>
internal static class VoucherPrintFigures
{
    private const int Codes = 1_000;
    private const int Rounds = 3;
    private const double Asked = 5;
    private const string Name = "a thousand vouchers as one PDF";

    public static async Task MeasureAsync(Report report)
    {
        await using var app = await BenchApp.StartAsync();
        if (app.Services.GetRequiredService<IPdfPrinter>().WhyNot is { } why)
        {
            report.Tell(Name, "none", $"asked {Asked:F0} s", holds: false, why);
            return;
        }
        var profile = await app.ProfileAsync();
        var batch = BenchApp.Value(await app.ScopeAsync(s => s.GetRequiredService<VoucherBatchService>().MakeAsync(new MakeBatch { ProfileId = profile.Id, Quantity = Codes, HasPin = true }, default)));
        await app.Services.GetRequiredService<VoucherMaker>().RunNextAsync(default);
        var (first, _) = await PrintAsync(app, batch.Id);
        var (slowest, bytes) = (0d, 0);
        for (var round = 0; round < Rounds; round++)
        {
            var (took, size) = await PrintAsync(app, batch.Id);
            (slowest, bytes) = (Math.Max(slowest, took), size);
        }
        report.Tell(Name, $"{slowest:F2} s", $"asked {Asked:F0} s", slowest <= Asked,
            $"slowest of {Rounds}; {first:F2} s the first time, with the start of the browser; twenty sheets with QR and PIN, {bytes / 1000} kB; {Environment.ProcessorCount} cores");
    }

    private static async Task<(double Seconds, int Bytes)> PrintAsync(BenchApp app, Guid batchId)
    {
        var started = Stopwatch.GetTimestamp();
        var file = BenchApp.Value(await app.ScopeAsync(s => s.GetRequiredService<VoucherFiles>().MakeAsync(batchId, new PrintVouchers(), default)));
        return (Stopwatch.GetElapsedTime(started).TotalSeconds, file.Content.Length);
    }
}
