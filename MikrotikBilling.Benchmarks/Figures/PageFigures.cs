using MikrotikBilling.Benchmarks.Support;

namespace MikrotikBilling.Benchmarks.Figures;

/// <summary>The program as it is shipped, started as a process of its own.</summary>
internal static class PageFigures
{
    public static async Task MeasureAsync(Report report)
    {
        var folder = Directory.CreateTempSubdirectory("mb-start-").FullName;
        try
        {
            var hello = await StartedProgram.HelloAsync();
            await hello.DisposeAsync();
            await using (var first = await StartedProgram.WebAsync(folder, "/first-run"))
                report.Tell("start to first page, empty folder", $"{first.Took.TotalSeconds:F2} s", "asked 3 s", first.Took.TotalSeconds < 3, Beside(hello));
            await using (var second = await StartedProgram.WebAsync(folder, "/first-run"))
                report.Tell("start to first page, database there", $"{second.Took.TotalSeconds:F2} s", "asked 3 s", second.Took.TotalSeconds < 3, Beside(hello));

            await StartedProgram.SetUpAsync(folder);
            await using var program = await StartedProgram.WebAsync(folder, "/sign-in");
            var weight = await PageWeight.OfAsync(program.Address, "/sign-in");
            report.Tell("first page", $"{weight.Bytes / 1000.0:F1} kB compressed in {weight.Files} files", "asked 60 kB", weight.Bytes < 60_000, $"{weight.PlainBytes / 1000.0:F1} kB uncompressed");
            report.Tell("hosts that it names beside ours", weight.OtherHosts.Count == 0 ? "none" : string.Join(' ', weight.OtherHosts), "asked none", weight.OtherHosts.Count == 0,
                "read from its html, css and js");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
        await LoadFigures.MeasureAsync(report);
    }

    private static string Beside(StartedProgram hello) => $"an empty ASP.NET program {hello.Took.TotalSeconds:F2} s";
}
