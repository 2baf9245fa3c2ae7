using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace MikrotikBilling.Web.Shell.Printing;

/// <summary>
/// The temporary folder of one browser: its profile and everything else it writes. A note in it says whose it is, so that the next program can clear away
/// what one that was killed left behind, its browser included.
/// </summary>
internal sealed class ProfileFolder
{
    internal const string Prefix = "mb-print-";
    private const string NoteName = "owner";

    /// <summary>A folder without a note may be just about to get it.</summary>
    private static readonly TimeSpan NoteTime = TimeSpan.FromMinutes(10);

    private ProfileFolder(string path) => Path = path;

    public string Path { get; }

    public string Profile => System.IO.Path.Combine(Path, "profile");

    public static ProfileFolder Create()
    {
        var folder = new ProfileFolder(Directory.CreateTempSubdirectory(Prefix).FullName);
        folder.Note(null);
        return folder;
    }

    /// <summary>Writes down this program and its browser: number and start of each, as a number alone is given again.</summary>
    public void Note(Process? browser)
    {
        using var self = Process.GetCurrentProcess();
        File.WriteAllLines(System.IO.Path.Combine(Path, NoteName), browser is null ? [Sign(self)] : [Sign(self), Sign(browser)]);
    }

    public async Task DeleteAsync()
    {
        for (var attempt = 0; attempt < 20; attempt++)
        {
            try
            {
                if (Directory.Exists(Path)) Directory.Delete(Path, recursive: true);
                return;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                await Task.Delay(50); // a last process is on its way out
            }
        }
    }

    /// <summary>Ends browsers and deletes folders of programs that are no longer there.</summary>
    public static async Task<int> SweepAsync(TimeProvider clock)
    {
        var swept = 0;
        foreach (var path in Directory.EnumerateDirectories(System.IO.Path.GetTempPath(), Prefix + "*"))
        {
            try
            {
                if (!IsLeftBehind(path, clock, out var browser)) continue;
                browser?.Kill(entireProcessTree: true);
                browser?.Dispose();
                await new ProfileFolder(path).DeleteAsync();
                swept++;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidOperationException or Win32Exception)
            {
                // Somebody else's, or somebody else was quicker.
            }
        }
        return swept;
    }

    private static bool IsLeftBehind(string path, TimeProvider clock, out Process? browser)
    {
        browser = null;
        var folder = new DirectoryInfo(path);
        if (folder.LinkTarget is not null) return false;
        var note = System.IO.Path.Combine(path, NoteName);
        if (!File.Exists(note)) return clock.GetUtcNow() - new DateTimeOffset(folder.CreationTimeUtc) > NoteTime;
        var signs = File.ReadAllLines(note);
        if (signs.Length == 0 || Running(signs[0]) is not null) return false;
        browser = signs.Length > 1 && Running(signs[1]) is { } found && IsOf(found, path) ? found : null;
        return true;
    }

    /// <summary>Anybody may write a note into the temporary folder of a Unix: only a browser that works in this very folder is ended.</summary>
    private static bool IsOf(Process process, string path) =>
        OperatingSystem.IsWindows() || OperatingSystem.IsMacOS()
        || File.ReadAllText($"/proc/{process.Id}/cmdline").Contains($"--user-data-dir={path}{System.IO.Path.DirectorySeparatorChar}", StringComparison.Ordinal);

    private static string Sign(Process process) => string.Create(CultureInfo.InvariantCulture, $"{process.Id} {process.StartTime.ToUniversalTime().Ticks}");

    private static Process? Running(string sign)
    {
        var parts = sign.Split(' ');
        if (parts.Length != 2 || !int.TryParse(parts[0], CultureInfo.InvariantCulture, out var id) || !long.TryParse(parts[1], CultureInfo.InvariantCulture, out var started)) return null;
        try
        {
            var process = Process.GetProcessById(id);
            // Linux tells the start as ticks since it booted, which two programs turn into slightly different times.
            if (Math.Abs(process.StartTime.ToUniversalTime().Ticks - started) < TimeSpan.TicksPerSecond * 3) return process;
            process.Dispose();
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or Win32Exception)
        {
            // It has ended.
        }
        return null;
    }
}
