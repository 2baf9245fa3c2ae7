using System.Globalization;
using System.Net;
using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Core.Routers.RouterOs;

namespace MikrotikBilling.Core.Routers.SetUp;

/// <summary>Unknown: the router does not tell this user.</summary>
public enum SafetyVerdict { Right, Advice, Wrong, Unknown }

/// <summary>One thing looked at on a router, and what to type there when it is not right.</summary>
public sealed record SafetyFinding(Phrase Item, SafetyVerdict Verdict, Phrase Text, IReadOnlyList<string> Commands)
{
    public static SafetyFinding Right(Phrase item, Phrase text) => new(item, SafetyVerdict.Right, text, []);

    public static SafetyFinding Unknown(Phrase item) => new(item, SafetyVerdict.Unknown, "This user may not read it.", []);

    public static SafetyFinding Wrong(Phrase item, Phrase text, params string[] commands) => new(item, SafetyVerdict.Wrong, text, commands);

    public static SafetyFinding Advice(Phrase item, Phrase text, params string[] commands) => new(item, SafetyVerdict.Advice, text, commands);
}

/// <summary>Compares a router with what <see cref="RouterSetUpPlan"/> asks for: what is missing, what is too open. Five reads, sent together; nothing is written.</summary>
public static class RouterSafetyCheck
{
    private const int WidestV4 = 29;
    private const int WidestV6 = 64;
    private static readonly TimeSpan SoonExpired = TimeSpan.FromDays(30);

    public static async Task<IReadOnlyList<SafetyFinding>> ReadAsync(
        IRouterOsConnection connection, string userName, IReadOnlyList<IPAddress> servers, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(connection);
        var services = ReadAsync(connection, RouterOsCommand.Of("/ip/service/print").Columns("name", "port", "address", "disabled", "certificate", "tls-version"), cancellationToken);
        var users = ReadAsync(connection, RouterOsCommand.Of("/user/print").Columns("name", "group", "address").WhereEquals("name", userName), cancellationToken);
        var groups = ReadAsync(connection, RouterOsCommand.Of("/user/group/print").Columns("name", "policy"), cancellationToken);
        var certificates = ReadAsync(connection, RouterOsCommand.Of("/certificate/print").Columns("name", "invalid-after", "expires-after", "fingerprint", "expired"), cancellationToken);
        var rules = ReadAsync(connection, RouterOsCommand.Of("/ip/firewall/filter/print").Columns("action", "disabled").WhereEquals("chain", "input"), cancellationToken);
        await Task.WhenAll(services, users, groups, certificates, rules);

        var user = (await users)?.Count > 0 ? (await users)![0] : null;
        var from = servers.Count > 0 ? ServerAddresses.ToPrefixes(servers) : "<this server's address>/32";
        List<SafetyFinding> findings = [];
        if (await services is { } menu)
        {
            findings.Add(PlainApi(menu.Find(r => r.Text("name") == "api"), connection.CertificateSha256 is null));
            var secure = menu.Find(r => r.Text("name") == "api-ssl");
            findings.Add(SecureApi(secure, from));
            if (secure is not null && !secure.Flag("disabled")) findings.Add(Tls(secure));
            if (secure is not null && !secure.Flag("disabled")) findings.Add(Certificate(secure, await certificates, connection.CertificateSha256));
        }
        else
        {
            findings.Add(SafetyFinding.Unknown("API services"));
        }
        findings.Add(user is null ? SafetyFinding.Unknown("User's addresses") : UserAddresses(user, userName, from));
        findings.Add(user is null ? SafetyFinding.Unknown("User's policies") : Policies((await groups)?.Find(g => g.Text("name") == user.Text("group")), user));
        findings.Add(await rules is { } input ? Firewall(input) : SafetyFinding.Unknown("Firewall"));
        return findings;
    }

    private static SafetyFinding PlainApi(RouterOsRow? service, bool inUse)
    {
        const string Item = "Plain API";
        if (service is null || service.Flag("disabled")) return SafetyFinding.Right(Item, "Off.");
        const string Off = "/ip service set api disabled=yes";
        var open = OpenTo(service.Text("address"));
        if (open is not null) return SafetyFinding.Wrong(Item, $"On, and open to {open}.{(inUse ? " This connection uses it: switch this router to TLS first." : "")}", Off);
        return inUse
            ? SafetyFinding.Advice(Item, $"On and in use, for {service.Text("address")} only. Readable on the way unless that is a VPN.")
            : SafetyFinding.Wrong(Item, $"On for {service.Text("address")}, though this connection does not need it.", Off);
    }

    private static SafetyFinding SecureApi(RouterOsRow? service, string from)
    {
        const string Item = "Encrypted API";
        if (service is null) return SafetyFinding.Unknown(Item);
        if (service.Flag("disabled"))
            return SafetyFinding.Advice(Item, "Off: this server talks to the router unencrypted.", $"/ip service set api-ssl certificate={RouterSetUpPlan.Certificate} address={from} disabled=no");
        return OpenTo(service.Text("address")) is { } open
            ? SafetyFinding.Wrong(Item, $"Open to {open}.", $"/ip service set api-ssl address={from}")
            : SafetyFinding.Right(Item, $"On port {service.Text("port")}, for {service.Text("address")} only.");
    }

    private static SafetyFinding Tls(RouterOsRow service) => service.Text("tls-version") is "only-1.2" or "only-1.3"
        ? SafetyFinding.Right("TLS version", service.Text("tls-version"))
        : SafetyFinding.Wrong("TLS version", "TLS 1.0 and 1.1 are accepted too; they are broken.", "/ip service set api-ssl tls-version=only-1.2");

