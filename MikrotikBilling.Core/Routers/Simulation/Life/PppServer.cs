using System.Globalization;
using MikrotikBilling.Core.Routers.Simulation.Tables;

namespace MikrotikBilling.Core.Routers.Simulation.Life;

/// <summary>Lets customers' devices in by their secrets, keeps them online, and ends their sessions.</summary>
internal sealed class PppServer(SimulatedRouter router)
{
    private static readonly TimeSpan RefusedRetry = TimeSpan.FromSeconds(30);

    private readonly Dictionary<string, PppClient> _clients = new(StringComparer.Ordinal);
    private readonly Dictionary<long, PppSession> _byActiveRow = [];
    private readonly Dictionary<string, PppSession> _byAddress = new(StringComparer.Ordinal);
    private readonly PppSessionRows _rows = new(router);

    public IEnumerable<PppSession> Sessions => _byActiveRow.Values;

    public int SessionCount => _byActiveRow.Count;

    public bool HasAddress(string address) => _byAddress.ContainsKey(address);

    /// <summary>A device begins to dial, at once or after a while. Password null knows whatever the secret says.</summary>
    public void Dial(string userName, string? password, string? callerId, TimeSpan delay)
    {
        if (!_clients.TryGetValue(userName, out var client) || client.Password != password
            || (callerId is not null && client.CallerId != callerId))
        {
            var known = client;
            client = new PppClient(userName, password, callerId ?? known?.CallerId ?? MacOf(userName)) { Session = known?.Session };
            if (known is not null) known.IsWanted = false;
            _clients[userName] = client;
        }
        client.IsWanted = true;
        DialIn(client, delay);
    }

    /// <summary>The customer switches the device off.</summary>
    public void HangUp(string userName)
    {
        if (!_clients.TryGetValue(userName, out var client)) return;
        client.IsWanted = false;
        if (client.Session is { } session) End(session, "peer-request", redial: false);
    }

    public void DialAll()
    {
        foreach (var client in _clients.Values) DialIn(client, router.Options.RedialDelay);
    }

    /// <summary>A secret was made or changed: its device, if there is one, tries again soon.</summary>
    public void SecretChanged(Row secret)
    {
        if (secret.Name is not { } name || secret.IsDisabled) return;
        if (_clients.TryGetValue(name, out var client)) DialIn(client, router.Options.RedialDelay);
        else if (DialsByItself(name)) Dial(name, null, null, router.Options.RedialDelay);
    }

    public bool DialsByItself(string userName) =>
        router.Options.AutoDial is AutoDial.All && router.Options.AutoDialOnly?.Invoke(userName) != false;

    /// <summary>An operator removed the row in <c>/ppp/active</c>.</summary>
    public void Kicked(Row activeRow)
    {
        if (_byActiveRow.GetValueOrDefault(activeRow.Id) is { } session) End(session, "admin-reset", redial: true);
    }

    public void EndAll(string reason, bool redial)
    {
        foreach (var session in _byActiveRow.Values.ToArray()) End(session, reason, redial);
    }

    private void DialIn(PppClient client, TimeSpan delay)
    {
        if (client.IsDialing || !client.IsWanted) return;
        client.IsDialing = true;
        router.Life.In(delay, () =>
        {
            client.IsDialing = false;
            if (client.IsWanted && client.Session is null) Connect(client);
        });
    }

    private void Connect(PppClient client)
    {
        var secret = router.Table("/ppp/secret").ByName(client.UserName);
        if (RefusalOf(client, secret) is { } refusal)
        {
            Refuse(client, secret, refusal);
            return;
        }
        var profile = ProfileOf(secret!);
        var wanted = secret!.Stored("remote-address") ?? profile?.Stored("remote-address");
        if (router.Life.Pools.Take(wanted, $"pppoe-{client.UserName}", client.CallerId) is not { } address)
        {
            Refuse(client, secret, "no free address in pool");
            return;
        }
        Rates.TryReadLimit(profile?.Stored("rate-limit") ?? "", out var limit);
        var rate = limit == default ? new Rates(10_000_000, 50_000_000) : limit;
        var local = secret.Stored("local-address") ?? profile?.Stored("local-address") ?? "10.112.112.1";
        var session = new PppSession(client, address, local, new Traffic(rate, router.Now, Seed(client.UserName)));
        client.Session = session;
        var active = _rows.Add(session, secret, profile, limit);
        _byActiveRow[active.Id] = session;
        _byAddress[address] = session;
        PlanEnd(session, secret, profile);
    }

