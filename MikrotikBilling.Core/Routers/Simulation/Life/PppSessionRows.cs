using MikrotikBilling.Core.Routers.Simulation.Tables;

namespace MikrotikBilling.Core.Routers.Simulation.Life;

/// <summary>The rows a PPPoE session makes: active, interface, server binding, queue, address-list entry.</summary>
internal sealed class PppSessionRows(SimulatedRouter router)
{
    private long _nextSessionId = 0x8100_0001;

    /// <summary>Returns the row in <c>/ppp/active</c>.</summary>
    public Row Add(PppSession session, Row secret, Row? profile, Rates limit)
    {
        var uptime = new UptimeSince(router.Now);
        var active = Add(session, "/ppp/active", uptime,
            new("name", session.UserName), new("service", "pppoe"), new("caller-id", session.Client.CallerId),
            new("address", session.Address),
            new("encoding", ""), new("session-id", $"0x{_nextSessionId++:X8}"),
            new("limit-bytes-in", secret.Value("limit-bytes-in") ?? "0"), new("limit-bytes-out", secret.Value("limit-bytes-out") ?? "0"),
            new("radius", "false"), new("comment", secret.Stored("comment")));
        Add(session, "/interface", new SessionInterface(router, session.Traffic),
            new("name", session.InterfaceName), new("type", "pppoe-in"), new("mtu", "1480"), new("actual-mtu", "1480"),
            new("running", "true"),
            new("disabled", "false"), new("last-link-up-time", RouterDates.PrintInstant(router.Version, router.Now)),
            new("link-downs", "0"));
        Add(session, "/interface/pppoe-server", uptime,
            new("name", session.InterfaceName), new("user", session.UserName), new("service", "service1"),
            new("remote-address", session.Client.CallerId),
            new("encoding", ""), new("mtu", "1480"), new("mru", "1480"), new("running", "true"), new("disabled", "false"));
        if (limit != default)
            Add(session, "/queue/simple", new QueueCounters(router, session.Traffic),
                new("name", session.InterfaceName), new("target", session.InterfaceName), new("max-limit", limit.ToString()));
        if (profile?.Stored("address-list") is { Length: > 0 } list)
            Add(session, "/ip/firewall/address-list", null,
                new("list", list), new("address", session.Address),
                new("creation-time", RouterDates.PrintInstant(router.Version, router.Now)));
        router.Table("/ppp/secret").Update(secret, [new("last-caller-id", session.Client.CallerId)]);
        router.Life.Log.Write("pppoe,ppp,info,account", $"{session.UserName} logged in, {session.Address} from {session.Client.CallerId}");
        router.Life.Log.Write("pppoe,ppp,info", $"{session.InterfaceName}: connected");
        return active;
    }

    private Row Add(PppSession session, string path, ILiveValues? live, params IEnumerable<KeyValuePair<string, string?>> values)
    {
        var row = router.Table(path).Insert(
            values.Where(pair => pair.Value is not null).Select(pair => KeyValuePair.Create(pair.Key, pair.Value!)), dynamic: true,
                live: live);
        session.Rows.Add(row);
        return row;
    }
}