    private static SafetyFinding Certificate(RouterOsRow service, List<RouterOsRow>? certificates, string? shown)
    {
        const string Item = "Certificate";
        string[] make =
        [
            $"/certificate add name={RouterSetUpPlan.Certificate} common-name={RouterSetUpPlan.Certificate} key-size=2048 days-valid=3650", $"/certificate sign {RouterSetUpPlan.Certificate}",
            $"/ip service set api-ssl certificate={RouterSetUpPlan.Certificate}",
        ];
        if (service.Text("certificate") is "" or "none") return SafetyFinding.Wrong(Item, "The encrypted API has none, so anybody in the middle can read along.", make);
        if (certificates is null) return SafetyFinding.Unknown(Item);
        var name = service.Text("certificate");
        if (certificates.Find(c => c.Text("name") == name) is not { } row) return SafetyFinding.Wrong(Item, $"The certificate {name} is not on the router any more.", make);
        // A template has neither before it is signed.
        if (row.Text("fingerprint").Length == 0 && row.Text("expires-after").Length == 0 && row.Text("invalid-after").Length == 0)
            return SafetyFinding.Wrong(Item, $"{name} was not signed yet.", $"/certificate sign {RouterSetUpPlan.Quote(name)}");
        var left = RouterOsDuration.Parse(row["expires-after"]);
        if (row.Flag("expired") || row.Text("expires-after").StartsWith('-') || left is { TotalSeconds: <= 0 }) return SafetyFinding.Wrong(Item, $"{name} has expired.", make);
        var print = row.Text("fingerprint");
        if (shown is not null && print.Length == 64 && !print.Equals(shown, StringComparison.OrdinalIgnoreCase))
            return SafetyFinding.Wrong(Item, $"The router says that {name} has the fingerprint {RouterCertificate.Readable(print.ToUpperInvariant())}, but another was shown on this connection.");
        return left is { } span && span < SoonExpired
            ? SafetyFinding.Advice(Item, $"{name} expires in {Math.Floor(span.TotalDays).ToString(CultureInfo.InvariantCulture)} days.", make)
            : SafetyFinding.Right(Item, name);
    }

    private static SafetyFinding UserAddresses(RouterOsRow user, string userName, string from) => OpenTo(user.Text("address")) is { } open
        ? SafetyFinding.Wrong("User's addresses", $"{userName} may log in from {open}.", $"/user set [find name={RouterSetUpPlan.Quote(userName)}] address={from}")
        : SafetyFinding.Right("User's addresses", $"{userName} may log in from {user.Text("address")} only.");

    private static SafetyFinding Policies(RouterOsRow? group, RouterOsRow user)
    {
        const string Item = "User's policies";
        if (group is null) return SafetyFinding.Unknown(Item);
        var held = group.Text("policy").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Where(p => !p.StartsWith('!')).ToList();
        var needed = RouterAdvice.Policies.Split(',');
        var (missing, more) = (needed.Except(held, StringComparer.Ordinal).ToList(), held.Except(needed, StringComparer.Ordinal).ToList());
        if (missing.Count == 0 && more.Count == 0) return SafetyFinding.Right(Item, $"{RouterAdvice.Policies}, and no more.");
        var name = user.Text("group");
        // The groups every router comes with are others' too: a group of its own is made instead of changing them.
        string[] commands = name is "full" or "write" or "read"
            ? [$"/user group add name={RouterSetUpPlan.Group} policy={RouterAdvice.Policies}", $"/user set [find name={RouterSetUpPlan.Quote(user.Text("name"))}] group={RouterSetUpPlan.Group}"]
            : [$"/user group set [find name={RouterSetUpPlan.Quote(name)}] policy={RouterAdvice.Policies}"];
        var lacks = Phrase.Of($"The group {name} lacks {string.Join(", ", missing)}.");
        var holds = Phrase.Of($"The group {name} may more than is needed: {string.Join(", ", more)}.");
        return SafetyFinding.Wrong(Item, more.Count == 0 ? lacks : missing.Count == 0 ? holds : Phrase.Of($"{lacks} {holds}"), commands);
    }

    /// <summary>A look only: who may reach the router at all is decided by the whole chain, which a person must read.</summary>
    private static SafetyFinding Firewall(List<RouterOsRow> input) => input.Exists(r => r.Text("action") is "drop" or "reject" && !r.Flag("disabled"))
        ? SafetyFinding.Right("Firewall", "The input chain drops something; read it once as a whole.")
        : SafetyFinding.Advice("Firewall", "The input chain drops nothing: whoever reaches the router reaches all of its services.", "/ip firewall filter print where chain=input");

    /// <summary>Null when the list names few machines; otherwise what it is open to, in words.</summary>
    private static Phrase? OpenTo(string list)
    {
        var parts = list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (parts.Length == 0) return "any address";
        foreach (var part in parts)
        {
            var slash = part.IndexOf('/', StringComparison.Ordinal);
            if (slash < 0) continue;
            if (!int.TryParse(part[(slash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var bits)) continue;
            if (bits == 0) return "any address";
            if (bits < (part.Contains(':', StringComparison.Ordinal) ? WidestV6 : WidestV4)) return $"the whole network {part}";
        }
        return null;
    }

    private static async Task<List<RouterOsRow>?> ReadAsync(IRouterOsConnection connection, RouterOsCommand print, CancellationToken cancellationToken)
    {
        try
        {
            return [.. (await connection.RunAsync(print, cancellationToken)).Rows];
        }
        catch (RouterOsException e) when (e is { IsConnectionFault: false, IsTransient: false })
        {
            return null;
        }
    }
}
