using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Runtime.InteropServices;

namespace MikrotikBilling.Core.Routers.Simulation.Tables;

/// <summary>IPv4 addresses from first to last, both included.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct AddressRange(uint First, uint Last)
{
    public static bool TryReadList(string text, out List<AddressRange> ranges)
    {
        ranges = [];
        foreach (var part in text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (!TryRead(part, out var range)) return false;
            ranges.Add(range);
        }
        return ranges.Count > 0;
    }

    public static IPAddress ToAddress(uint number)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, number);
        return new IPAddress(bytes);
    }

    public static bool TryNumber(string text, out uint number)
    {
        number = 0;
        if (!AddressValue.IsAddress(text) || text.Contains(':', StringComparison.Ordinal)) return false;
        number = BinaryPrimitives.ReadUInt32BigEndian(IPAddress.Parse(text).GetAddressBytes());
        return true;
    }

    public bool Holds(uint number) => number >= First && number <= Last;

    private static bool TryRead(string text, out AddressRange range)
    {
        range = default;
        var dash = text.IndexOf('-', StringComparison.Ordinal);
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (slash > 0)
        {
            if (!TryNumber(text[..slash], out var start)
                || !int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var bits)
                    || bits > 32) return false;
            var mask = bits == 0 ? 0 : uint.MaxValue << (32 - bits);
            range = new AddressRange(start & mask, start | ~mask);
            return true;
        }
        if (!TryNumber(dash < 0 ? text : text[..dash], out var first)) return false;
        var last = first;
        if (dash >= 0 && !TryNumber(text[(dash + 1)..], out last)) return false;
        range = new AddressRange(first, last);
        return last >= first;
    }
}
