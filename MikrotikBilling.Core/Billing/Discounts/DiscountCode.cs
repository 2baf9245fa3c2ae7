using System.Security.Cryptography;

namespace MikrotikBilling.Core.Billing.Discounts;

/// <summary>Codes as people say and type them: case, spaces and dashes do not matter.</summary>
public static class DiscountCode
{
    public const int MaxLength = 30;
    private const int MinLength = 3;

    /// <summary>Without those that are taken for each other: 0 and O, 1 and I.</summary>
    private const string Alphabet = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

    public static string Key(string code)
    {
        ArgumentNullException.ThrowIfNull(code);
        return new string([.. code.Where(char.IsAsciiLetterOrDigit).Select(char.ToUpperInvariant)]);
    }

    public static bool IsCode(string? text) =>
        text?.Trim() is { Length: <= MaxLength } code && Key(code).Length >= MinLength && code.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or ' ' or '_');

    /// <summary>Eight letters and digits that nobody guesses: <c>K7QW-9FHM</c>.</summary>
    public static string Generate()
    {
        var text = RandomNumberGenerator.GetString(Alphabet, 8);
        return $"{text[..4]}-{text[4..]}";
    }
}
