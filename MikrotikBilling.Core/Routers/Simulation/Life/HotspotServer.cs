using System.Globalization;
using MikrotikBilling.Core.Routers.Simulation.Tables;

namespace MikrotikBilling.Core.Routers.Simulation.Life;

/// <summary>Logs hotspot users in, keeps count of their allowance, and ends sessions at their limits.</summary>
internal sealed class HotspotServer(SimulatedRouter router)
{
    private readonly Dictionary<long, HotspotSession> _byActiveRow = [];

    public IEnumerable<HotspotSession> Sessions => _byActiveRow.Values;

    public bool HasAddress(string address) => _byActiveRow.Values.Any(session => session.Address == address);

    /// <summary>Null when the user is online now, otherwise the reason why not. Password null knows whatever the user row says.</summary>
    public string? LogIn(string userName, string? password, string? mac = null, string? address = null)
    {
        var user = router.Table("/ip/hotspot/user").ByName(userName);
        var refusal = RefusalOf(user, password, mac);
        if (refusal is not null)
        {
            router.Life.Log.Write("hotspot,info,debug", $"{userName} ({address ?? "no address"}): login failed: {refusal}");
            return refusal;
        }
        var profile = ProfileOf(user!);
        var pool = profile?.Stored("address-pool")
            ?? (router.Table("/ip/hotspot").Rows is [var server, ..] ? server.Stored("address-pool") : null);
        address ??= user!.Stored("address") ?? router.Life.Pools.Take(pool, $"hotspot-{userName}", mac ?? "");
        if (address is null) return "no more free addresses in pool";
        Begin(user!, profile, address, mac ?? user!.Stored("mac-address") ?? MacOf(userName));
        return null;
    }

    public void Kicked(Row activeRow)
    {
        if (_byActiveRow.GetValueOrDefault(activeRow.Id) is not { } session) return;
        End(session, "admin reset");
        // The cookie logs the device in again, unless it was removed in the meantime.
        router.Life.In(router.Options.RedialDelay, () =>
        {
            if (router.Table("/ip/hotspot/cookie").Rows.Any(row => row.Stored("user") == session.User
                && row.Stored("mac-address") == session.Mac))
                LogIn(session.User, null, session.Mac);
        });
    }

    public void LogOut(string userName)
    {
        foreach (var session in _byActiveRow.Values.Where(session => session.User == userName).ToArray()) End(session, "user request");
    }

    public void EndAll()
    {
        foreach (var session in _byActiveRow.Values.ToArray()) End(session, "hotspot stopped");
    }

    /// <summary>Limits or counters changed: when do the running sessions end now?</summary>
    public void Reconsider(HotspotUsage usage)
    {
        foreach (var session in usage.Sessions.ToArray())
            if (router.Table("/ip/hotspot/user").ByName(session.User) is { } user) PlanEnd(session, usage, user, ProfileOf(user));
    }

    private string? RefusalOf(Row? user, string? password, string? mac)
    {
        if (user is null || user.IsDisabled || (password is not null && password != (user.Stored("password") ?? "")))
            return "invalid username or password";
        if (user.Stored("mac-address") is { Length: > 0 } locked && mac is not null
            && !locked.Equals(mac, StringComparison.OrdinalIgnoreCase)
            && locked != "00:00:00:00:00:00")
            return "user is not allowed to log in from this MAC address";
        var usage = user.Live as HotspotUsage;
        if (usage is not null && Exhausted(user, usage) is { } exhausted) return exhausted;
        var shared = ProfileOf(user)?.Value("shared-users") ?? "1";
        return shared != "unlimited" && usage?.Sessions.Count >= int.Parse(shared, CultureInfo.InvariantCulture)
            ? "no more sessions are allowed for user"
            : null;
    }

