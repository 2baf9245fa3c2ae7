using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Core.Routers.RouterOs;

namespace MikrotikBilling.Web.Features.Routers;

/// <summary>A command of the API in words, for those who do not speak it.</summary>
public static class CommandWords
{
    private static readonly (string Menu, string One, string Many)[] Menus =
    [
        ("/ppp/secret", "PPPoE user", "PPPoE users"), ("/ppp/active", "session", "sessions"), ("/ppp/profile", "profile", "profiles"),
        ("/ip/hotspot/user/profile", "hotspot profile", "hotspot profiles"), ("/ip/hotspot/user", "hotspot user", "hotspot users"),
        ("/ip/hotspot/active", "hotspot session", "hotspot sessions"), ("/queue/simple", "simple queue", "simple queues"),
        ("/ip/firewall/address-list", "address list entry", "address lists"), ("/ip/pool", "address pool", "address pools"),
        ("/interface", "interface", "interfaces"), ("/user/group", "user group", "user groups"), ("/user", "router user", "router users"),
        ("/system/resource", "load and version", "load and version"), ("/system/identity", "router's name", "router's name"),
        ("/system/routerboard", "board", "board"), ("/log", "router's own log", "router's own log"),
    ];

    public static Phrase Of(string command)
    {
        ArgumentNullException.ThrowIfNull(command);
        var path = command.Split(' ')[0].TrimEnd('/');
        if (path == "connect") return "Connecting";
        if (path.Length < 2 || path[0] != '/') return path.Length == 0 ? "Command" : char.ToUpperInvariant(command[0]) + command[1..];
        var cut = path.LastIndexOf('/');
        var (menu, verb) = (path[..cut], path[(cut + 1)..]);
        var (_, one, many) = Array.Find(Menus, m => menu == m.Menu || menu.StartsWith(m.Menu + "/", StringComparison.Ordinal));
        if (one is null) (one, many) = (menu.Length == 0 ? "router" : menu.Trim('/').Replace('/', ' '), menu.Trim('/').Replace('/', ' '));
        return verb switch
        {
            "add" => Phrase.Of($"Added {Article(one)}"),
            "set" => Phrase.Of($"Changed {Article(one)}"),
            "remove" when menu.EndsWith("/active", StringComparison.Ordinal) => Phrase.Of($"Ended {Article(one)}"),
            "remove" => Phrase.Of($"Removed {Article(one)}"),
            "enable" => Phrase.Of($"Enabled {Article(one)}"),
            "disable" => Phrase.Of($"Disabled {Article(one)}"),
            "print" or "getall" => Phrase.Of($"Read {many}"),
            "listen" => Phrase.Of($"Listened to {many}"),
            "ping" => "Pinged",
            _ => $"{char.ToUpperInvariant(verb[0])}{verb[1..]} {one}",
        };
    }

    /// <summary>Why it failed.</summary>
    public static Phrase Of(RouterOsErrorKind kind) => kind switch
    {
        RouterOsErrorKind.Unreachable => "unreachable",
        RouterOsErrorKind.Refused => "refused",
        RouterOsErrorKind.TimedOut => "timed out",
        RouterOsErrorKind.Tls => "TLS",
        RouterOsErrorKind.CertificateUnknown => "certificate unknown",
        RouterOsErrorKind.CertificateChanged => "certificate changed",
        RouterOsErrorKind.BadLogin => "bad login",
        RouterOsErrorKind.NoPermission => "no permission",
        RouterOsErrorKind.NoSuchItem => "no such item",
        RouterOsErrorKind.NoSuchCommand => "no such command",
        RouterOsErrorKind.Duplicate => "duplicate",
        RouterOsErrorKind.BadValue => "bad value",
        RouterOsErrorKind.Interrupted => "interrupted",
        RouterOsErrorKind.Protocol => "protocol",
        RouterOsErrorKind.HostNotAllowed => "host not allowed",
        RouterOsErrorKind.OtherDevice => "other device",
        _ => "failed",
    };

    private static string Article(string noun) => (noun[0] is 'a' or 'e' or 'i' or 'o' or 'u' && !noun.StartsWith("user", StringComparison.Ordinal) ? "an " : "a ") + noun;
}
