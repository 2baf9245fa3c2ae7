using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;
using MikrotikBilling.Core.Routers.RouterOs;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Routers.RouterOs;

public class RouterOsConnectorTests
{
    private const string Challenge = "856780b7411eefd3abadee2058c149a3";

    [Fact]
    public async Task Connect_NewLogin_SendsNameAndPasswordTagged()
    {
        ScriptedRouter.Sentence? login = null;
        await using var router = new ScriptedRouter(async session => login = await session.AcceptLoginAsync());

        await using var connection = await router.ConnectAsync();

        login!["name"].ShouldBe("admin");
        login["password"].ShouldBe(ScriptedRouter.Password);
        login.Tag.ShouldNotBeNull();
        connection.CertificateSha256.ShouldBeNull();
        connection.IsOpen.ShouldBeTrue();
    }

    [Theory]
    [InlineData("invalid user name or password (6)", RouterOsErrorKind.BadLogin)]
    [InlineData("cannot log in", RouterOsErrorKind.BadLogin)]
    [InlineData("something new", RouterOsErrorKind.BadLogin)]
    [InlineData("not enough permissions (9)", RouterOsErrorKind.NoPermission)]
    public async Task Connect_LoginTrapped_IsToldWithTheRoutersWords(string text, RouterOsErrorKind kind)
    {
        await using var router = new ScriptedRouter(async session =>
        {
            var login = await session.ReadAsync();
            await session.TrapAsync(login, text);
            await session.DoneAsync(login);
        });

        var error = await Should.ThrowAsync<RouterOsException>(router.ConnectAsync());

        error.Kind.ShouldBe(kind);
        error.RawMessage.ShouldBe(text);
        error.Router.ShouldBe(router.Endpoint.ToString());
        error.ToString().ShouldNotContain(ScriptedRouter.Password);
    }

    [Fact]
    public async Task Connect_LoginTrappedThenClosedWithoutDone_IsStillBadLogin()
    {
        await using var router = new ScriptedRouter(async session =>
        {
            await session.TrapAsync(await session.ReadAsync(), "invalid user name or password (6)");
            session.Close();
        });

        (await Should.ThrowAsync<RouterOsException>(router.ConnectAsync())).Kind.ShouldBe(RouterOsErrorKind.BadLogin);
    }

    [Fact]
    public async Task Connect_UntaggedLoginAnswer_IsAccepted()
    {
        await using var router = new ScriptedRouter(async session =>
        {
            await session.ReadAsync();
            await session.SendAsync("!done");
            await session.StaySilentAsync();
        });

        await using var connection = await router.ConnectAsync();

        connection.IsOpen.ShouldBeTrue();
    }

    [Fact]
    public async Task Connect_OldLoginNotAllowed_NamesTheSetting()
    {
        await using var router = new ScriptedRouter(async session => await session.DoneAsync(await session.ReadAsync(), $"=ret={Challenge}"));

        var error = await Should.ThrowAsync<RouterOsException>(router.ConnectAsync());

        error.Kind.ShouldBe(RouterOsErrorKind.BadLogin);
        error.Message.ShouldContain("RouterOs:AllowLegacyLogin");
    }

    [Fact]
    public async Task Connect_OldLoginAllowed_AnswersTheChallenge()
    {
        ScriptedRouter.Sentence? answer = null;
        await using var router = new ScriptedRouter(async session =>
        {
            await session.DoneAsync(await session.ReadAsync(), $"=ret={Challenge}");
            answer = await session.ReadAsync();
            await session.DoneAsync(answer);
        });
        var connector = ScriptedRouter.Connector(new RouterOsOptions { AllowLocalHosts = true, AllowLegacyLogin = true });

        await using var connection = await connector.ConnectAsync(router.Endpoint, new RouterOsCredentials("admin", "test"), ScriptedRouter.Soon());

        answer!.Words.ShouldBe(["=name=admin", "=response=00e61bf3ddbbe0daa84e9265d73c4abe64"]);
    }

    [Fact]
    public async Task Connect_ResetAfterEachByteOfTheLogin_IsRefusedWithoutTheSecret()
    {
        var answer = ScriptedRouter.Bytes("!done", ".tag=1");
        for (var count = 0; count < answer.Length; count++)
        {
            await using var router = new ScriptedRouter(async session =>
            {
                await session.ReadAsync();
                await session.SendBytesAsync(answer.AsMemory(0, count));
                session.Reset();
            });

            var error = await Should.ThrowAsync<RouterOsException>(router.ConnectAsync());

            error.Kind.ShouldBe(RouterOsErrorKind.Refused);
            error.Message.ShouldContain("session limit");
            error.ToString().ShouldNotContain(ScriptedRouter.Password);
        }
    }

    [Fact]
    public async Task Connect_ResetAfterEachByteReceived_IsRefusedWithoutTheSecret()
    {
        var login = ScriptedRouter.Bytes("/login", "=name=admin", $"=password={ScriptedRouter.Password}", ".tag=1").Length;
        for (var count = 0; count < login; count++)
        {
            await using var router = new ScriptedRouter(async session =>
            {
                await session.Stream.ReadExactlyAsync(new byte[count]);
                session.Reset();
            });

            var error = await Should.ThrowAsync<RouterOsException>(router.ConnectAsync());

            error.Kind.ShouldBe(RouterOsErrorKind.Refused);
            error.ToString().ShouldNotContain(ScriptedRouter.Password);
        }
    }

