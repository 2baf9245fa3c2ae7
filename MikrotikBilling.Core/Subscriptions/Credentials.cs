using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace MikrotikBilling.Core.Subscriptions;

/// <summary>User names and passwords that customers sign in with on the router.</summary>
public static class Credentials
{
    public const int MaxLength = 64;
    public const string UserNameRule = "Letters, digits and . _ - @ only, at most 64, beginning with a letter or digit.";
    public const string PasswordRule = "4 to 64 letters, digits or signs, without spaces.";

    /// <summary>Stands in a file for a password that only the router knows; being no password itself, it is read back as nothing.</summary>
    public const string NotKnown = "not known";

    /// <summary>No look-alikes: neither 0 and o, nor 1, i and l.</summary>
    private const string Alphabet = "abcdefghjkmnpqrstuvwxyz23456789";

    public static bool IsUserName(string? text) =>
        text?.Trim() is { Length: > 0 and <= MaxLength } name && char.IsAsciiLetterOrDigit(name[0])
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' or '@');

    public static bool IsPassword(string? text) => text is { Length: >= 4 and <= MaxLength } && text.All(c => c is > ' ' and < '\u007F');

    public static string Normalise(string userName) => userName.Trim().ToLowerInvariant();

    public static string NewPassword() => RandomNumberGenerator.GetString(Alphabet, 10);

    /// <summary><c>Jane Wanjiku Doe</c> becomes <c>jane.doe</c>; null for a name without Latin letters or digits.</summary>
    public static string? Stem(string? name)
    {
        var words = new List<string>();
        foreach (var part in (name ?? "").Normalize(NormalizationForm.FormD).ToLowerInvariant().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            var word = new string([.. part.Where(char.IsAsciiLetterOrDigit)]);
            if (word.Length > 0) words.Add(word.Length > 20 ? word[..20] : word);
        }
        return words.Count switch { 0 => null, 1 => words[0], _ => $"{words[0]}.{words[^1]}" };
    }

    /// <summary>From the name; else <c>c000123</c> from the customer number; else from the digits of the phone.</summary>
    public static string Stem(string? name, long? number, string? phone) => Stem(name)
        ?? (number is { } given ? string.Create(CultureInfo.InvariantCulture, $"c{given:000000}") : null)
        ?? (phone is null ? "customer" : $"c{new string([.. phone.Where(char.IsAsciiDigit)])}");

    /// <summary>The n-th user name of a stem: <c>jane</c>, <c>jane2</c>; <c>c000123-2</c> where a digit would be read as part of the number.</summary>
    public static string Numbered(string stem, int n) => n == 1 ? stem : char.IsAsciiDigit(stem[^1]) ? $"{stem}-{n}" : $"{stem}{n}";
}
