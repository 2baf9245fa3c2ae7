using MikrotikBilling.Core.Kernel.Words;

namespace MikrotikBilling.Web.Shell;

/// <summary>Keys pressed one after the other ("g c"), and what they do: open an address, or an action that keys.ts knows by name.</summary>
public sealed record Shortcut(string Keys, Phrase Text, string? Does = null, string? Url = null);

/// <summary>The shortcuts of every page. Pages of the navigation bring theirs along (<see cref="NavigationItem.Key"/>); the help sheet lists all.</summary>
public static class Shortcuts
{
    public static IReadOnlyList<Shortcut> General { get; } =
    [
        new("/", "Find anything", "search"),
        new("?", "This help", "help"),
        new("n", "New, on a list", "new"),
        new("j", "Next row", "next"),
        new("k", "Row before", "previous"),
        new("x", "Tick the row", "tick"),
    ];

    /// <summary>What works without letters, and stays when they are switched off.</summary>
    public static IReadOnlyList<(string Keys, Phrase Text)> BuiltIn { get; } =
    [
        ("Ctrl+K", "Find anything, also while typing"),
        ("↑ ↓", "From row to row"),
        ("→", "In the box: what to do with the hit"),
        ("Enter", "Open the row"),
        ("Esc", "Close what is open, let go of ticks"),
    ];
}
