namespace MikrotikBilling.Web.Shell.Printing;

/// <summary>Where Chrome, Chromium or Edge is on this machine.</summary>
internal static class BrowserFinder
{
    internal const string Advice = "PDFs need Chrome, Chromium or Edge on this server: install one (on Debian \"apt install chromium fonts-noto-core\") or name it in Pdf:BrowserPath.";

    private static readonly string[] LinuxNames =
        ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "microsoft-edge-stable", "microsoft-edge", "chrome"];

    private static readonly string[] MacPlaces =
    [
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        "/Applications/Chromium.app/Contents/MacOS/Chromium",
        "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    ];

    private static readonly string[] WindowsPlaces = [@"Google\Chrome\Application\chrome.exe", @"Chromium\Application\chrome.exe", @"Microsoft\Edge\Application\msedge.exe"];

    /// <summary>The program, or why there is none.</summary>
    public static (string? Path, string? WhyNot) Find(PdfOptions options)
    {
        if (!options.Enabled) return (null, "PDFs are switched off on this server (Pdf:Enabled).");
        if (options.BrowserPath is { Length: > 0 } given)
            return File.Exists(given) ? (given, null) : (null, $"Pdf:BrowserPath names {given}, where no program is: install Chrome, Chromium or Edge there, or leave it empty.");
        return Candidates().FirstOrDefault(File.Exists) is { } found ? (found, null) : (null, Advice);
    }

    private static IEnumerable<string> Candidates()
    {
        if (OperatingSystem.IsWindows())
        {
            Environment.SpecialFolder[] roots = [Environment.SpecialFolder.ProgramFiles, Environment.SpecialFolder.ProgramFilesX86, Environment.SpecialFolder.LocalApplicationData];
            return [.. from place in WindowsPlaces from root in roots select Path.Combine(Environment.GetFolderPath(root), place), .. InPath(["chrome.exe", "msedge.exe"])];
        }
        if (OperatingSystem.IsMacOS()) return [.. MacPlaces, .. MacPlaces.Select(p => Environment.GetEnvironmentVariable("HOME") + p), .. InPath(LinuxNames)];
        return [.. from name in LinuxNames from folder in (string[])["/usr/bin", "/usr/local/bin"] select Path.Combine(folder, name), "/opt/google/chrome/chrome", .. InPath(LinuxNames)];
    }

    private static IEnumerable<string> InPath(string[] names) =>
        from folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        from name in names
        where Path.IsPathFullyQualified(folder)
        select Path.Combine(folder, name);
}
