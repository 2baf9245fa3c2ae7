using System.Globalization;
using System.Text;

namespace MikrotikBilling.Core.Customers;

/// <summary>Cuts texts into the words that search knows: lower case, without accents, letters and digits; numbers also as a whole.</summary>
public static class SearchWords
{
    public const int MaxQueryWords = 6;

    /// <summary>The terms stored for a customer.</summary>
    public static IReadOnlySet<string> Of(Customer customer, IEnumerable<string> userNames)
    {
        var terms = new HashSet<string>(StringComparer.Ordinal);
        foreach (var word in Split(customer.Name)) terms.Add(word);
        terms.Add(customer.NumberText.ToLowerInvariant());
        terms.Add(customer.Number.ToString(CultureInfo.InvariantCulture));
        foreach (var userName in userNames)
        {
            Add(terms, userName.ToLowerInvariant());
            foreach (var word in Split(userName)) terms.Add(word);
        }
        if (customer.Email is { } email)
        {
            Add(terms, email.ToLowerInvariant());
            foreach (var word in Split(email)) terms.Add(word);
        }
        if (customer.Phone is { Length: > 1 } phone)
        {
            Add(terms, phone[1..]);
            // National ways of writing it: without the country code (one to three digits), and with the trunk zero before it.
            for (var code = 1; code <= 3 && phone.Length - 1 - code >= 7; code++)
            {
                Add(terms, phone[(1 + code)..]);
                Add(terms, "0" + phone[(1 + code)..]);
            }
        }
        return terms;
    }

    /// <summary>The words that a query asks for; each must be the beginning of one of a customer's terms.</summary>
    public static IReadOnlyList<string> OfQuery(string? query)
    {
        if (string.IsNullOrWhiteSpace(query)) return [];
        var text = query.Trim().ToLowerInvariant();
        var compact = new string([.. text.Where(c => !" -().+/".Contains(c, StringComparison.Ordinal))]);
        if (compact.Length >= 5 && compact.All(char.IsAsciiDigit)) return [compact]; // a phone number, whatever its spaces
        return [.. text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
            .SelectMany(part => part.StartsWith("c-", StringComparison.Ordinal) || part.IndexOfAny(['@', '.', '_', '-']) > 0 ? [Clip(Fold(part))] : Split(part))
            .Distinct(StringComparer.Ordinal).Take(MaxQueryWords)];
    }

    private static IEnumerable<string> Split(string text)
    {
        var word = new StringBuilder();
        foreach (var c in Fold(text.ToLowerInvariant()))
        {
            if (char.IsLetterOrDigit(c) || CharUnicodeInfo.GetUnicodeCategory(c) is UnicodeCategory.SpacingCombiningMark or UnicodeCategory.NonSpacingMark
                or UnicodeCategory.Surrogate)
            {
                word.Append(c);
                continue;
            }
            if (word.Length > 0) yield return Clip(word.ToString());
            word.Clear();
        }
        if (word.Length > 0) yield return Clip(word.ToString());
    }

    /// <summary>Latin accents fall away (é is found by e); marks of other scripts stay, they carry meaning there.</summary>
    private static string Fold(string text)
    {
        var folded = new StringBuilder(text.Length);
        foreach (var c in text.Normalize(NormalizationForm.FormD))
            if (c is < '\u0300' or > '\u036F') folded.Append(c);
        return folded.ToString().Normalize(NormalizationForm.FormC);
    }

    private static void Add(HashSet<string> terms, string term)
    {
        if (term.Length > 0) terms.Add(Clip(Fold(term)));
    }

    private static string Clip(string term) => term.Length <= CustomerSearchTerm.MaxLength ? term : term[..CustomerSearchTerm.MaxLength];
}
