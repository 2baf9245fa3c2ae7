using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using MikrotikBilling.Core.Kernel.Words;

namespace MikrotikBilling.Core.Routers.SetUp;

/// <summary>What the commands are made for.</summary>
public sealed record RouterSetUp(IReadOnlyList<IPAddress> Servers, string UserName, string Password, int Port = Router.TlsPort)
{
    /// <summary>The password is masked.</summary>
    public override string ToString() => $"{UserName}:***, port {Port}, for {string.Join(", ", Servers)}";
}

/// <summary>One step at the router's terminal.</summary>
/// <param name="Note">Where versions of RouterOS differ, or what to look out for.</param>
public sealed record SetUpStep(Phrase Title, Phrase Why, IReadOnlyList<string> Commands, Phrase? Note = null);

/// <summary>
/// The commands that make a router ready for this installation: a user who may do what billing needs and no more, from this server only, over TLS
/// only. They can be given again; the second time they change what differs. Known to hold for RouterOS 6.43 to 7.
/// </summary>
public static class RouterSetUpPlan
{
    public const string Group = "billing";
    public const string Certificate = "isp-api";
    public const string RuleComment = "isp-api: this server";

    private const int PasswordLength = 28;
    private const string PasswordLetters = "abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";

    /// <summary>Letters and digits only, so that no terminal and no quoting gets in its way: about 160 bits.</summary>
    public static string NewPassword() => RandomNumberGenerator.GetString(PasswordLetters, PasswordLength);

    public static IReadOnlyList<SetUpStep> Steps(RouterSetUp setUp)
    {
        ArgumentNullException.ThrowIfNull(setUp);
        if (setUp.Servers.Count == 0) throw new ArgumentException("Without an address the API would be open to everybody.", nameof(setUp));
        var from = ServerAddresses.ToPrefixes(setUp.Servers);
        var (user, password) = (Quote(setUp.UserName), Quote(setUp.Password));
        var port = setUp.Port.ToString(CultureInfo.InvariantCulture);
        return
        [
            new("A user of its own", "May read and write what billing needs, and log in to the API; not to WinBox, not to files, not to other users. Only from this server.",
            [
                $":do {{ /user group add name={Group} policy={RouterAdvice.Policies} }} on-error={{}}",
                $"/user group set [find name={Group}] policy={RouterAdvice.Policies}",
                $":do {{ /user add name={user} group={Group} address={from} password={password} }} on-error={{}}",
                $"/user set [find name={user}] group={Group} address={from} password={password} disabled=no",
            ]),
            new("A certificate", "Without one the encrypted API accepts anybody in the middle.",
            [
                $":do {{ /certificate add name={Certificate} common-name={Certificate} key-size=2048 days-valid=3650 }} on-error={{}}",
                $"/certificate sign {Certificate}",
            ], "RouterOS 6 signs in the background: wait until “/certificate print” shows the letters KA before its name. If it says that the certificate is signed already, go on."),
            new("The encrypted API, for this server only", "On with TLS 1.2, open to this server's address alone.",
                [$"/ip service set api-ssl certificate={Certificate} address={from} port={port} tls-version=only-1.2 disabled=no"]),
            new("The plain API off", "It would send everything readable over the network.", ["/ip service set api disabled=yes"],
                "Another program of yours that still uses it has to be moved first."),
            new("Through the firewall", "Lets this server's packets in before any rule that drops them.", [.. setUp.Servers.Select(a => Rule(a, port))],
                "If the router answers “no such item”, its chain is empty: leave place-before=0 out. A second rule of the same kind does no harm."),
            new("The fingerprint", "Compare it with the one that this program shows before you trust the certificate there.",
                [$":put [/certificate get [find name={Certificate}] fingerprint]"],
                "Some older versions of RouterOS 6 do not know this property: “/certificate print detail” shows it there."),
        ];
    }

    private static string Rule(IPAddress server, string port) =>
        $"/{(server.AddressFamily == AddressFamily.InterNetworkV6 ? "ipv6" : "ip")} firewall filter add chain=input action=accept protocol=tcp dst-port={port} "
        + $"src-address={server} comment={Quote(RuleComment)} place-before=0";

    /// <summary>A word for the router's terminal: plain where it may be, quoted and escaped otherwise.</summary>
    internal static string Quote(string text)
    {
        if (text.Length > 0 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.')) return text;
        var quoted = new StringBuilder("\"");
        foreach (var c in text.Where(c => !char.IsControl(c)))
        {
            if (c is '"' or '\\' or '$') quoted.Append('\\');
            quoted.Append(c);
        }
        return quoted.Append('"').ToString();
    }
}
