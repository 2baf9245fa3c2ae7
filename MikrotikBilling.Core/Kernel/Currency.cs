namespace MikrotikBilling.Core.Kernel;

/// <summary>ISO 4217 currencies and how many decimal digits each has. A currency not named here has two.</summary>
public static class Currency
{
    private static readonly HashSet<string> NoDigits = new(StringComparer.Ordinal)
    {
        "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND", "VUV", "XAF", "XOF", "XPF",
    };

    private static readonly HashSet<string> ThreeDigits = new(StringComparer.Ordinal) { "BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND" };

    /// <summary>Those offered first where a currency is chosen.</summary>
    public static IReadOnlyList<string> Common { get; } =
    [
        "KES", "UGX", "TZS", "RWF", "NGN", "GHS", "ZAR", "ZMW", "ETB", "EGP", "BDT", "INR", "PKR", "NPR", "LKR", "IDR", "PHP", "VND",
        "MMK", "THB", "USD", "EUR", "GBP", "BRL", "MXN", "COP", "PEN", "ARS", "CLP", "TRY", "IQD", "KWD", "XAF", "XOF",
    ];

    public static int Digits(string code) => NoDigits.Contains(code) ? 0 : ThreeDigits.Contains(code) ? 3 : 2;

    /// <summary>Those offered: the common ones first, then every other that is some country's money.</summary>
    public static IReadOnlyList<string> Offered { get; } =
        [.. Common.Concat(Countries.Regions.Select(r => r.ISOCurrencySymbol).Where(IsWellFormed).Order(StringComparer.Ordinal)).Distinct(StringComparer.Ordinal)];

    public static bool IsKnown(string? code) => code is not null && Offered.Contains(code, StringComparer.Ordinal);

    /// <summary>Three upper-case letters.</summary>
    public static bool IsWellFormed(string? code) => code is { Length: 3 } && code.All(char.IsAsciiLetterUpper);
}
