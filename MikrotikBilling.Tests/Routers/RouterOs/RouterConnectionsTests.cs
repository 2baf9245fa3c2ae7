using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using MikrotikBilling.Core.Routers.RouterOs;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Routers.RouterOs;

public class RouterConnectionsTests
{
    private static readonly RouterOsCommand Identity = RouterOsCommand.Of("/system/identity/print");

    private readonly Guid _routerId = Guid.CreateVersion7();
    private readonly FakeClock _clock = new();
    private readonly Log _log = new();

    [Fact]
    public async Task Get_Again_ReusesTheConnectionPerUse()
    {
        await using var router = Answering();
        await using var pool = Pool();

        var first = await pool.GetAsync(Settings(router), RouterUse.Bulk, ScriptedRouter.Soon());
        await first.RunAsync(Identity, ScriptedRouter.Soon());
        await first.DisposeAsync(); // does nothing
        var again = await pool.GetAsync(Settings(router), RouterUse.Bulk, ScriptedRouter.Soon());
        var interactive = await pool.GetAsync(Settings(router), RouterUse.Interactive, ScriptedRouter.Soon());

        again.ShouldBeSameAs(first);
        interactive.ShouldNotBeSameAs(first);
        await again.RunAsync(Identity, ScriptedRouter.Soon());
        router.Accepted.ShouldBe(2);
        pool.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Get_ManyAtOnce_ShareOneAttempt()
    {
        await using var router = Answering();
        await using var pool = Pool();

        var all = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => pool.GetAsync(Settings(router), RouterUse.Interactive, ScriptedRouter.Soon())));

