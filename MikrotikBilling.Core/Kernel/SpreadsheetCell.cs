namespace MikrotikBilling.Core.Kernel;

/// <summary>
/// Cells of a CSV file that a spreadsheet would run as a formula get an apostrophe before them; reading takes that one off again, so that
/// what is written and read back is the same to the last sign.
/// </summary>
public static class SpreadsheetCell
{
    public static string Guard(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return IsFormula(text, 0) ? "'" + text : text;
    }

    public static string Unguard(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text is ['\'', ..] && IsFormula(text, 1) ? text[1..] : text;
    }

    /// <summary>Apostrophes before the sign count too: a text that was guarded by its writer must not lose that when ours comes off.</summary>
    private static bool IsFormula(string text, int from)
    {
        while (from < text.Length && text[from] == '\'') from++;
        return from < text.Length && text[from] is '=' or '+' or '-' or '@' or '\t' or '\r';
    }
}
