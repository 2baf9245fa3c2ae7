using System.Text;

namespace MikrotikBilling.Core.Notifications.Templates;

/// <summary>Text on its way into a header of an email.</summary>
internal static class EmailText
{
    /// <summary>One line: a line break or another control character, with which a name could begin a header of its own, becomes a space.</summary>
    public static string Line(string? text, int most)
    {
        var line = new StringBuilder();
        foreach (var rune in (text ?? "").EnumerateRunes())
        {
            if (Rune.IsControl(rune) || rune.Value is 0x2028 or 0x2029 || rune == Rune.ReplacementChar)
            {
                if (line.Length > 0 && line[^1] != ' ') line.Append(' ');
            }
            else if (line.Length + rune.Utf16SequenceLength <= most)
            {
                line.Append(rune.ToString());
            }
            else
            {
                break;
            }
        }
        return line.ToString().Trim();
    }
}
