using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using MikrotikBilling.Core.Routers.RouterOs;

namespace MikrotikBilling.Core.Routers.SetUp;

/// <summary>Addresses that a router shall let in. Single machines only: a network, or everybody, is never what is meant.</summary>
public static class ServerAddresses
{
    public const int Most = 8;

    private static readonly char[] Separators = [',', ' ', ';', '\n', '\r', '\t'];

    /// <param name="allowLocal">Loopback and link-local too, for simulators.</param>
    /// <param name="why">What is wrong, for the person who typed it.</param>
    public static bool TryParse(string? text, bool allowLocal, out IReadOnlyList<IPAddress> addresses, out string why)
    {
        var found = new List<IPAddress>();
        (addresses, why) = (found, "");
        foreach (var part in (text ?? "").Split(Separators, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (Read(part) is not { } address) why = $"“{part}” is not the address of one machine, such as 10.20.0.2.";
            else if (address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any) || (!allowLocal && HostGuard.IsLocal(address)))
                why = $"{part} is no address that a router sees a server at.";
            else if (!found.Contains(address)) found.Add(address);
            if (why.Length > 0) return false;
        }
        if (found.Count == 0) why = "Enter this server's address as the router sees it: the API must not be open to everybody.";
        else if (found.Count > Most) why = $"At most {Most} addresses.";
        return why.Length == 0;
    }

    /// <summary><c>10.20.0.2/32</c>: what RouterOS takes in a list of allowed addresses.</summary>
    public static string ToPrefixes(IEnumerable<IPAddress> addresses) =>
        string.Join(',', addresses.Select(a => $"{a}/{(a.AddressFamily == AddressFamily.InterNetworkV6 ? 128 : 32)}"));

    /// <summary>
    /// The address this machine would speak to that router from, or its first one. A proposal only: between here and the router may lie a NAT.
    /// </summary>
    public static IPAddress? Propose(string? routerHost)
    {
        if (IPAddress.TryParse(routerHost, out var router) && Towards(router) is { } source) return source;
        try
        {
            return NetworkInterface.GetAllNetworkInterfaces().Where(i => i.OperationalStatus == OperationalStatus.Up)
                .SelectMany(i => i.GetIPProperties().UnicastAddresses).Select(a => a.Address)
                .FirstOrDefault(a => a.AddressFamily == AddressFamily.InterNetwork && !HostGuard.IsLocal(a));
        }
        catch (NetworkInformationException)
        {
            return null;
        }
    }

    /// <summary>Connecting a datagram socket sends nothing; it only picks the way.</summary>
    private static IPAddress? Towards(IPAddress router)
    {
        try
        {
            using var socket = new Socket(router.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            socket.Connect(router, Router.TlsPort);
            return (socket.LocalEndPoint as IPEndPoint)?.Address;
        }
        catch (SocketException)
        {
            return null;
        }
    }

    private static IPAddress? Read(string part)
    {
        var slash = part.IndexOf('/', StringComparison.Ordinal);
        if (!IPAddress.TryParse(slash < 0 ? part : part[..slash], out var address)) return null;
        var bits = address.AddressFamily == AddressFamily.InterNetworkV6 ? "128" : "32";
        if (slash >= 0 && part[(slash + 1)..] != bits) return null;
        // The spellings 10.1 and 0x0a000001 mean an address too, but nobody types them on purpose.
        if (address.AddressFamily == AddressFamily.InterNetwork && address.ToString() != (slash < 0 ? part : part[..slash])) return null;
        return address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
    }
}
