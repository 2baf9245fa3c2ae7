using System.Globalization;
using System.Net;

namespace MikrotikBilling.Core.Routers.Simulation.Tables;

/// <summary><c>5M/10M</c>, stored and printed <c>5000000/10000000</c>.</summary>
internal sealed class RatePairValue : ValueKind
{
    public override string Read(string text, string argument, SimulatedRouter router)
    {
        if (text.Length == 0) return "0/0";
        return Rates.TryReadPair(text, out var rates) ? rates.ToString() : throw router.Traps.Invalid(argument);
    }
}

/// <summary>The rate-limit of a profile: kept as typed when it can be read.</summary>
internal sealed class RateLimitValue : ValueKind
{
    public override string Read(string text, string argument, SimulatedRouter router) =>
        text.Length == 0 || Rates.TryReadLimit(text, out _) ? text : throw router.Traps.Invalid(argument);
}

/// <summary>Something for upload and download: <c>8</c> is printed <c>8/8</c>.</summary>
internal sealed class PairValue(bool times) : ValueKind
{
    public override string Read(string text, string argument, SimulatedRouter router)
    {
        var parts = text.Split('/');
        if (parts.Length > 2 || parts.Any(part => part.Length == 0)) throw router.Traps.Invalid(argument);
        if (times)
        {
            for (var i = 0; i < parts.Length; i++)
                parts[i] = Durations.TryRead(parts[i], out var span) ? Durations.Print(span) : throw router.Traps.Invalid(argument);
        }
        return parts.Length == 2 ? string.Join('/', parts) : $"{parts[0]}/{parts[0]}";
    }
}

/// <summary>Addresses get their prefix length (<c>10.0.0.7/32</c>); anything else must be an interface.</summary>
internal sealed class TargetValue : ValueKind
{
    public override string Read(string text, string argument, SimulatedRouter router) =>
        string.Join(',', text.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(part => ReadOne(part.Trim(), argument, router)));

    private static string ReadOne(string part, string argument, SimulatedRouter router)
    {
        var slash = part.IndexOf('/', StringComparison.Ordinal);
        var head = slash < 0 ? part : part[..slash];
        if (AddressValue.IsAddress(head))
        {
            var longest = head.Contains(':', StringComparison.Ordinal) ? 128 : 32;
            if (slash < 0) return $"{IPAddress.Parse(head)}/{longest}";
            if (int.TryParse(part.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var bits) && bits <= longest)
                return $"{IPAddress.Parse(head)}/{bits}";
            throw router.Traps.Invalid(argument);
        }
        return router.Table("/interface").ByName(part) is null ? throw router.Traps.NoMatch(argument) : part;
    }
}

/// <summary>Ranges of a pool: <c>10.0.0.2-10.0.0.9</c>, <c>10.0.1.0/24</c> or one address, separated by commas.</summary>
internal sealed class RangesValue : ValueKind
{
    public override string Read(string text, string argument, SimulatedRouter router) =>
        AddressRange.TryReadList(text, out _) ? text : throw router.Traps.Invalid(argument);
}