    private string? RefusalOf(PppClient client, Row? secret)
    {
        if (router.Table("/interface/pppoe-server/server").Rows.All(server => server.IsDisabled)) return "no server";
        if (secret is null || secret.Value("service") is not ("any" or "pppoe")) return "unknown user";
        if (secret.IsDisabled) return "user disabled";
        if (client.Password is { } password && password != (secret.Stored("password") ?? "")) return "wrong password";
        if (secret.Stored("caller-id") is { Length: > 0 } locked && !locked.Equals(client.CallerId, StringComparison.OrdinalIgnoreCase))
            return "wrong caller-id";
        // only-one counts on devices with another MAC address; one device has one session anyway.
        return ProfileOf(secret)?.Stored("only-one") == "yes" && Sessions.Any(session => session.UserName == client.UserName)
            ? "already online"
            : null;
    }

    private void Refuse(PppClient client, Row? secret, string why)
    {
        router.Life.Log.Write("pppoe,ppp,error", $"<{client.CallerId}>: user {client.UserName} authentication failed - {why}");
        if (secret is not null)
            router.Table("/ppp/secret").Update(secret,
                [new("last-disconnect-reason", why.Replace(' ', '-')), new("last-caller-id", client.CallerId)]);
        // A device that goes by the secret waits for it to change; one with its own password keeps trying.
        if (client.Password is not null) DialIn(client, RefusedRetry);
    }

    private void PlanEnd(PppSession session, Row secret, Row? profile)
    {
        DateTimeOffset?[] ends =
        [
            profile?.Time("session-timeout") is { } timeout ? router.Now + timeout : null,
            secret.Number("limit-bytes-in") is > 0 and var rx ? session.Traffic.When(rx, bytes => bytes.Rx) : null,
            secret.Number("limit-bytes-out") is > 0 and var tx ? session.Traffic.When(tx, bytes => bytes.Tx) : null,
        ];
        if (ends.Min() is not { } end) return;
        var reason = end == ends[0] ? "session-timeout" : "limit-bytes";
        router.Life.At(end, () => End(session, reason, redial: end == ends[0]));
    }

    private void End(PppSession session, string reason, bool redial)
    {
        if (session.HasEnded) return;
        session.HasEnded = true;
        var (rx, tx) = session.Traffic.Bytes(router.Now);
        foreach (var row in session.Rows)
        {
            _byActiveRow.Remove(row.Table.Menu.Path == "/ppp/active" ? row.Id : -1);
            row.Table.Delete(row);
        }
        _byAddress.Remove(session.Address);
        router.Life.Pools.Release(session.Address);
        var client = _clients.GetValueOrDefault(session.UserName);
        if (client?.Session == session) client.Session = null;
        session.Client.Session = null;
        if (router.Table("/ppp/secret").ByName(session.UserName) is { } secret)
            router.Table("/ppp/secret").Update(secret,
                [new("last-logged-out", RouterDates.PrintInstant(router.Version, router.Now)), new("last-disconnect-reason", reason)]);
        var seconds = (long)(router.Now - session.Traffic.StartedAt).TotalSeconds;
        router.Life.Log.Write("pppoe,ppp,info,account",
            string.Create(CultureInfo.InvariantCulture,
                $"{session.UserName} logged out, {seconds} {rx} {tx} {rx / 900} {tx / 900} from {session.Client.CallerId}"));
        if (redial && client is not null) DialIn(client, router.Options.RedialDelay);
    }

    private Row? ProfileOf(Row secret) =>
        router.Table("/ppp/profile").ById(secret.Stored("profile") ?? "")
            ?? router.Table("/ppp/profile").ByName(secret.Value("profile") ?? "default");

    private int Seed(string userName) => userName.Aggregate(router.Options.Seed, (sum, c) => unchecked((sum * 31) + c)) & int.MaxValue;

    private string MacOf(string userName)
    {
        var seed = Seed(userName);
        return $"48:8F:5A:{(seed >> 16) & 0xFF:X2}:{(seed >> 8) & 0xFF:X2}:{seed & 0xFF:X2}";
    }
}
