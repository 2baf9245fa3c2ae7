using System.Text;

namespace MikrotikBilling.Core.Routers.RouterOs.Wire;

/// <summary>
/// Text on the wire. RouterOS 7 passes UTF-8 through; RouterOS 6 and Winbox users may have stored windows-1252 or other single
/// bytes. Decoding never throws: bytes that are not UTF-8 are read as Latin-1 and reported as lossy.
/// </summary>
public static class WireText
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static string Decode(ReadOnlySpan<byte> bytes) => Decode(bytes, out _);

    public static string Decode(ReadOnlySpan<byte> bytes, out bool lossy)
    {
        lossy = !System.Text.Unicode.Utf8.IsValid(bytes);
        return lossy ? Encoding.Latin1.GetString(bytes) : Strict.GetString(bytes);
    }
}
