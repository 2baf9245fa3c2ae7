using System.Text;
using FluentValidation;
using MikrotikBilling.Core.Kernel.Words;

namespace MikrotikBilling.Core.Kernel;

/// <summary>What any text that is kept must be free of.</summary>
public static class TextRules
{
    public const string UnreadableRule = "It holds an invisible or broken character. Type it anew instead of pasting it.";

    /// <summary>One line: no control characters, no lone halves of a character.</summary>
    public static IRuleBuilderOptions<T, string?> BeLine<T>(this IRuleBuilder<T, string?> rule) => rule.Must(text => IsReadable(text, "")).Says(UnreadableRule);

    /// <summary>Several lines: as <see cref="BeLine{T}"/>, with line ends and tabs.</summary>
    public static IRuleBuilderOptions<T, string?> BeText<T>(this IRuleBuilder<T, string?> rule) => rule.Must(text => IsReadable(text, "\r\n\t")).Says(UnreadableRule);

    /// <summary>The text, or as much of it as there is room for; never half a character.</summary>
    public static string Cut(string text, int most) =>
        text.Length <= most ? text : text[..(char.IsHighSurrogate(text[most - 1]) ? most - 1 : most)];

    /// <summary>PostgreSQL cannot store NUL, and no database half a character; marks that turn the direction of writing would turn the page's own words too; the others only ever come in by accident.</summary>
    private static bool IsReadable(string? text, string allowed) =>
        text is null || text.EnumerateRunes().All(r => r != Rune.ReplacementChar && r.Value is not ((>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069)) && (!Rune.IsControl(r) || allowed.Contains((char)r.Value, StringComparison.Ordinal)));
}
