using System.Buffers;
using System.Text;

namespace MikrotikBilling.Core.Routers.RouterOs.Wire;

/// <summary>Writes sentences: each word behind its length, a zero byte at the end.</summary>
public static class SentenceWriter
{
    public static void Write(IBufferWriter<byte> output, IEnumerable<string> words)
    {
        foreach (var word in words) WriteWord(output, word);
        WriteEnd(output);
    }

    public static void WriteWord(IBufferWriter<byte> output, string word)
    {
        var count = Encoding.UTF8.GetByteCount(word);
        WordLength.Write(output, (uint)count);
        if (count == 0) return;
        var span = output.GetSpan(count);
        Encoding.UTF8.GetBytes(word, span);
        output.Advance(count);
    }

    public static void WriteEnd(IBufferWriter<byte> output)
    {
        output.GetSpan(1)[0] = 0;
        output.Advance(1);
    }
}
