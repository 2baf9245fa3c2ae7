using System.Globalization;
using System.Text;

namespace MikrotikBilling.Core.Billing.Prints;

/// <summary>
/// Names of files in an archive that any system can unpack: no path, nothing that a file system, a shell or a spreadsheet that lists them would take for
/// something else. Numbers hold what a company set as their prefix.
/// </summary>
public static class FileNames
{
    public const int Longest = 100;

    /// <summary>What Windows takes for devices, whatever follows the first point.</summary>
    private static readonly HashSet<string> Devices = new(
        ["CON", "PRN", "AUX", "NUL", .. Enumerable.Range(0, 10).SelectMany(n => new[] { $"COM{n}", $"LPT{n}" })], StringComparer.OrdinalIgnoreCase);

    /// <summary>Without ending.</summary>
    public static string Safe(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var safe = new StringBuilder();
        foreach (var rune in text.Normalize().EnumerateRunes())
        {
            if (safe.Length + rune.Utf16SequenceLength > Longest) break;
            safe.Append(IsPlain(rune) ? rune.ToString() : "-");
        }
        // A leading one of these begins a formula or an option, a leading point hides, a trailing point or space is lost on Windows.
        var name = safe.ToString().TrimStart('=', '+', '-', '@', '.', ' ', '~', '\'').TrimEnd('.', ' ');
        return name.Length == 0 ? "document" : Devices.Contains(name.Split('.')[0].TrimEnd()) ? $"_{name}" : name;
    }

    /// <summary>The name with its ending, or the next that is not taken.</summary>
    public static string Free(string name, string ending, HashSet<string> taken)
    {
        ArgumentNullException.ThrowIfNull(taken);
        var free = name + ending;
        for (var next = 2; !taken.Add(free); next++) free = string.Create(CultureInfo.InvariantCulture, $"{name} ({next}){ending}");
        return free;
    }

    private static bool IsPlain(Rune rune) => Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator) && rune != Rune.ReplacementChar && !"/\\:*?\"<>|".Contains((char)rune.Value, StringComparison.Ordinal);
}
