using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace MikrotikBilling.Core.Routers.RouterOs;

/// <summary>
/// Decides which addresses may be connected to as a router. The host is operator input, so without this the server could be made to
/// talk to itself or to a cloud's metadata service. A name is resolved once, here, and the connection goes to the address that was
/// checked: a second lookup could give another one.
/// </summary>
public sealed class HostGuard
{
    private static readonly IPNetwork[] LocalNetworks =
    [
        IPNetwork.Parse("0.0.0.0/8"), // "this network"; 0.0.0.0 reaches the machine itself
        IPNetwork.Parse("127.0.0.0/8"),
        IPNetwork.Parse("169.254.0.0/16"),
        IPNetwork.Parse("224.0.0.0/4"),
        IPNetwork.Parse("240.0.0.0/4"), // reserved, with the broadcast address
        IPNetwork.Parse("::/127"),
        IPNetwork.Parse("fe80::/10"),
        IPNetwork.Parse("ff00::/8"),
    ];

    /// <summary>Forms that carry an IPv4 address, and where in the sixteen bytes it stands.</summary>
    private static readonly (IPNetwork Network, int Offset)[] Carriers =
    [
        (IPNetwork.Parse("::/96"), 12), // compatible (old)
        (IPNetwork.Parse("::ffff:0:0:0/96"), 12), // translated
        (IPNetwork.Parse("64:ff9b::/96"), 12), // NAT64
        (IPNetwork.Parse("2002::/16"), 2), // 6to4
    ];

    private static readonly TimeSpan OwnAddressesAge = TimeSpan.FromSeconds(30);

    private readonly bool _allowLocal;
    private readonly TimeProvider _clock;
    private readonly Func<IEnumerable<IPAddress>> _readOwn;
    private readonly Func<string, CancellationToken, Task<IPAddress[]>> _lookUp;
    private Own? _own;

    public HostGuard(IOptions<RouterOsOptions> options, TimeProvider clock)
        : this(options.Value.AllowLocalHosts, clock, ReadOwnAddresses, Dns.GetHostAddressesAsync)
    {
    }

    internal HostGuard(
        bool allowLocal, TimeProvider clock, Func<IEnumerable<IPAddress>> readOwn, Func<string, CancellationToken, Task<IPAddress[]>> lookUp)
    {
        _allowLocal = allowLocal;
        _clock = clock;
        _readOwn = readOwn;
        _lookUp = lookUp;
    }

    /// <summary>Loopback, link-local, unspecified, multicast, broadcast, and each form of IPv6 that carries one of these.</summary>
    public static bool IsLocal(IPAddress address)
    {
        if (address.AddressFamily == AddressFamily.InterNetworkV6)
        {
            if (address.IsIPv4MappedToIPv6) return IsLocal(address.MapToIPv4());
            address = new IPAddress(address.GetAddressBytes()); // without the zone
            foreach (var (network, offset) in Carriers)
            {
                if (network.Contains(address) && IsLocal(new IPAddress(address.GetAddressBytes().AsSpan(offset, 4)))) return true;
            }
        }
        return LocalNetworks.Any(network => network.BaseAddress.AddressFamily == address.AddressFamily && network.Contains(address));
    }

    /// <summary>
    /// The addresses of a host that may be connected to. Throws <see cref="RouterOsException"/> of kind
    /// <see cref="RouterOsErrorKind.HostNotAllowed"/> before any packet is sent, so that an open and a closed port look the same.
    /// </summary>
    public async Task<IReadOnlyList<IPAddress>> ResolveAsync(string host, CancellationToken cancellationToken)
    {
        var found = await LookUpAsync(host.Trim(), cancellationToken);
        IPAddress[] allowed = _allowLocal ? found : [.. found.Where(IsAllowed)];
        return allowed.Length > 0
            ? allowed
            : throw new RouterOsException(RouterOsErrorKind.HostNotAllowed,
                "This host is not allowed as a router: it leads to this server itself or to a link-local or reserved address. "
                + $"The setting {RouterOsOptions.Section}:{nameof(RouterOsOptions.AllowLocalHosts)} allows it.");
    }

    private async Task<IPAddress[]> LookUpAsync(string host, CancellationToken cancellationToken)
    {
        // Also the spellings that the system would understand: decimal, hexadecimal, octal, shortened, in brackets.
        if (IPAddress.TryParse(host, out var address)) return [address];
        try
        {
            var found = host.Length == 0 ? [] : await _lookUp(host, cancellationToken);
            if (found.Length > 0) return found;
        }
        catch (Exception e) when (e is SocketException or ArgumentException)
        {
            throw NotFound(e);
        }
        throw NotFound(null);
    }

    private static RouterOsException NotFound(Exception? inner) =>
        new(RouterOsErrorKind.Unreachable, "The host name of the router could not be resolved.", inner);

    private bool IsAllowed(IPAddress address)
    {
        if (IsLocal(address)) return false;
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return !OwnAddresses().Contains(new IPAddress(plain.GetAddressBytes()));
    }

    private HashSet<IPAddress> OwnAddresses()
    {
        var own = Volatile.Read(ref _own);
        if (own is null || _clock.GetElapsedTime(own.ReadAt) > OwnAddressesAge)
        {
            own = new Own([.. _readOwn().Select(a => new IPAddress(a.GetAddressBytes()))], _clock.GetTimestamp());
            Volatile.Write(ref _own, own);
        }
        return own.Addresses;
    }

    private static IEnumerable<IPAddress> ReadOwnAddresses() =>
        NetworkInterface.GetAllNetworkInterfaces().SelectMany(i => i.GetIPProperties().UnicastAddresses).Select(a => a.Address);

    private sealed record Own(HashSet<IPAddress> Addresses, long ReadAt);
}
