using System.Buffers.Text;
using System.Runtime.InteropServices;
using System.Text;

namespace MikrotikBilling.Core.Routers.RouterOs.Wire;

/// <summary>The first word of a sentence from the router.</summary>
public enum ReplyWord
{
    /// <summary>One we do not know; to be ignored.</summary>
    Unknown,
    Row,
    Done,
    Trap,
    Empty,
    Fatal,

    /// <summary>No reply word at all: the peer does not speak this protocol.</summary>
    None,
}

/// <summary>One sentence from the router, its kind and tag found, its attributes still bytes.</summary>
public readonly struct ReplySentence
{
    private readonly IReadOnlyList<ReadOnlyMemory<byte>> _words;

    private ReplySentence(IReadOnlyList<ReadOnlyMemory<byte>> words, ReplyWord word, bool tagged, uint? tag, int bytes)
    {
        _words = words;
        Word = word;
        IsTagged = tagged;
        Tag = tag;
        Bytes = bytes;
    }

    public ReplyWord Word { get; }

    public bool IsTagged { get; }

    /// <summary>Null when there is none or it is no number of ours.</summary>
    public uint? Tag { get; }

    public int Bytes { get; }

    public static ReplySentence Parse(IReadOnlyList<ReadOnlyMemory<byte>> words)
    {
        var first = words[0].Span;
        var word = first switch
        {
            _ when first.SequenceEqual("!re"u8) => ReplyWord.Row,
            _ when first.SequenceEqual("!done"u8) => ReplyWord.Done,
            _ when first.SequenceEqual("!trap"u8) => ReplyWord.Trap,
            _ when first.SequenceEqual("!empty"u8) => ReplyWord.Empty,
            _ when first.SequenceEqual("!fatal"u8) => ReplyWord.Fatal,
            [(byte)'!', ..] => ReplyWord.Unknown,
            _ => ReplyWord.None,
        };
        var (tagged, bytes, tag) = (false, first.Length, (uint?)null);
        for (var i = 1; i < words.Count; i++)
        {
            var span = words[i].Span;
            bytes += span.Length;
            if (!span.StartsWith(".tag="u8)) continue; // it may stand anywhere, also before the attributes
            tagged = true;
            span = span[5..];
            tag = Utf8Parser.TryParse(span, out uint number, out var used) && used == span.Length ? number : null;
        }
        return new ReplySentence(words, word, tagged, tag, bytes);
    }

    public RouterOsRow ToRow(WordCache? cache = null)
    {
        const int LongestCached = 5; // "false"
        var values = new Dictionary<string, string>(_words.Count);
        Dictionary<string, ReadOnlyMemory<byte>>? raw = null;
        for (var i = 1; i < _words.Count; i++)
        {
            var word = _words[i];
            var span = word.Span;
            if (span.Length < 2 || span[0] != '=') continue;
            var split = span[1..].IndexOf((byte)'='); // the first one: a value may hold more
            var nameBytes = split < 0 ? span[1..] : span[1..(split + 1)];
            var name = cache?.Get(nameBytes) ?? WireText.Decode(nameBytes);
            if (split < 0)
            {
                values[name] = "";
                continue;
            }
            var value = span[(split + 2)..];
            if (cache is not null && value.Length <= LongestCached && Ascii.IsValid(value))
            {
                values[name] = cache.Get(value);
                continue;
            }
            values[name] = WireText.Decode(value, out var lossy);
            if (lossy) (raw ??= [])[name] = word[(split + 2)..];
        }
        return new RouterOsRow(values, raw);
    }

    /// <summary>The words that are neither attribute nor tag: the text of <c>!fatal</c>.</summary>
    public string Text()
    {
        var texts = new List<string>();
        for (var i = 1; i < _words.Count; i++)
        {
            var span = _words[i].Span;
            if (!span.StartsWith(".tag="u8)) texts.Add(WireText.Decode(span.StartsWith("=message="u8) ? span[9..] : span));
        }
        return string.Join(' ', CollectionsMarshal.AsSpan(texts)!);
    }
}
