using MikrotikBilling.Core.Routers.Simulation.Tables;

namespace MikrotikBilling.Core.Routers.Simulation.Life;

/// <summary>The rows a hotspot session makes: active, host, queue, cookie, address-list entry.</summary>
internal static class HotspotSessionRows
{
    /// <summary>Returns the row in <c>/ip/hotspot/active</c>.</summary>
    public static Row Add(SimulatedRouter router, HotspotSession session, Row user, Row? profile, Rates limit)
    {
        var server = router.Table("/ip/hotspot").Rows is [{ Name: { } name }, ..] ? name : "hotspot1";
        var active = Add(router, session, "/ip/hotspot/active", session,
            new("server", server), new("user", session.User), new("address", session.Address), new("mac-address", session.Mac),
            new("login-by", "http-pap"), new("keepalive-timeout", profile?.Value("keepalive-timeout")), new("radius", "false"),
            new("limit-bytes-in", user.Stored("limit-bytes-in")), new("limit-bytes-out", user.Stored("limit-bytes-out")),
            new("limit-bytes-total", user.Stored("limit-bytes-total")), new("comment", user.Stored("comment")));
        Add(router, session, "/ip/hotspot/host", session,
            new("server", server), new("address", session.Address), new("to-address", session.Address), new("mac-address", session.Mac),
            new("authorized", "true"), new("bypassed", "false"), new("found-by", "UDP"));
        if (limit != default)
            Add(router, session, "/queue/simple", new QueueCounters(router, session.Traffic),
                new("name", $"<hotspot-{session.User}>"), new("target", session.Address + "/32"), new("max-limit", limit.ToString()));
        if (profile?.Stored("address-list") is { Length: > 0 } list)
            Add(router, session, "/ip/firewall/address-list", null,
                new("list", list), new("address", session.Address),
                new("creation-time", RouterDates.PrintInstant(router.Version, router.Now)));
        if (profile?.Flag("add-mac-cookie") != false) AddCookie(router, session, profile);
        router.Life.Log.Write("hotspot,account,info,debug", $"{session.User} ({session.Address}): logged in");
        return active;
    }

    private static void AddCookie(SimulatedRouter router, HotspotSession session, Row? profile)
    {
        var cookies = router.Table("/ip/hotspot/cookie");
        if (cookies.Rows.Any(row => row.Stored("user") == session.User && row.Stored("mac-address") == session.Mac)) return;
        cookies.Insert([new("user", session.User), new("domain", ""), new("mac-address", session.Mac),
            new("expires-in", profile?.Value("mac-cookie-timeout") ?? "3d"), new("mac-cookie", "true")]);
    }

    private static Row Add(SimulatedRouter router, HotspotSession session, string path, ILiveValues? live,
        params IEnumerable<KeyValuePair<string, string?>> values)
    {
        var row = router.Table(path).Insert(
            values.Where(pair => pair.Value is not null).Select(pair => KeyValuePair.Create(pair.Key, pair.Value!)), dynamic: true,
                live: live);
        session.Rows.Add(row);
        return row;
    }
}
