using MikrotikBilling.Core.Kernel;

namespace MikrotikBilling.Web.Shell;

/// <summary>What a text could be by its looks. A source is asked only for what it may have: an answer costs few statements.</summary>
[Flags]
public enum SearchShape
{
    None = 0,

    /// <summary>Names: letters, and short numbers that stand in one ("Home 10").</summary>
    Words = 1,

    /// <summary>Digits alone: a phone, a number, a receipt, a voucher.</summary>
    Number = 2,

    Email = 4,

    /// <summary>A MAC address or the beginning of one.</summary>
    Mac = 8,

    /// <summary>An IPv4 address or the beginning of one.</summary>
    Address = 16,

    /// <summary>Numbers of documents, receipts and vouchers.</summary>
    Code = 32,

    /// <summary>A whole message that somebody pasted for the receipt in it.</summary>
    Message = 64,
}

public static class SearchShapes
{
    private const int LongestName = 60;
    private const int LongestShortNumber = 4;

    public static SearchShape Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        text = text.Trim();
        if (text.Length == 0) return SearchShape.None;
        var hasDigit = text.Any(char.IsAsciiDigit);
        var isOneWord = !text.Any(char.IsWhiteSpace);
        if (text.Length > LongestName && hasDigit) return SearchShape.Message;
        if (text.Contains('@', StringComparison.Ordinal) && isOneWord) return SearchShape.Email;
        if (IsMac(text)) return SearchShape.Mac;
        if (text.Contains('.', StringComparison.Ordinal) && text.All(c => c == '.' || char.IsAsciiDigit(c))) return SearchShape.Address;
        var digits = text.Count(char.IsAsciiDigit);
        if (hasDigit && text.All(c => char.IsAsciiDigit(c) || " -()+/".Contains(c, StringComparison.Ordinal)))
            return digits <= LongestShortNumber ? SearchShape.Number | SearchShape.Words : SearchShape.Number;
        // Twelve hexadecimal digits in a row may be a device as well as a code.
        if (MacAddress.NormaliseOrNull(text) is not null) return SearchShape.Mac | SearchShape.Code;
        return hasDigit || isOneWord ? SearchShape.Words | SearchShape.Code : SearchShape.Words;
    }

    private static bool IsMac(string text) =>
        text.Length is > 2 and <= MacAddress.Length && text.IndexOfAny([':', '-']) > 0 && text.All(c => c is ':' or '-' || char.IsAsciiHexDigit(c))
        && (text.Contains(':', StringComparison.Ordinal) || MacAddress.NormaliseOrNull(text) is not null);
}
