namespace MikrotikBilling.Core.Kernel;

/// <summary>A hardware address (IEEE 802, EUI-48) as RouterOS writes it: <c>AA:BB:CC:DD:EE:FF</c>.</summary>
public static class MacAddress
{
    public const int Length = 17;

    /// <summary>Takes colons, dashes, dots or nothing between the digits; an all-zero or a group address is none of a customer's device.</summary>
    public static bool TryNormalise(string? text, out string normalised)
    {
        normalised = "";
        if (text is null) return false;
        var digits = new string([.. text.Trim().Where(c => c is not (':' or '-' or '.' or ' '))]).ToUpperInvariant();
        if (digits.Length != 12 || !digits.All(char.IsAsciiHexDigit)) return false;
        var isGroup = (Convert.ToInt32(digits[..2], 16) & 1) == 1;
        if (isGroup || digits.All(c => c == '0')) return false;
        normalised = string.Join(':', Enumerable.Range(0, 6).Select(i => digits.Substring(i * 2, 2)));
        return true;
    }

    public static string? NormaliseOrNull(string? text) => TryNormalise(text, out var mac) ? mac : null;
}
