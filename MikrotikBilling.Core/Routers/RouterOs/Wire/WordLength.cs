using System.Buffers;

namespace MikrotikBilling.Core.Routers.RouterOs.Wire;

/// <summary>
/// The length prefix of a word: one to five bytes, most significant first (MikroTik manual, "API", section "API words").
/// Lengths count bytes, never characters.
/// </summary>
public static class WordLength
{
    public const int MaxPrefixBytes = 5;

    /// <summary>Appends the shortest prefix for <paramref name="length"/>.</summary>
    public static void Write(IBufferWriter<byte> output, uint length)
    {
        var span = output.GetSpan(MaxPrefixBytes);
        switch (length)
        {
            case < 0x80:
                span[0] = (byte)length;
                output.Advance(1);
                break;
            case < 0x4000:
                span[0] = (byte)(0x80 | (length >> 8));
                span[1] = (byte)length;
                output.Advance(2);
                break;
            case < 0x20_0000:
                span[0] = (byte)(0xC0 | (length >> 16));
                span[1] = (byte)(length >> 8);
                span[2] = (byte)length;
                output.Advance(3);
                break;
            case < 0x1000_0000:
                span[0] = (byte)(0xE0 | (length >> 24));
                span[1] = (byte)(length >> 16);
                span[2] = (byte)(length >> 8);
                span[3] = (byte)length;
                output.Advance(4);
                break;
            default:
                span[0] = 0xF0;
                span[1] = (byte)(length >> 24);
                span[2] = (byte)(length >> 16);
                span[3] = (byte)(length >> 8);
                span[4] = (byte)length;
                output.Advance(5);
                break;
        }
    }

    /// <summary>
    /// Reads one prefix and moves past it; false (and the reader unmoved) when bytes are missing.
    /// Throws <see cref="WireFormatException"/> on the reserved first bytes 0xF1 to 0xFF.
    /// </summary>
    public static bool TryRead(ref SequenceReader<byte> reader, out uint length)
    {
        length = 0;
        if (!reader.TryPeek(out var first)) return false;
        var (extra, mask) = first switch
        {
            < 0x80 => (0, 0x7F),
            < 0xC0 => (1, 0x3F),
            < 0xE0 => (2, 0x1F),
            < 0xF0 => (3, 0x0F),
            0xF0 => (4, 0x00),
            _ => throw new WireFormatException($"Reserved control byte 0x{first:X2} where a word length was expected."),
        };
        if (reader.Remaining < extra + 1) return false;

        reader.Advance(1);
        length = (uint)(first & mask);
        for (var i = 0; i < extra; i++)
        {
            reader.TryRead(out var next);
            length = (length << 8) | next;
        }
        return true;
    }
}
