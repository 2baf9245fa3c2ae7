using System.Buffers;
using System.IO.Pipelines;

namespace MikrotikBilling.Core.Routers.RouterOs.Wire;

/// <summary>Reads sentences from a stream of bytes, whatever way the bytes are cut into packets.</summary>
public sealed class SentenceReader(PipeReader input, WireLimits? limits = null)
{
    private readonly List<ReadOnlyMemory<byte>> _words = [];
    private int _sentenceBytes;

    public WireLimits Limits { get; set; } = limits ?? WireLimits.Default;

    /// <summary>
    /// The next sentence with at least one word, or null when the peer closed between two sentences.
    /// Throws <see cref="EndOfStreamException"/> when it closed inside one and <see cref="WireFormatException"/> on bytes that are none.
    /// </summary>
    public async ValueTask<IReadOnlyList<ReadOnlyMemory<byte>>?> ReadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var result = await input.ReadAsync(cancellationToken);
            var buffer = result.Buffer;
            var complete = Consume(ref buffer, out var midWord);
            input.AdvanceTo(buffer.Start, complete ? buffer.Start : buffer.End);
            if (complete)
            {
                var sentence = _words.ToArray();
                _words.Clear();
                _sentenceBytes = 0;
                return sentence;
            }
            if (!result.IsCompleted) continue;
            if (_words.Count == 0 && !midWord) return null;
            throw new EndOfStreamException("The connection was closed in the middle of a sentence.");
        }
    }

    /// <summary>Takes whole words off the front of the buffer; true at the end of a sentence that has words.</summary>
    private bool Consume(ref ReadOnlySequence<byte> buffer, out bool midWord)
    {
        var reader = new SequenceReader<byte>(buffer);
        try
        {
            while (true)
            {
                midWord = reader.Remaining > 0;
                var start = reader.Consumed;
                if (!WordLength.TryRead(ref reader, out var length)) return false;
                if (length == 0)
                {
                    if (_words.Count > 0) return true;
                    continue; // a lone zero byte is an empty sentence: ignored
                }
                CheckLimits(length);
                if (reader.Remaining < length)
                {
                    reader.Rewind(reader.Consumed - start);
                    return false;
                }
                var word = new byte[length];
                reader.TryCopyTo(word);
                reader.Advance(length);
                _words.Add(word);
                _sentenceBytes += (int)length;
            }
        }
        finally
        {
            buffer = buffer.Slice(reader.Position);
        }
    }

    private void CheckLimits(uint length)
    {
        if (length > Limits.MaxWordBytes)
            throw new WireFormatException($"A word of {length} bytes is above the limit of {Limits.MaxWordBytes}.");
        if (_sentenceBytes + length > Limits.MaxSentenceBytes || _words.Count >= Limits.MaxWords)
            throw new WireFormatException("A sentence is above the limit.");
    }
}
