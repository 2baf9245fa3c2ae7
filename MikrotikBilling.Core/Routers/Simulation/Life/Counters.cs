using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using MikrotikBilling.Core.Routers.Simulation.Tables;

namespace MikrotikBilling.Core.Routers.Simulation.Life;

internal interface IResettable
{
    void Reset();
}

/// <summary>A counter pair of some traffic that can be set back to nothing.</summary>
internal sealed class CounterPair(Traffic traffic)
{
    private (long Rx, long Tx) _base;

    public (long Rx, long Tx) Bytes(DateTimeOffset now)
    {
        var (rx, tx) = traffic.Bytes(now);
        return (rx - _base.Rx, tx - _base.Tx);
    }

    public void Reset(DateTimeOffset now) => _base = traffic.Bytes(now);
}

/// <summary>Counters as <c>/interface</c> prints them.</summary>
internal static class InterfaceCounters
{
    private static readonly int BytesPerPacket = 900;

    public static string? Print(string name, (long Rx, long Tx) bytes) => name switch
    {
        "rx-byte" or "fp-rx-byte" => Number(bytes.Rx),
        "tx-byte" or "fp-tx-byte" => Number(bytes.Tx),
        "rx-packet" or "fp-rx-packet" => Number(bytes.Rx / BytesPerPacket),
        "tx-packet" or "fp-tx-packet" => Number(bytes.Tx / BytesPerPacket),
        "rx-drop" or "tx-drop" or "rx-error" or "tx-error" or "tx-queue-drop" => "0",
        _ => null,
    };

    public static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    public static string Pair((long Rx, long Tx) pair) => $"{Number(pair.Rx)}/{Number(pair.Tx)}";

    public static string Packets((long Rx, long Tx) bytes) => Pair((bytes.Rx / BytesPerPacket, bytes.Tx / BytesPerPacket));
}

/// <summary>A port of the router; its counters start at boot.</summary>
internal sealed class PortCounters(SimulatedRouter router, Rates rate, int seed) : ILiveValues, IResettable
{
    private CounterPair? _counters;
    private Traffic? _traffic;

    public Traffic Traffic => _traffic is { } traffic && traffic.StartedAt == router.BootedAt ? traffic : Renew();

    public bool TryGet(string name, DateTimeOffset now, [NotNullWhen(true)] out string? value)
    {
        _ = Traffic;
        value = InterfaceCounters.Print(name, _counters!.Bytes(now));
        return value is not null;
    }

    public void Reset()
    {
        _ = Traffic;
        _counters!.Reset(router.Now);
    }

    private Traffic Renew()
    {
        _traffic = new Traffic(rate, router.BootedAt, seed);
        _counters = new CounterPair(_traffic);
        return _traffic;
    }
}

/// <summary>The <c>&lt;pppoe-user&gt;</c> interface of a session: rx is what the customer sends.</summary>
internal sealed class SessionInterface(SimulatedRouter router, Traffic traffic) : ILiveValues, IResettable
{
    private readonly CounterPair _counters = new(traffic);

    public Traffic Traffic => traffic;

    public bool TryGet(string name, DateTimeOffset now, [NotNullWhen(true)] out string? value)
    {
        value = InterfaceCounters.Print(name, _counters.Bytes(now));
        return value is not null;
    }

    public void Reset() => _counters.Reset(router.Now);
}

/// <summary>A simple queue that carries a session: counters as upload/download.</summary>
internal sealed class QueueCounters(SimulatedRouter router, Traffic? traffic) : ILiveValues, IResettable
{
    private readonly CounterPair? _counters = traffic is null ? null : new CounterPair(traffic);

    public bool TryGet(string name, DateTimeOffset now, [NotNullWhen(true)] out string? value)
    {
        var bytes = _counters?.Bytes(now) ?? default;
        value = name switch
        {
            "bytes" => InterfaceCounters.Pair(bytes),
            "packets" => InterfaceCounters.Packets(bytes),
            "rate" => InterfaceCounters.Pair(traffic?.BitsPerSecond(now) ?? default),
            "packet-rate" => InterfaceCounters.Packets(traffic?.BitsPerSecond(now) ?? default),
            "dropped" or "queued-bytes" or "queued-packets" => "0/0",
            "total-bytes" or "total-packets" or "total-dropped" or "total-rate" or "total-packet-rate" or "total-queued-bytes"
                or "total-queued-packets" => "0",
            _ => null,
        };
        return value is not null;
    }

    public void Reset() => _counters?.Reset(router.Now);
}

/// <summary>Only the time a session has lasted.</summary>
internal sealed class UptimeSince(DateTimeOffset startedAt) : ILiveValues
{
    public bool TryGet(string name, DateTimeOffset now, [NotNullWhen(true)] out string? value)
    {
        value = name == "uptime" ? Durations.PrintSeconds(now - startedAt) : null;
        return value is not null;
    }
}
