using System.Diagnostics.CodeAnalysis;
using MikrotikBilling.Core.Routers.Simulation.Tables;

namespace MikrotikBilling.Core.Routers.Simulation.Life;

/// <summary>What one hotspot user has used over all sessions, the running ones included.</summary>
internal sealed class HotspotUsage : ILiveValues
{
    private TimeSpan _uptime;
    private long _bytesIn;
    private long _bytesOut;

    public List<HotspotSession> Sessions { get; } = [];

    public TimeSpan Uptime(DateTimeOffset now) => _uptime + TimeSpan.FromTicks(Sessions.Sum(session => (now - session.CountedFrom).Ticks));

    public (long In, long Out) Bytes(DateTimeOffset now) =>
        (_bytesIn + Sessions.Sum(session => session.Counted(now).Rx), _bytesOut + Sessions.Sum(session => session.Counted(now).Tx));

    /// <summary>A session has ended: its use is kept.</summary>
    public void Close(HotspotSession session, DateTimeOffset now)
    {
        if (!Sessions.Remove(session)) return;
        _uptime += now - session.CountedFrom;
        _bytesIn += session.Counted(now).Rx;
        _bytesOut += session.Counted(now).Tx;
    }

    /// <summary>The allowance starts again.</summary>
    public void Reset(DateTimeOffset now)
    {
        (_uptime, _bytesIn, _bytesOut) = (TimeSpan.Zero, 0, 0);
        foreach (var session in Sessions) session.CountFrom(now);
    }

    public bool TryGet(string name, DateTimeOffset now, [NotNullWhen(true)] out string? value)
    {
        value = name switch
        {
            "uptime" => Durations.PrintSeconds(Uptime(now)),
            "bytes-in" => InterfaceCounters.Number(Bytes(now).In),
            "bytes-out" => InterfaceCounters.Number(Bytes(now).Out),
            "packets-in" => InterfaceCounters.Number(Bytes(now).In / 900),
            "packets-out" => InterfaceCounters.Number(Bytes(now).Out / 900),
            _ => null,
        };
        return value is not null;
    }
}

/// <summary>One hotspot user online from one device.</summary>
internal sealed class HotspotSession(string user, string address, string mac, Traffic traffic) : ILiveValues
{
    private (long Rx, long Tx) _base;

    public string User => user;

    public string Address => address;

    public string Mac => mac;

    public Traffic Traffic => traffic;

    public DateTimeOffset CountedFrom { get; private set; } = traffic.StartedAt;

    public DateTimeOffset? EndsAt { get; set; }

    /// <summary>Changes when the end was planned anew, so that an older plan does nothing.</summary>
    public int Plan { get; set; }

    public List<Row> Rows { get; } = [];

    public bool HasEnded { get; set; }

    public (long Rx, long Tx) Counted(DateTimeOffset now)
    {
        var (rx, tx) = traffic.Bytes(now);
        return (rx - _base.Rx, tx - _base.Tx);
    }

    public void CountFrom(DateTimeOffset now)
    {
        CountedFrom = now;
        _base = traffic.Bytes(now);
    }

    public bool TryGet(string name, DateTimeOffset now, [NotNullWhen(true)] out string? value)
    {
        var (rx, tx) = traffic.Bytes(now);
        value = name switch
        {
            "uptime" => Durations.PrintSeconds(now - traffic.StartedAt),
            "idle-time" => "0s",
            "session-time-left" => EndsAt is { } end ? Durations.PrintSeconds(end - now) : null,
            "bytes-in" => InterfaceCounters.Number(rx),
            "bytes-out" => InterfaceCounters.Number(tx),
            "packets-in" => InterfaceCounters.Number(rx / 900),
            "packets-out" => InterfaceCounters.Number(tx / 900),
            _ => null,
        };
        return value is not null;
    }
}
