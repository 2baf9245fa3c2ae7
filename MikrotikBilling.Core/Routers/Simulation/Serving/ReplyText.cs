using System.Buffers;
using MikrotikBilling.Core.Routers.RouterOs.Wire;

namespace MikrotikBilling.Core.Routers.Simulation.Serving;

/// <summary>Reply sentences as bytes. The tag stands last, as routers send it.</summary>
internal sealed class ReplyText
{
    private readonly ArrayBufferWriter<byte> _bytes = new(256);

    public int Length => _bytes.WrittenCount;

    public ReplyText Sentence(string word, IEnumerable<KeyValuePair<string, string>> attributes, string? tag)
    {
        RawText.WriteWord(_bytes, word);
        foreach (var (name, value) in attributes) RawText.WriteWord(_bytes, $"={name}={value}");
        if (tag is not null) RawText.WriteWord(_bytes, $".tag={tag}");
        SentenceWriter.WriteEnd(_bytes);
        return this;
    }

    public ReplyText Words(params ReadOnlySpan<string> words)
    {
        foreach (var word in words) RawText.WriteWord(_bytes, word);
        SentenceWriter.WriteEnd(_bytes);
        return this;
    }

    /// <summary>The bytes so far, without their last <paramref name="cut"/>.</summary>
    public byte[] Take(int cut = 0) => _bytes.WrittenSpan[..Math.Max(0, _bytes.WrittenCount - cut)].ToArray();
}
