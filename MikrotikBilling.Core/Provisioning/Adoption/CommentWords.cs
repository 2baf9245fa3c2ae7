using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace MikrotikBilling.Core.Provisioning.Adoption;

/// <summary>What a person wrote into a row's comment: who it is, how to reach him, until when he paid.</summary>
/// <param name="Name">What is left without the rest; null when that has no letters.</param>
/// <param name="Phone">E.164.</param>
public sealed partial record CommentWords(string? Name, string? Phone, string? Email, DateOnly? Day)
{
    private static readonly CommentWords Nothing = new(null, null, null, null);

    private static readonly string[] DayFirst = ["d/M/yyyy", "d.M.yyyy", "d-M-yyyy", "d MMM yyyy", "MMM/dd/yyyy", "yyyy-M-d", "yyyy/M/d", "yyyy.M.d"];
    private static readonly string[] MonthFirst = ["M/d/yyyy", "M.d.yyyy", "M-d-yyyy", "d MMM yyyy", "MMM/dd/yyyy", "yyyy-M-d", "yyyy/M/d", "yyyy.M.d"];

    /// <param name="country">Whose way of dialling is meant.</param>
    /// <param name="monthFirst">How 3/4/2026 is read.</param>
    public static CommentWords Of(string? comment, string country, bool monthFirst = false)
    {
        if (string.IsNullOrWhiteSpace(comment) || comment.StartsWith("isp:", StringComparison.Ordinal)) return Nothing;
        var text = Clean(comment);
        string? email = null, phone = null;
        DateOnly? day = null;
        text = Emails().Replace(text, found =>
        {
            email ??= found.Value.Length <= 254 ? found.Value.ToLowerInvariant() : null;
            return " ";
        });
        text = Dates().Replace(text, found =>
        {
            if (DateOnly.TryParseExact(found.Groups["day"].Value, monthFirst ? MonthFirst : DayFirst, CultureInfo.InvariantCulture, DateTimeStyles.None, out var read)
                && read.Year is >= 2000 and <= 2100)
            {
                day ??= read;
                return " ";
            }
            return found.Value;
        });
        text = Numbers().Replace(text, found =>
        {
            if (!Kernel.Phone.TryNormalise(found.Value.Trim(), country, out var e164)) return found.Value;
            phone ??= e164;
            return " ";
        });
        return new CommentWords(NameIn(text), phone, email, day);
    }

    private static string? NameIn(string text)
    {
        var name = Spaces().Replace(Labels().Replace(text, " "), " ").Trim(' ', ',', ';', ':', '|', '-', '/', '#', '(', ')', '[', ']', '=', '.', '_', '*');
        if (name.Length > 160) name = name[..(char.IsHighSurrogate(name[159]) ? 159 : 160)].TrimEnd();
        return name.Count(char.IsLetter) >= 2 ? name : null;
    }

    /// <summary>One line without control characters or halves of characters.</summary>
    internal static string Clean(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
            clean.Append(Rune.IsControl(rune) || rune == Rune.ReplacementChar ? " " : rune.ToString());
        return clean.ToString().Trim();
    }

    [GeneratedRegex(@"[A-Za-z0-9._%+\-]+@[A-Za-z0-9\-]+(\.[A-Za-z0-9\-]+)+", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Emails();

    [GeneratedRegex(@"(?<!\d)(?<day>\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{4}|\d{1,2} [A-Za-z]{3} \d{4}|[A-Za-z]{3}/\d{2}/\d{4})(?!\d)([ T]\d{1,2}:\d{2}(:\d{2})?)?", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Dates();

    [GeneratedRegex(@"(\+|(?<![\w.]))\(?\d[\d \-()]{5,18}\d(?![\w.]\d)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Numbers();

    [GeneratedRegex(@"\b(tel|telephone|phone|mobile|mob|cell|gsm|whatsapp|e-?mail|exp|expires?|expiry|due|until|paid|till|valid)\b\s*[.:=]?", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Labels();

    [GeneratedRegex(@"\s+", RegexOptions.None, 1000)]
    private static partial Regex Spaces();
}