    private string? Exhausted(Row user, HotspotUsage usage)
    {
        if (user.Time("limit-uptime") is { } time && usage.Uptime(router.Now) >= time) return "user has reached uptime limit";
        var (bytesIn, bytesOut) = usage.Bytes(router.Now);
        var over = Over("limit-bytes-in", bytesIn) || Over("limit-bytes-out", bytesOut) || Over("limit-bytes-total", bytesIn + bytesOut);
        return over ? "user has reached traffic limit" : null;

        bool Over(string limit, long used) => user.Number(limit) is > 0 and var most && used >= most;
    }

    private void Begin(Row user, Row? profile, string address, string mac)
    {
        var usage = user.Live as HotspotUsage ?? new HotspotUsage();
        user.Live = usage;
        Rates.TryReadLimit(profile?.Stored("rate-limit") ?? "", out var limit);
        var rate = limit == default ? new Rates(5_000_000, 20_000_000) : limit;
        var session = new HotspotSession(user.Name!, address, mac, new Traffic(rate, router.Now, user.Name!.Length * 131));
        usage.Sessions.Add(session);
        var active = HotspotSessionRows.Add(router, session, user, profile, limit);
        _byActiveRow[active.Id] = session;
        PlanEnd(session, usage, user, profile);
    }

    private void PlanEnd(HotspotSession session, HotspotUsage usage, Row user, Row? profile)
    {
        var now = router.Now;
        var used = usage.Bytes(now);
        var counted = session.Traffic.Bytes(now);
        DateTimeOffset?[] ends =
        [
            profile?.Time("session-timeout") is { } timeout ? session.Traffic.StartedAt + timeout : null,
            user.Time("limit-uptime") is { } most ? now + (most - usage.Uptime(now)) : null,
            Left("limit-bytes-in", used.In) is { } rx ? session.Traffic.When(counted.Rx + rx, bytes => bytes.Rx) : null,
            Left("limit-bytes-out", used.Out) is { } tx ? session.Traffic.When(counted.Tx + tx, bytes => bytes.Tx) : null,
            Left("limit-bytes-total", used.In + used.Out) is { } total
                ? session.Traffic.When(counted.Rx + counted.Tx + total, bytes => bytes.Rx + bytes.Tx)
                : null,
        ];
        session.EndsAt = ends.Min();
        var plan = ++session.Plan;
        if (session.EndsAt is not { } end) return;
        var reason = end == ends[0] ? "session timeout" : end == ends[1] ? "uptime limit reached" : "traffic limit reached";
        router.Life.At(end, () =>
        {
            if (session.Plan == plan) End(session, reason);
        });

        long? Left(string limit, long usedBytes) => user.Number(limit) is > 0 and var allowed ? Math.Max(0, allowed - usedBytes) : null;
    }

    private void End(HotspotSession session, string reason)
    {
        if (session.HasEnded) return;
        session.HasEnded = true;
        foreach (var row in session.Rows)
        {
            if (row.Table.Menu.Path == "/ip/hotspot/active") _byActiveRow.Remove(row.Id);
            row.Table.Delete(row);
        }
        router.Life.Pools.Release(session.Address);
        foreach (var user in router.Table("/ip/hotspot/user").AllByName(session.User))
            (user.Live as HotspotUsage)?.Close(session, router.Now);
        router.Life.Log.Write("hotspot,account,info,debug", $"{session.User} ({session.Address}): logged out: {reason}");
    }

    private Row? ProfileOf(Row user) =>
        router.Table("/ip/hotspot/user/profile").ById(user.Stored("profile") ?? "")
        ?? router.Table("/ip/hotspot/user/profile").ByName(user.Value("profile") ?? "default");

    private static string MacOf(string userName)
    {
        var hash = userName.Aggregate(7, (sum, c) => unchecked((sum * 31) + c));
        return $"D4:CA:6D:{(hash >> 16) & 0xFF:X2}:{(hash >> 8) & 0xFF:X2}:{hash & 0xFF:X2}";
    }
}
