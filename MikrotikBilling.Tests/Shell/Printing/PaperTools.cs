using System.Diagnostics;

namespace MikrotikBilling.Tests.Shell.Printing;

/// <summary>Reads PDFs with poppler and zbar, as other people's programs see them.</summary>
public static class PaperTools
{
    private static readonly string[] Programs = ["pdftotext", "pdftoppm", "pdfinfo", "zbarimg"];

    public static string? WhyNot { get; } = Programs.FirstOrDefault(p => !InPath(p)) is { } missing ? $"{missing} is not installed (poppler-utils, zbar-tools): printed documents cannot be read." : null;

    public static async Task<string> TextAsync(byte[] pdf) => await WithAsync(pdf, path => RunAsync("pdftotext", "-layout", path, "-"));

    public static async Task<int> PagesAsync(byte[] pdf) => int.Parse(await FactAsync(pdf, "Pages:"), System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>As <c>pdfinfo</c> writes it: <c>594.96 x 841.92 pts (A4)</c>.</summary>
    public static Task<string> SizeAsync(byte[] pdf) => FactAsync(pdf, "Page size:");

    /// <summary>What a telephone reads off a sheet; a line for each code.</summary>
    public static Task<string> QrAsync(byte[] pdf, int sheet, int dotsPerInch = 150) => WithAsync(pdf, async path =>
    {
        var at = sheet.ToString(System.Globalization.CultureInfo.InvariantCulture);
        await RunAsync("pdftoppm", "-r", dotsPerInch.ToString(System.Globalization.CultureInfo.InvariantCulture), "-png", "-f", at, "-l", at, "-singlefile", path, path);
        try
        {
            return (await RunAsync("zbarimg", "--quiet", "--raw", path + ".png")).Trim();
        }
        finally
        {
            File.Delete(path + ".png");
        }
    });

    private static async Task<string> FactAsync(byte[] pdf, string label)
    {
        var facts = await WithAsync(pdf, path => RunAsync("pdfinfo", path));
        return facts.Split('\n').Single(l => l.StartsWith(label, StringComparison.Ordinal))[label.Length..].Trim();
    }

    private static async Task<string> WithAsync(byte[] pdf, Func<string, Task<string>> work)
    {
        var path = Path.GetTempFileName();
        try
        {
            await File.WriteAllBytesAsync(path, pdf);
            return await work(path);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static async Task<string> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode is 0 or 4 ? output : throw new InvalidOperationException($"{program}: {await errors}"); // zbarimg: 4 when it found nothing
    }

    private static bool InPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));
}

/// <summary>A test that prints with a browser and reads what came out.</summary>
public sealed class PrintFactAttribute : FactAttribute
{
    public PrintFactAttribute() => Skip = Tests.Support.Required.SkipUnless(Tests.Support.Chromium.WhyNot is null && PaperTools.WhyNot is null, Tests.Support.Chromium.WhyNot ?? PaperTools.WhyNot);
}
