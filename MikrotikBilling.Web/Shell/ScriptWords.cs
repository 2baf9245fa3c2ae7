using System.Text.Json;
using MikrotikBilling.Core.Kernel.Words;

namespace MikrotikBilling.Web.Shell;

/// <summary>What scripts say by themselves, written beside a page that is not English; see wwwroot-src/src/scripts/words.ts.</summary>
public static class ScriptWords
{
    public static IReadOnlyList<Phrase> All { get; } =
    [
        "just now", "{0} s", "{0} min", "{0} h", "{0} d", "{0} months", "{0} years", "{0} ago", "in {0}", "Are you sure?", "Continue", "Undo", "Table", "Copied", "Generated", "Nothing to copy",
        "Nothing found", "{0} found. Arrow keys choose, Enter opens.", "row", "rows", " and more", "{0} {1}{2}", "Nothing selected", "{0} {1} selected", "All {0} selected", "All {0} {1} selected",
        "All {0} {1} that match", "The browser did not allow copying.", "Too many tries. Wait a minute, then try again.", "That did not work ({0}). Try again.",
        "The server cannot be reached. This page tries again by itself.", "Upload", "Download", "{0}: {1} down, {2} up", "{0}: {1}, before {2}", "Measuring…", "Not online",
        "The router does not answer", "of all who are online here", "No live figures now. Reload the page to try again.", "Connecting…",
    ];

    /// <summary>Null in English, which scripts know.</summary>
    public static string? Json => Language.Current == Language.English ? null : JsonSerializer.Serialize(All.DistinctBy(p => p.Key).ToDictionary(p => p.Key, p => p.ToString(), StringComparer.Ordinal));
}
