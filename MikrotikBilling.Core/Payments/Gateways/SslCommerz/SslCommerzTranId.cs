using System.Buffers.Binary;

namespace MikrotikBilling.Core.Payments.Gateways.SslCommerz;

/// <summary>A request's id in 26 letters and digits, since SSLCommerz takes no more than 30: five bits each, without letters that look like digits.</summary>
internal static class SslCommerzTranId
{
    private const string Letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private const int Length = 26;

    public static string Of(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        var value = BinaryPrimitives.ReadUInt128BigEndian(bytes);
        return string.Create(Length, value, static (text, rest) =>
        {
            for (var i = Length - 1; i >= 0; i--, rest >>= 5) text[i] = Letters[(int)(rest & 31u)];
        });
    }

    /// <summary>The request that it names; null for one that is not ours.</summary>
    public static Guid? AttemptIn(string? text)
    {
        // 26 letters hold two bits more than an id.
        if (text is not { Length: Length } || text[0] > '7') return null;
        UInt128 value = 0;
        foreach (var letter in text)
        {
            var digit = Letters.IndexOf(letter, StringComparison.Ordinal);
            if (digit < 0) return null;
            value = (value << 5) | (uint)digit;
        }
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, value);
        return new Guid(bytes, bigEndian: true);
    }
}
