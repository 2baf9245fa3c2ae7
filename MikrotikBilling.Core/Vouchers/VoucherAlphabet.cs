namespace MikrotikBilling.Core.Vouchers;

/// <summary>The signs that codes are made of; none that looks like another (0 and O, 1, I and L).</summary>
public enum VoucherSigns { LettersAndDigits, Letters, Digits }

/// <summary>
/// Signs with a check sign at the end of each code. 31 and 23 are prime, so the check sign is a sum with a weight of its own for each place: one wrong sign, and
/// two that changed places, wherever they stand, never leave it right. For digits the same is done by Damm's table (totally anti-symmetric quasigroup of order
/// ten, H. M. Damm 2004), which finds every wrong digit and every two neighbours that changed places.
/// </summary>
public sealed class VoucherAlphabet
{
    private static readonly VoucherAlphabet[] All = [new("23456789ABCDEFGHJKMNPQRSTUVWXYZ"), new("ABCDEFGHJKMNPQRSTUVWXYZ"), new("0123456789")];

    private static readonly byte[,] Damm =
    {
        { 0, 3, 1, 7, 5, 9, 8, 6, 4, 2 }, { 7, 0, 9, 2, 1, 5, 4, 8, 6, 3 }, { 4, 2, 0, 6, 8, 7, 1, 3, 5, 9 }, { 1, 7, 5, 0, 9, 8, 3, 4, 2, 6 }, { 6, 1, 2, 3, 0, 4, 5, 9, 7, 8 },
        { 3, 6, 7, 4, 2, 0, 9, 5, 8, 1 }, { 5, 8, 6, 9, 7, 2, 0, 1, 3, 4 }, { 8, 9, 4, 5, 3, 6, 2, 0, 1, 7 }, { 9, 4, 3, 8, 6, 1, 7, 2, 0, 5 }, { 2, 5, 8, 1, 4, 3, 6, 7, 9, 0 },
    };

    private readonly sbyte[] _values = new sbyte[128];

    private VoucherAlphabet(string signs)
    {
        Signs = signs;
        Array.Fill(_values, (sbyte)-1);
        for (var i = 0; i < signs.Length; i++) _values[signs[i]] = (sbyte)i;
    }

    public string Signs { get; }

    /// <summary>The longest code whose places all have weights of their own.</summary>
    public int Longest => Signs.Length == 10 ? 30 : Signs.Length - 1;

    /// <summary>Random bits of one sign.</summary>
    public double BitsEach => Math.Log2(Signs.Length);

    public static VoucherAlphabet Of(VoucherSigns signs) => All[(int)signs];

    public bool Has(char sign) => ValueOf(sign) >= 0;

    /// <summary>What must stand behind these signs; all of them of this alphabet.</summary>
    public char CheckOf(ReadOnlySpan<char> signs)
    {
        if (Signs.Length == 10) return Signs[DammOf(signs)];
        // The check sign itself has weight one, so that all of them together come to nothing.
        var sum = SumOf(signs, 2);
        return Signs[(Signs.Length - sum) % Signs.Length];
    }

    /// <summary>Nothing was mistyped, as far as a check sign tells.</summary>
    public bool IsRight(ReadOnlySpan<char> code)
    {
        foreach (var sign in code)
            if (!Has(sign)) return false;
        return code.Length >= 2 && code.Length <= Longest && (Signs.Length == 10 ? DammOf(code) : SumOf(code, 1)) == 0;
    }

    /// <summary>Weights count from the end, so a prefix in front changes none.</summary>
    private int SumOf(ReadOnlySpan<char> signs, int lastWeight)
    {
        var sum = 0;
        for (var i = 0; i < signs.Length; i++) sum += ValueOf(signs[i]) * (lastWeight + signs.Length - 1 - i);
        return sum % Signs.Length;
    }

    private int DammOf(ReadOnlySpan<char> signs)
    {
        var state = 0;
        foreach (var sign in signs) state = Damm[state, ValueOf(sign)];
        return state;
    }

    private int ValueOf(char sign) => sign < 128 ? _values[sign] : -1;
}
