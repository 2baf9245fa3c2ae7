using System.Security.Cryptography;

namespace MikrotikBilling.Core.Vouchers;

/// <summary>How the codes of a batch look: a prefix of our choice, random signs, and a check sign at the end.</summary>
/// <param name="Length">Of the whole code, prefix and check sign in it.</param>
/// <param name="Group">Signs between two dashes on paper; 0 writes them in one.</param>
public sealed record VoucherFormat(VoucherSigns Signs = VoucherSigns.LettersAndDigits, int Length = 12, string Prefix = "", int Group = 4)
{
    public const int Shortest = 8;
    public const int Longest = 20;

    /// <summary>Guesses that are to lead to nothing, and how seldom they may (<see cref="IsSafeFor"/>).</summary>
    private const double Guesses = 10_000, Seldom = 1e-6;

    public VoucherAlphabet Alphabet => VoucherAlphabet.Of(Signs);

    public int RandomSigns => Length - Prefix.Length - 1;

    public double RandomBits => RandomSigns * Alphabet.BitsEach;

    /// <summary>With so many codes that are good, ten thousand guesses hit one less than once in a million.</summary>
    public bool IsSafeFor(long codes) => Guesses * codes / Math.Pow(2, RandomBits) < Seldom;

    /// <summary>As it stands on paper: <c>K7QP-M2XW-9RTH</c>.</summary>
    public string Write(string code) => Group <= 0 ? code : string.Join('-', code.Chunk(Group).Select(c => new string(c)));
}

/// <summary>What stands on a voucher. Kept in capitals without blanks and dashes; never in a log.</summary>
public static class VoucherCode
{
    /// <summary>The longest that is looked at; imported codes may be longer than our own.</summary>
    public const int Longest = 40;

    private static readonly VoucherSigns[] Kinds = Enum.GetValues<VoucherSigns>();

    /// <summary>Makes codes by the system's random numbers; each sign is as likely as any other.</summary>
    public static void Fill(VoucherFormat format, Span<string> codes)
    {
        var alphabet = format.Alphabet;
        Span<char> code = stackalloc char[format.Length];
        format.Prefix.CopyTo(code);
        var random = code[format.Prefix.Length..^1];
        for (var i = 0; i < codes.Length; i++)
        {
            RandomNumberGenerator.GetItems(alphabet.Signs, random);
            code[^1] = alphabet.CheckOf(code[..^1]);
            codes[i] = new string(code);
        }
    }

    public static string NewPin() => RandomNumberGenerator.GetString("0123456789", 4);

    /// <summary>As it is kept, from what somebody typed or scanned; null where it cannot be a code.</summary>
    public static string? Parse(string? typed)
    {
        var kept = string.Concat((typed ?? "").Where(c => !char.IsWhiteSpace(c) && c is not ('-' or '–' or '—' or '.' or '_')).Select(char.ToUpperInvariant));
        return kept.Length is > 0 and <= Longest && kept.All(char.IsAsciiLetterOrDigit) ? kept : null;
    }

    /// <summary>Some alphabet's check sign is right: nothing was mistyped. Codes that were made elsewhere may have none.</summary>
    public static bool IsRight(string kept) => Array.Exists(Kinds, kind => VoucherAlphabet.Of(kind).IsRight(kept));

    /// <summary>For logs, the history and those who may not see it: the last three signs.</summary>
    public static string Mask(string kept) => kept.Length <= 3 ? "•••" : $"•••{kept[^3..]}";
}
