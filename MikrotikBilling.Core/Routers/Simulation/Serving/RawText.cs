using System.Buffers;
using System.Text;
using MikrotikBilling.Core.Routers.RouterOs.Wire;

namespace MikrotikBilling.Core.Routers.Simulation.Serving;

/// <summary>
/// Words as text that loses no byte: routers pass whatever a client stored through unchanged. In a word that is not UTF-8 each byte
/// from 0x80 on becomes the lone surrogate U+DC80 to U+DCFF, which no UTF-8 text can hold, and turns back into that byte when sent.
/// </summary>
internal static class RawText
{
    private static readonly char Escape = '\uDC00';

    public static string Decode(ReadOnlySpan<byte> bytes)
    {
        if (System.Text.Unicode.Utf8.IsValid(bytes)) return Encoding.UTF8.GetString(bytes);
        var text = new StringBuilder(bytes.Length);
        foreach (var one in bytes) text.Append(one < 0x80 ? (char)one : (char)(Escape + one));
        return text.ToString();
    }

    public static void WriteWord(IBufferWriter<byte> output, string word)
    {
        if (!HasEscapes(word))
        {
            SentenceWriter.WriteWord(output, word);
            return;
        }
        var bytes = new ArrayBufferWriter<byte>(word.Length);
        foreach (var run in Split(word))
        {
            if (run.Length == 1 && IsEscape(run[0])) bytes.Write([(byte)(run[0] - Escape)]);
            else bytes.Write(Encoding.UTF8.GetBytes(run));
        }
        WordLength.Write(output, (uint)bytes.WrittenCount);
        output.Write(bytes.WrittenSpan);
    }

    private static bool HasEscapes(string word)
    {
        for (var i = 0; i < word.Length; i++)
            if (IsEscape(word[i]) && (i == 0 || !char.IsHighSurrogate(word[i - 1]))) return true;
        return false;
    }

    private static bool IsEscape(char one) => one is >= '\uDC80' and <= '\uDCFF';

    private static IEnumerable<string> Split(string word)
    {
        var start = 0;
        for (var i = 0; i < word.Length; i++)
        {
            if (!IsEscape(word[i]) || (i > 0 && char.IsHighSurrogate(word[i - 1]))) continue;
            if (i > start) yield return word[start..i];
            yield return word[i].ToString();
            start = i + 1;
        }
        if (start < word.Length) yield return word[start..];
    }
}
