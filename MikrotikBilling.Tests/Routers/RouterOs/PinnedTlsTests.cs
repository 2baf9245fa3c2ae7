using System.Security.Cryptography.X509Certificates;
using MikrotikBilling.Core.Routers.RouterOs;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Routers.RouterOs;

public class PinnedTlsTests
{
    private static readonly X509Certificate2 Certificate = ScriptedRouter.NewCertificate();
    private static readonly string Pin = PinnedTls.Fingerprint(Certificate);

    [Fact]
    public async Task Connect_NoPin_TellsTheFingerprintAndSendsNoPassword()
    {
        var sentences = 0;
        await using var router = new ScriptedRouter(async session =>
        {
            await session.ReadAsync();
            sentences++;
        }, Certificate);

        var error = await Should.ThrowAsync<RouterOsException>(router.ConnectAsync());

        error.Kind.ShouldBe(RouterOsErrorKind.CertificateUnknown);
        error.CertificateSha256.ShouldBe(Pin);
        error.Message.ShouldContain(Pin);
        sentences.ShouldBe(0);
    }

    [Fact]
    public async Task Connect_PinnedCertificate_RunsCommands()
    {
        await using var router = new ScriptedRouter(async session =>
        {
            await session.AcceptLoginAsync();
            await session.DoneAsync(await session.ReadAsync());
            await session.StaySilentAsync();
        }, Certificate);

        await using var connection = await router.ConnectAsync(
            endpoint: router.Endpoint with { PinnedCertificateSha256 = string.Join(':', Pin.ToLowerInvariant().Chunk(2).Select(c => new string(c))) });

        connection.CertificateSha256.ShouldBe(Pin);
        await connection.RunAsync(RouterOsCommand.Of("/system/identity/print"), ScriptedRouter.Soon());
    }

    [Fact]
    public async Task Connect_OtherCertificate_TellsBothAndSendsNoPassword()
    {
        var sentences = 0;
        using var other = ScriptedRouter.NewCertificate();
        await using var router = new ScriptedRouter(async session =>
        {
            await session.ReadAsync();
            sentences++;
        }, other);

        var error = await Should.ThrowAsync<RouterOsException>(router.ConnectAsync(endpoint: router.Endpoint with { PinnedCertificateSha256 = Pin }));

        error.Kind.ShouldBe(RouterOsErrorKind.CertificateChanged);
        error.CertificateSha256.ShouldBe(PinnedTls.Fingerprint(other));
        error.Message.ShouldContain(Pin);
        error.Message.ShouldContain(error.CertificateSha256!);
        sentences.ShouldBe(0);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(64)]
    public async Task Connect_HandshakeEndsEarly_PointsAtTheCertificate(int bytesRead)
    {
        await using var router = new ScriptedRouter(async session =>
        {
            await session.Stream.ReadExactlyAsync(new byte[bytesRead]);
            session.Close();
        });

        var error = await Should.ThrowAsync<RouterOsException>(router.ConnectAsync(endpoint: router.Endpoint with { UseTls = true }));

        error.Kind.ShouldBe(RouterOsErrorKind.Tls);
        error.Message.ShouldContain("api-ssl");
    }

    [Fact]
    public async Task Connect_HandshakeFailureAlert_PointsAtTheCertificate()
    {
        await using var router = new ScriptedRouter(async session =>
        {
            await session.Stream.ReadExactlyAsync(new byte[64]);
            await session.SendBytesAsync(new byte[] { 0x15, 3, 3, 0, 2, 2, 40 });
            await session.Stream.CopyToAsync(Stream.Null);
        });

        (await Should.ThrowAsync<RouterOsException>(router.ConnectAsync(endpoint: router.Endpoint with { UseTls = true })))
            .Kind.ShouldBe(RouterOsErrorKind.Tls);
    }

    [Fact]
    public async Task Connect_HandshakeNeverAnswered_TimesOut()
    {
        var clock = new FakeClock();
        var received = new TaskCompletionSource();
        await using var router = new ScriptedRouter(async session =>
        {
            await session.Stream.ReadExactlyAsync(new byte[64]);
            received.SetResult();
            await session.Stream.CopyToAsync(Stream.Null);
        });
        var connecting = router.ConnectAsync(clock: clock, endpoint: router.Endpoint with { UseTls = true });
        await received.Task.WaitAsync(ScriptedRouter.Soon());

        clock.Advance(TimeSpan.FromSeconds(5));

        (await Should.ThrowAsync<RouterOsException>(connecting)).Kind.ShouldBe(RouterOsErrorKind.TimedOut);
    }
}