    [Fact]
    public async Task Connect_ClosedAtOnce_IsRefusedWithAHint()
    {
        await using var router = new ScriptedRouter(session =>
        {
            session.Close();
            return Task.CompletedTask;
        });

        var error = await Should.ThrowAsync<RouterOsException>(router.ConnectAsync());

        error.Kind.ShouldBe(RouterOsErrorKind.Refused);
        error.Message.ShouldContain("address restriction");
    }

    [Fact]
    public async Task Connect_FatalBeforeLogin_IsRefusedWithItsText()
    {
        await using var router = new ScriptedRouter(async session => await session.SendAsync("!fatal", "too many sessions"));

        var error = await Should.ThrowAsync<RouterOsException>(router.ConnectAsync());

        error.Kind.ShouldBe(RouterOsErrorKind.Refused);
        error.RawMessage.ShouldBe("too many sessions");
    }

    [Fact]
    public async Task Connect_ClosedPort_IsRefused()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();

        var error = await Should.ThrowAsync<RouterOsException>(
            ScriptedRouter.Connector().ConnectAsync(new RouterOsEndpoint("127.0.0.1", port, false), ScriptedRouter.Credentials, ScriptedRouter.Soon()));

        error.Kind.ShouldBe(RouterOsErrorKind.Refused);
        error.Router.ShouldBe($"127.0.0.1:{port}");
    }

    [Fact]
    public async Task Connect_SomethingElseAnswers_IsAProtocolError()
    {
        await using var router = new ScriptedRouter(async session =>
        {
            await session.ReadAsync();
            await session.SendAsync("220 mail.example ESMTP");
            await session.StaySilentAsync();
        });

        (await Should.ThrowAsync<RouterOsException>(router.ConnectAsync())).Kind.ShouldBe(RouterOsErrorKind.Protocol);
    }

    [Fact]
    public async Task Connect_SilentRouter_TimesOutByTheLoginDeadline()
    {
        var clock = new FakeClock();
        var received = new TaskCompletionSource();
        await using var router = new ScriptedRouter(async session =>
        {
            await session.ReadAsync();
            received.SetResult();
            await session.StaySilentAsync();
        });
        var connecting = router.ConnectAsync(clock: clock);
        await received.Task.WaitAsync(ScriptedRouter.Soon());

        clock.Advance(TimeSpan.FromSeconds(5));

        (await Should.ThrowAsync<RouterOsException>(connecting)).Kind.ShouldBe(RouterOsErrorKind.TimedOut);
    }

    [Fact]
    public async Task Connect_CallerGivesUpDuringLogin_ReturnsAtOnce()
    {
        var received = new TaskCompletionSource();
        await using var router = new ScriptedRouter(async session =>
        {
            await session.ReadAsync();
            received.SetResult();
            await session.StaySilentAsync();
        });
        using var giveUp = new CancellationTokenSource();
        var connecting = ScriptedRouter.Connector().ConnectAsync(router.Endpoint, ScriptedRouter.Credentials, giveUp.Token);
        await received.Task.WaitAsync(ScriptedRouter.Soon());

        await giveUp.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(connecting);
    }

    [Fact]
    public async Task Connect_OwnMachineNotAllowed_SaysTheSameForOpenAndClosedPorts()
    {
        await using var router = ScriptedRouter.LoggedIn(session => session.StaySilentAsync());
        var connector = ScriptedRouter.Connector(new RouterOsOptions());

        var open = await Should.ThrowAsync<RouterOsException>(connector.ConnectAsync(router.Endpoint, ScriptedRouter.Credentials, ScriptedRouter.Soon()));
        var closed = await Should.ThrowAsync<RouterOsException>(
            connector.ConnectAsync(router.Endpoint with { Port = 1 }, ScriptedRouter.Credentials, ScriptedRouter.Soon()));

        open.Kind.ShouldBe(RouterOsErrorKind.HostNotAllowed);
        closed.Kind.ShouldBe(RouterOsErrorKind.HostNotAllowed);
        open.Message.ShouldBe(closed.Message);
        router.Accepted.ShouldBe(0);
    }

    [Fact]
    public async Task Connect_NameThatChangesItsAddress_GoesToTheCheckedOne()
    {
        await using var router = ScriptedRouter.LoggedIn(session => session.StaySilentAsync());
        var lookUps = 0;
        var guard = new HostGuard(allowLocal: true, TimeProvider.System, () => [], (_, _) =>
            Task.FromResult(new[] { lookUps++ == 0 ? IPAddress.Loopback : IPAddress.Parse("192.0.2.1") }));
        var connector = new RouterOsConnector(Options.Create(ScriptedRouter.LocalOptions()), guard, TimeProvider.System);

        await using var connection = await connector.ConnectAsync(
            router.Endpoint with { Host = "router.example" }, ScriptedRouter.Credentials, ScriptedRouter.Soon());

        lookUps.ShouldBe(1);
    }
}
