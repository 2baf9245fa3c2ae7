using System.Text;

namespace MikrotikBilling.Core.Routers.RouterOs.Wire;

/// <summary>One string for words that come again in every row: property names, <c>true</c>, <c>false</c>. For one reader at a time.</summary>
public sealed class WordCache
{
    private const int Slots = 512;
    private readonly string?[] _words = new string?[Slots];

    public string Get(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty) return "";
        var hash = (bytes.Length * 31) + bytes[0];
        hash = (hash * 31) + bytes[bytes.Length / 2];
        hash = (hash * 31) + bytes[^1];
        ref var slot = ref _words[hash & (Slots - 1)];
        if (slot is not null && Ascii.Equals(bytes, slot)) return slot;
        return slot = WireText.Decode(bytes);
    }
}
