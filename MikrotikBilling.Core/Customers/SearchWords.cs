using System.Globalization;
using System.Net;
using System.Text;
using MikrotikBilling.Core.Kernel;

namespace MikrotikBilling.Core.Customers;

/// <summary>Cuts texts into the words that search knows: lower case, without accents, letters and digits; numbers also as a whole.</summary>
public static class SearchWords
{
    public const int MaxQueryWords = 6;

    /// <summary>Words of a street that are kept; a long description is no reason for a long index.</summary>
    private const int MaxAddressWords = 12;

    /// <summary>The terms stored for a customer.</summary>
    /// <param name="serviceTexts">User names, MAC and IP addresses of the services.</param>
    public static IReadOnlySet<string> Of(Customer customer, IEnumerable<string> serviceTexts)
    {
        var terms = new HashSet<string>(StringComparer.Ordinal);
        foreach (var word in Split(customer.Name)) terms.Add(word);
        terms.Add(customer.NumberText.ToLowerInvariant());
        terms.Add(customer.Number.ToString(CultureInfo.InvariantCulture));
        foreach (var text in serviceTexts)
        {
            if (MacAddress.TryNormalise(text, out var mac) && text.Contains(':', StringComparison.Ordinal))
            {
                terms.Add(mac.Replace(":", "", StringComparison.Ordinal).ToLowerInvariant());
                continue;
            }
            Add(terms, text.ToLowerInvariant());
            if (IPAddress.TryParse(text, out _)) continue;
            foreach (var word in Split(text)) terms.Add(word);
        }
        foreach (var word in Split(customer.Company ?? "").Concat(Split(customer.Address ?? "").Take(MaxAddressWords))) terms.Add(word);
        if (customer.TaxNumber is { } tax) Add(terms, tax.ToLowerInvariant());
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
        if (DeviceOrAddress(text) is { } device) return [device];
        var compact = new string([.. text.Where(c => !" -().+/".Contains(c, StringComparison.Ordinal))]);
        if (compact.Length >= 5 && compact.All(char.IsAsciiDigit)) return [compact]; // a phone number, whatever its spaces
        return [.. text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
            .SelectMany(part => part.StartsWith("c-", StringComparison.Ordinal) || part.IndexOfAny(['@', '.', '_', '-']) > 0 ? [Clip(Fold(part))] : Split(part))
            .Distinct(StringComparer.Ordinal).Take(MaxQueryWords)];
    }

    /// <summary>The beginning of a MAC or an IPv4 address, as terms hold it; null for anything else.</summary>
    private static string? DeviceOrAddress(string text)
    {
        if (text.Length is > 2 and <= MacAddress.Length && text.Contains(':', StringComparison.Ordinal) && text.All(c => c == ':' || char.IsAsciiHexDigit(c)))
            return text.Replace(":", "", StringComparison.Ordinal);
        if (text.Count(c => c == '-') == 5 && MacAddress.TryNormalise(text, out var mac)) return mac.Replace(":", "", StringComparison.Ordinal).ToLowerInvariant();
        var parts = text.TrimEnd('.').Split('.');
        return parts.Length is >= 2 and <= 4 && parts.All(p => byte.TryParse(p, NumberStyles.None, CultureInfo.InvariantCulture, out _)) && parts.All(p => p is "0" || p[0] != '0')
            ? text
            : null;
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
