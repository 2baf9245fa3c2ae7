using System.Security.Cryptography;
using System.Text;

namespace MikrotikBilling.Core.Hotspots;

/// <summary>
/// What a router with <c>http-chap</c> is answered instead of the password (RouterOS manual, "HotSpot customisation"): MD5 over the id, the password and
/// the challenge. Both come as the router writes them into its page for a script: octal escapes.
/// </summary>
public static class ChapAnswer
{
    /// <summary>32 hexadecimal digits; null where id or challenge cannot be read.</summary>
    public static string? Of(string? id, string? challenge, string password)
    {
        ArgumentNullException.ThrowIfNull(password);
        if (Read(id) is not { Length: 1 } one || Read(challenge) is not { Length: > 0 } bytes) return null;
#pragma warning disable CA5351 // the router's protocol
        return Convert.ToHexStringLower(MD5.HashData([.. one, .. Encoding.UTF8.GetBytes(password), .. bytes]));
#pragma warning restore CA5351
    }

    /// <summary>As a router writes it.</summary>
    public static string Write(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder();
        foreach (var b in bytes) text.Append('\\').Append((char)('0' + (b >> 6))).Append((char)('0' + ((b >> 3) & 7))).Append((char)('0' + (b & 7)));
        return text.ToString();
    }

    /// <summary>The bytes of octal escapes, with plain signs between them where there are any; null for anything else.</summary>
    internal static byte[]? Read(string? text)
    {
        if (text is null || text.Length > HotspotDeviceRules.LongestChap) return null;
        var bytes = new List<byte>(text.Length / 4);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\')
            {
                if (text[i] is < ' ' or > '~') return null;
                bytes.Add((byte)text[i]);
                continue;
            }
            if (i + 3 >= text.Length || text[i + 1] is < '0' or > '3' || text[i + 2] is < '0' or > '7' || text[i + 3] is < '0' or > '7') return null;
            bytes.Add((byte)(((text[i + 1] - '0') << 6) | ((text[i + 2] - '0') << 3) | (text[i + 3] - '0')));
            i += 3;
        }
        return [.. bytes];
    }
}
