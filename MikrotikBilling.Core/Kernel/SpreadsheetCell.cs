using System.Globalization;

namespace MikrotikBilling.Core.Kernel;

/// <summary>
/// Cells of a CSV file that a spreadsheet would run as a formula get an apostrophe before them; reading takes that one off again, so that
/// what is written and read back is the same to the last sign. A plain number, <c>-35.00</c>, runs nothing and stays one.
/// </summary>
public static class SpreadsheetCell
{
    public static string Guard(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return IsFormula(text, 0) && !IsNumber(text) ? "'" + text : text;
    }

    public static string Unguard(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text is ['\'', ..] && IsFormula(text, 1) ? text[1..] : text;
    }

    /// <summary>Below zero, with a point if any; nothing else begins like a formula and is a number. One with a plus is a phone number.</summary>
    private static bool IsNumber(string text) => text is ['-', >= '0' and <= '9', ..] && decimal.TryParse(text.AsSpan(1), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out _);

    /// <summary>Apostrophes before the sign count too: a text that was guarded by its writer must not lose that when ours comes off.</summary>
    private static bool IsFormula(string text, int from)
    {
        while (from < text.Length && text[from] == '\'') from++;
        return from < text.Length && text[from] is '=' or '+' or '-' or '@' or '\t' or '\r';
    }
}