        all.Distinct().Count().ShouldBe(1);
        router.Accepted.ShouldBe(1);
    }

    [Fact]
    public async Task Get_OneCallerGivesUp_TheOthersGetTheConnection()
    {
        var login = new TaskCompletionSource();
        await using var router = new ScriptedRouter(async session =>
        {
            var sentence = await session.ReadAsync();
            await login.Task;
            await session.DoneAsync(sentence);
            await session.StaySilentAsync();
        });
        await using var pool = Pool();
        using var giveUp = new CancellationTokenSource();
        var impatient = pool.GetAsync(Settings(router), RouterUse.Bulk, giveUp.Token);
        var patient = pool.GetAsync(Settings(router), RouterUse.Bulk, ScriptedRouter.Soon());

        await giveUp.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(impatient);
        login.SetResult();

        (await patient).IsOpen.ShouldBeTrue();
        router.Accepted.ShouldBe(1);
    }

    [Fact]
    public async Task Get_BothUsesOfADeadRouter_AttemptsFollowEachOtherAndTheSecondSharesTheFailure()
    {
        var underWay = 0;
        var most = 0;
        var go = new TaskCompletionSource();
        var connector = new FakeConnector(async _ =>
        {
            most = Math.Max(most, Interlocked.Increment(ref underWay));
            await go.Task;
            Interlocked.Decrement(ref underWay);
            throw new RouterOsException(RouterOsErrorKind.TimedOut, "no answer");
        });
        await using var pool = Pool(connector);
        var settings = new RouterConnectionSettings(_routerId, new RouterOsEndpoint("r", 1, false), ScriptedRouter.Credentials);
        var bulk = pool.GetAsync(settings, RouterUse.Bulk, ScriptedRouter.Soon());
        var interactive = pool.GetAsync(settings, RouterUse.Interactive, ScriptedRouter.Soon());
        while (pool.Attempts < 2) await Task.Yield();

        go.SetResult();

        (await Should.ThrowAsync<RouterOsException>(bulk)).Kind.ShouldBe(RouterOsErrorKind.TimedOut);
        (await Should.ThrowAsync<RouterOsException>(interactive)).Kind.ShouldBe(RouterOsErrorKind.TimedOut);
        connector.Calls.ShouldBe(1);
        most.ShouldBe(1);
        await Should.ThrowAsync<RouterOsException>(pool.GetAsync(settings, RouterUse.Bulk, ScriptedRouter.Soon()));
        connector.Calls.ShouldBe(2); // a failure is not remembered
    }

    [Fact]
    public async Task Idle_TwoMinutes_ClosesAndTheNextCallerGetsANewOne()
    {
        await using var router = Answering();
        await using var pool = Pool();
        var first = await pool.GetAsync(Settings(router), RouterUse.Bulk, ScriptedRouter.Soon());

        _clock.Advance(TimeSpan.FromSeconds(119));
        await first.RunAsync(Identity, ScriptedRouter.Soon());
        _clock.Advance(TimeSpan.FromSeconds(119));
        first.IsOpen.ShouldBeTrue();
        _clock.Advance(TimeSpan.FromSeconds(1));

        first.IsOpen.ShouldBeFalse();
        (await first.Closed.WaitAsync(ScriptedRouter.Soon())).ShouldBeNull();
        (await pool.GetAsync(Settings(router), RouterUse.Bulk, ScriptedRouter.Soon())).ShouldNotBeSameAs(first);
        router.Accepted.ShouldBe(2);
    }

    [Fact]
    public async Task Idle_WhileAListenRuns_StaysOpen()
    {
        await using var router = Answering();
        await using var pool = Pool();
        var connection = await pool.GetAsync(Settings(router), RouterUse.Bulk, ScriptedRouter.Soon());
        await using var listen = connection.StreamAsync(RouterOsCommand.Of("/log/listen"), ScriptedRouter.Soon()).GetAsyncEnumerator();
        await listen.MoveNextAsync();

        _clock.Advance(TimeSpan.FromHours(1));

        connection.IsOpen.ShouldBeTrue();
    }

    [Fact]
    public async Task Get_AfterAConnectionFault_NeverGetsTheSameOne()
    {
        var sessions = 0;
        await using var router = new ScriptedRouter(async session =>
        {
            await session.AcceptLoginAsync();
            var command = await session.ReadAsync();
            if (Interlocked.Increment(ref sessions) == 1) session.Reset();
            else await session.DoneAsync(command);
            await session.StaySilentAsync();
        });
        await using var pool = Pool();
        var first = await pool.GetAsync(Settings(router), RouterUse.Bulk, ScriptedRouter.Soon());
        await Should.ThrowAsync<RouterOsException>(first.RunAsync(Identity, ScriptedRouter.Soon()));

        var second = await pool.GetAsync(Settings(router), RouterUse.Bulk, ScriptedRouter.Soon());

        second.ShouldNotBeSameAs(first);
        await second.RunAsync(Identity, ScriptedRouter.Soon());
        await _log.WaitForAsync("disconnected Bulk Unreachable");
    }

    [Fact]
    public async Task Get_AfterASilentDeadline_GetsANewOne()
    {
        var received = new TaskCompletionSource();
        var sessions = 0;
        await using var router = new ScriptedRouter(async session =>
        {
            await session.AcceptLoginAsync();
            var command = await session.ReadAsync();
            if (Interlocked.Increment(ref sessions) > 1) await session.DoneAsync(command);
            else received.SetResult();
            await session.StaySilentAsync();
        });
        await using var pool = Pool();
        var first = await pool.GetAsync(Settings(router), RouterUse.Bulk, ScriptedRouter.Soon());
        var lost = first.RunAsync(Identity, ScriptedRouter.Soon());
        await received.Task.WaitAsync(ScriptedRouter.Soon());
        _clock.Advance(TimeSpan.FromSeconds(10));
        (await Should.ThrowAsync<RouterOsException>(lost)).Kind.ShouldBe(RouterOsErrorKind.TimedOut);
        first.IsDoubtful.ShouldBeTrue();

        var second = await pool.GetAsync(Settings(router), RouterUse.Bulk, ScriptedRouter.Soon());

        second.ShouldNotBeSameAs(first);
        await second.RunAsync(Identity, ScriptedRouter.Soon());
        await first.Closed.WaitAsync(ScriptedRouter.Soon());
    }

    [Fact]
    public async Task Get_ChangedSettings_ConnectsAnewAndClosesTheOld()
    {
        await using var router = Answering();
        await using var pool = Pool();
        var first = await pool.GetAsync(Settings(router), RouterUse.Bulk, ScriptedRouter.Soon());

        var second = await pool.GetAsync(
            Settings(router) with { Credentials = new RouterOsCredentials("admin", "new one") }, RouterUse.Bulk, ScriptedRouter.Soon());

        second.ShouldNotBeSameAs(first);
        await first.Closed.WaitAsync(ScriptedRouter.Soon());
        second.IsOpen.ShouldBeTrue();
    }

    [Fact]
    public async Task Forget_OpenAndListening_EndsWithinACommandsDeadline()
    {
        await using var router = Answering();
        await using var pool = Pool();
        var connection = await pool.GetAsync(Settings(router), RouterUse.Bulk, ScriptedRouter.Soon());
        await using var listen = connection.StreamAsync(RouterOsCommand.Of("/log/listen"), ScriptedRouter.Soon()).GetAsyncEnumerator();
        await listen.MoveNextAsync();
        var more = listen.MoveNextAsync().AsTask();

        pool.Forget(_routerId);

        pool.Count.ShouldBe(0);
        while (connection.IsOpen) await Task.Yield();
        more.IsCompleted.ShouldBeFalse();
        _clock.Advance(TimeSpan.FromSeconds(10));
        (await Should.ThrowAsync<RouterOsException>(more)).Kind.ShouldBe(RouterOsErrorKind.Interrupted);
    }

    [Fact]
    public async Task Forget_DuringTheAttempt_EndsIt()
    {
        var reached = new TaskCompletionSource();
        var connector = new FakeConnector(async token =>
        {
            reached.SetResult();
            await Task.Delay(Timeout.Infinite, token);
        });
        await using var pool = Pool(connector);
        var waiting = pool.GetAsync(
            new RouterConnectionSettings(_routerId, new RouterOsEndpoint("r", 1, false), ScriptedRouter.Credentials), RouterUse.Bulk, ScriptedRouter.Soon());
        await reached.Task.WaitAsync(ScriptedRouter.Soon());

        pool.Forget(_routerId);

        (await Should.ThrowAsync<RouterOsException>(waiting)).Kind.ShouldBe(RouterOsErrorKind.Interrupted);
    }

    [Fact]
    public async Task Observer_SeesEveryConversationMasked()
    {
        await using var router = Answering();
        await using var pool = Pool();
        var connection = await pool.GetAsync(Settings(router), RouterUse.Interactive, ScriptedRouter.Soon());
        await connection.RunAsync(RouterOsCommand.Of("/ppp/secret/add").With("name", "c1").With("password", "hide me"), ScriptedRouter.Soon());
        await Should.ThrowAsync<RouterOsException>(connection.RunAsync(RouterOsCommand.Of("/fail"), ScriptedRouter.Soon()));
        await foreach (var _ in connection.StreamAsync(RouterOsCommand.Of("/log/listen"), ScriptedRouter.Soon())) break;
        await pool.DisposeAsync();

        await _log.WaitForAsync("disconnected Interactive ");
        _log.Lines.ShouldBe(
        [
            "connected Interactive",
            "/ppp/secret/add =name=c1 =password=*** rows 0",
            "/fail rows 0 NoSuchItem no such item",
            "/log/listen rows 1 cancelled",
            "disconnected Interactive ",
        ]);
    }

    [Fact]
    public async Task Observer_ThatThrows_DisturbsNobody()
    {
        await using var router = Answering();
        _log.Throws = true;
        await using var pool = Pool();

        var connection = await pool.GetAsync(Settings(router), RouterUse.Interactive, ScriptedRouter.Soon());

        await connection.RunAsync(Identity, ScriptedRouter.Soon());
    }

    [Fact]
    public async Task Dispose_OpenConnections_AreClosedAndNoneIsGivenOut()
    {
        await using var router = Answering();
        var pool = Pool();
        var connection = await pool.GetAsync(Settings(router), RouterUse.Bulk, ScriptedRouter.Soon());

        await pool.DisposeAsync();

        connection.IsOpen.ShouldBeFalse();
        await Should.ThrowAsync<ObjectDisposedException>(pool.GetAsync(Settings(router), RouterUse.Bulk, ScriptedRouter.Soon()));
    }

    private static ScriptedRouter Answering() => ScriptedRouter.LoggedIn(async session =>
    {
        while (true)
        {
            var command = await session.ReadAsync();
            if (command.Path == "/log/listen") await session.RowAsync(command, "=message=hello");
            else
            {
                if (command.Path == "/fail") await session.TrapAsync(command, "no such item");
                await session.DoneAsync(command);
            }
        }
    });

    private RouterConnectionSettings Settings(ScriptedRouter router) => new(_routerId, router.Endpoint, ScriptedRouter.Credentials);

    private RouterConnections Pool(IRouterOsConnector? connector = null) => new(
        connector ?? ScriptedRouter.Connector(clock: _clock), Options.Create(ScriptedRouter.LocalOptions()), _clock, [_log],
        NullLogger<RouterConnections>.Instance);

    private sealed class FakeConnector(Func<CancellationToken, Task> connect) : IRouterOsConnector
    {
        private int _calls;

        public int Calls => _calls;

        public async Task<IRouterOsConnection> ConnectAsync(
            RouterOsEndpoint endpoint, RouterOsCredentials credentials, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _calls);
            await connect(cancellationToken);
            throw new InvalidOperationException();
        }
    }

    private sealed class Log : IRouterOsObserver
    {
        private readonly List<string> _lines = [];

        public bool Throws { get; set; }

        public IReadOnlyList<string> Lines { get { lock (_lines) return [.. _lines]; } }

        public void Connected(RouterConnected connected) => Add($"connected {connected.Use}");

        public void CommandFinished(RouterConversation conversation) => Add(
            $"{conversation.Command} rows {conversation.Rows}"
            + (conversation.Cancelled ? " cancelled" : conversation.ErrorKind is { } kind ? $" {kind} {conversation.RawMessage}" : ""));

        public void Disconnected(RouterDisconnected disconnected) => Add($"disconnected {disconnected.Use} {disconnected.Reason?.Kind}");

        public async Task WaitForAsync(string line)
        {
            var soon = ScriptedRouter.Soon();
            while (!Lines.Contains(line))
            {
                soon.ThrowIfCancellationRequested();
                await Task.Yield();
            }
        }

        private void Add(string line)
        {
            if (Throws) throw new InvalidOperationException("observer");
            lock (_lines) _lines.Add(line);
        }
    }
}
