using MikrotikBilling.Core.Routers.RouterOs;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Routers.RouterOs;

public class RouterOsStreamTests
{
    private static readonly RouterOsCommand Print = RouterOsCommand.Of("/ppp/secret/print");
    private static readonly RouterOsCommand Listen = RouterOsCommand.Of("/ppp/active/listen");

    [Fact]
    public async Task Stream_Listen_HandsRowsOverAsTheyArriveAndTellsOfRemovals()
    {
        var next = new SemaphoreSlim(0);
        var cancelled = new TaskCompletionSource();
        await using var router = ScriptedRouter.LoggedIn(async session =>
        {
            var listen = await session.ReadAsync();
            await next.WaitAsync();
            await session.RowAsync(listen, "=.id=*1", "=name=c1");
            await next.WaitAsync();
            await session.RowAsync(listen, "=.id=*1", "=.dead=yes");
            (await session.ReadAsync())["tag"].ShouldBe(listen.Tag);
            cancelled.SetResult();
        });
        await using var connection = await router.ConnectAsync();
        var seen = new List<RouterOsRow>();

        next.Release();
        await foreach (var row in connection.StreamAsync(Listen, ScriptedRouter.Soon()))
        {
            seen.Add(row);
            if (row.IsDead) break;
            next.Release(); // the second row is only sent once the first was seen
        }

        seen.Select(r => r.IsDead).ShouldBe([false, true]);
        await cancelled.Task.WaitAsync(ScriptedRouter.Soon()); // leaving the loop cancels on the router
        connection.IsOpen.ShouldBeTrue();
    }

    [Fact]
    public async Task Stream_EndlessCommands_TakeNoPlaceInTheWindow()
    {
        await using var router = ScriptedRouter.LoggedIn(async session =>
        {
            while (true)
            {
                var command = await session.ReadAsync();
                if (command.Path == "/x") await session.DoneAsync(command);
                else await session.RowAsync(command, "=name=started");
            }
        });
        await using var connection = await router.ConnectAsync(new RouterOsOptions { AllowLocalHosts = true, WindowCeiling = 1 });
        await using var one = connection.StreamAsync(Listen, ScriptedRouter.Soon()).GetAsyncEnumerator();
        await using var two = connection.StreamAsync(RouterOsCommand.Of("/tool/torch").Within(Timeout.InfiniteTimeSpan), ScriptedRouter.Soon()).GetAsyncEnumerator();
        (await one.MoveNextAsync()).ShouldBeTrue();
        (await two.MoveNextAsync()).ShouldBeTrue();

        await connection.RunAsync(RouterOsCommand.Of("/x"), ScriptedRouter.Soon());
    }

    [Fact]
    public async Task Stream_TrapAfterRows_ThrowsAfterThem()
    {
        await using var router = ScriptedRouter.LoggedIn(async session =>
        {
            var print = await session.ReadAsync();
            await session.RowAsync(print, "=.id=*1");
            await session.TrapAsync(print, "not enough permissions (9)");
            await session.DoneAsync(print);
        });
        await using var connection = await router.ConnectAsync();
        var rows = 0;

        var error = await Should.ThrowAsync<RouterOsException>(async () =>
        {
            await foreach (var _ in connection.StreamAsync(Print, ScriptedRouter.Soon())) rows++;
        });

        rows.ShouldBe(1);
        error.Kind.ShouldBe(RouterOsErrorKind.NoPermission);
    }

    [Fact]
    public async Task Stream_CallerCancelsWhileWaiting_ReturnsAtOnce()
    {
        await using var router = ScriptedRouter.LoggedIn(session => session.StaySilentAsync());
        await using var connection = await router.ConnectAsync();
        using var giveUp = new CancellationTokenSource();
        await using var rows = connection.StreamAsync(Listen, giveUp.Token).GetAsyncEnumerator();
        var waiting = rows.MoveNextAsync().AsTask();

        await giveUp.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(waiting);
    }

    [Fact]
    public async Task Stream_SlowReader_HoldsTheRouterBackAndItsTimeStandsStill()
    {
        const int Total = 20_000;
        var clock = new FakeClock();
        var sent = 0;
        await using var router = ScriptedRouter.LoggedIn(async session =>
        {
            var print = await session.ReadAsync();
            for (; sent < Total; sent++) await session.RowAsync(print, $"=comment={new string('x', 1000)}");
            await session.DoneAsync(print);
        });
        await using var connection = await router.ConnectAsync(new RouterOsOptions { AllowLocalHosts = true, StreamBufferRows = 8 }, clock);
        var rows = 0;

        await foreach (var _ in connection.StreamAsync(Print, ScriptedRouter.Soon()))
        {
            if (rows++ > 0) continue;
            while (!connection.IsPaused) await Task.Yield();
            clock.Advance(TimeSpan.FromMinutes(3)); // the reader takes its time
            Volatile.Read(ref sent).ShouldBeLessThan(Total);
        }

        rows.ShouldBe(Total);
    }

    [Fact]
    public async Task Stream_ReaderRunsCommandsInItsLoop_NothingIsHeldUp()
    {
        await using var router = ScriptedRouter.LoggedIn(async session =>
        {
            var print = await session.ReadAsync();
            for (var i = 0; i < 100; i++) await session.RowAsync(print, "=.id=*1");
            await session.DoneAsync(print);
            while (true) await session.DoneAsync(await session.ReadAsync());
        });
        await using var connection = await router.ConnectAsync(
            new RouterOsOptions { AllowLocalHosts = true, StreamBufferRows = 2, WindowCeiling = 1 });
        var rows = 0;

        await foreach (var _ in connection.StreamAsync(Print, ScriptedRouter.Soon()))
        {
            rows++;
            await connection.RunAsync(RouterOsCommand.Of("/x"), ScriptedRouter.Soon());
        }

        rows.ShouldBe(100);
    }

    [Fact]
    public async Task Stream_TooFarBehindWhileOthersWait_IsCut()
    {
        var other = new TaskCompletionSource<ScriptedRouter.Sentence>();
        await using var router = ScriptedRouter.LoggedIn(async session =>
        {
            var print = await session.ReadAsync();
            await session.RowAsync(print, "=.id=*1");
            var waiting = await session.ReadAsync();
            for (var i = 0; i < 50; i++) await session.RowAsync(print, "=.id=*2");
            (await session.ReadAsync())["tag"].ShouldBe(print.Tag);
            await session.DoneAsync(print);
            await session.DoneAsync(waiting);
        });
        await using var connection = await router.ConnectAsync(
            new RouterOsOptions { AllowLocalHosts = true, StreamBufferRows = 2, StreamOverflowRows = 20 });
        await using var rows = connection.StreamAsync(Print, ScriptedRouter.Soon()).GetAsyncEnumerator();
        (await rows.MoveNextAsync()).ShouldBeTrue();

        await connection.RunAsync(RouterOsCommand.Of("/x"), ScriptedRouter.Soon());

        var error = await Should.ThrowAsync<RouterOsException>(async () =>
        {
            while (await rows.MoveNextAsync())
            {
            }
        });
        error.Kind.ShouldBe(RouterOsErrorKind.Failed);
        error.Message.ShouldContain("too slowly");
        connection.IsOpen.ShouldBeTrue();
    }
}
