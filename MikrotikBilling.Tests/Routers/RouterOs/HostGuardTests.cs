using System.Net;
using System.Net.Sockets;
using MikrotikBilling.Core.Routers.RouterOs;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Routers.RouterOs;

public class HostGuardTests
{
    private static readonly IPAddress[] Own = [IPAddress.Parse("203.0.113.10"), IPAddress.Parse("2001:db8::10"), IPAddress.Parse("fe80::10%2")];

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.8.9.10")]
    [InlineData("127.1")]
    [InlineData("2130706433")]
    [InlineData("0x7f000001")]
    [InlineData("0x7f.1")]
    [InlineData("017700000001")]
    [InlineData("0")]
    [InlineData("0.0.0.0")]
    [InlineData("0.1.2.3")]
    [InlineData("::1")]
    [InlineData("[::1]")]
    [InlineData("::")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("[::ffff:7f00:1]")]
    [InlineData("::127.0.0.1")]
    [InlineData("::ffff:0:127.0.0.1")]
    [InlineData("64:ff9b::7f00:1")]
    [InlineData("2002:7f00:1::1")]
    [InlineData("::ffff:169.254.169.254")]
    [InlineData("fe80::1")]
    [InlineData("fe80::1%1")]
    [InlineData("169.254.169.254")]
    [InlineData("2852039166")]
    [InlineData("224.0.0.1")]
    [InlineData("ff02::1")]
    [InlineData("255.255.255.255")]
    [InlineData("240.0.0.1")]
    [InlineData("203.0.113.10")]
    [InlineData("::ffff:203.0.113.10")]
    [InlineData("2001:db8::10")]
    [InlineData(" 127.0.0.1 ")]
    [InlineData("inside.example")]
    [InlineData("own.example")]
    public async Task Resolve_LeadsToThisMachineOrTheLink_IsNotAllowed(string host)
    {
        var error = await Should.ThrowAsync<RouterOsException>(Guard().ResolveAsync(host, CancellationToken.None));
        error.Kind.ShouldBe(RouterOsErrorKind.HostNotAllowed);
        error.IsTransient.ShouldBeFalse();
    }

    [Theory]
    [InlineData("10.0.0.1", "10.0.0.1")]
    [InlineData("192.168.88.1", "192.168.88.1")]
    [InlineData("100.64.0.1", "100.64.0.1")]
    [InlineData("203.0.113.11", "203.0.113.11")]
    [InlineData("fd00::1", "fd00::1")]
    [InlineData("2001:db8::11", "2001:db8::11")]
    [InlineData("router.example", "198.51.100.7")]
    [InlineData("mixed.example", "198.51.100.8")]
    public async Task Resolve_ARouter_GivesTheCheckedAddressesOnly(string host, string address) =>
        (await Guard().ResolveAsync(host, CancellationToken.None)).ShouldBe([IPAddress.Parse(address)]);

    [Fact]
    public async Task Resolve_LocalHostsAllowed_LetsLoopbackPass() =>
        (await Guard(allowLocal: true).ResolveAsync("127.0.0.1", CancellationToken.None)).ShouldBe([IPAddress.Loopback]);

    [Theory]
    [InlineData("nowhere.example")]
    [InlineData("empty.example")]
    [InlineData("")]
    public async Task Resolve_UnknownName_IsUnreachable(string host) =>
        (await Should.ThrowAsync<RouterOsException>(Guard().ResolveAsync(host, CancellationToken.None))).Kind.ShouldBe(RouterOsErrorKind.Unreachable);

    [Fact]
    public async Task Resolve_RealMachine_ItsOwnNameAndLoopbackAreNotAllowed()
    {
        var guard = new HostGuard(Microsoft.Extensions.Options.Options.Create(new RouterOsOptions()), TimeProvider.System);
        (await Should.ThrowAsync<RouterOsException>(guard.ResolveAsync("localhost", CancellationToken.None)))
            .Kind.ShouldBe(RouterOsErrorKind.HostNotAllowed);
    }

    private static HostGuard Guard(bool allowLocal = false) => new(allowLocal, new FakeClock(), () => Own, (name, _) => name switch
    {
        "inside.example" => Found("127.0.0.1", "::1"),
        "own.example" => Found("203.0.113.10"),
        "router.example" => Found("198.51.100.7"),
        "mixed.example" => Found("169.254.1.1", "198.51.100.8"),
        "empty.example" => Found(),
        _ => Task.FromException<IPAddress[]>(new SocketException((int)SocketError.HostNotFound)),
    });

    private static Task<IPAddress[]> Found(params string[] addresses) => Task.FromResult(addresses.Select(IPAddress.Parse).ToArray());
}
