using MikrotikBilling.Core.Routers.RouterOs;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Routers.RouterOs;

public class RouterOsCancellationTests
{
    private static readonly RouterOsCommand Slow = RouterOsCommand.Of("/ping").With("count", "99");
    private static readonly RouterOsCommand Quick = RouterOsCommand.Of("/system/identity/print");

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Cancel_EitherOrderOfTheTwoDone_DropsLateRowsAndFreesTheTag(bool commandFirst)
    {
        var received = new TaskCompletionSource();
        var go = new TaskCompletionSource();
        var tags = new List<string?>();
        await using var router = ScriptedRouter.LoggedIn(async session =>
        {
            var slow = await session.ReadAsync();
            received.SetResult();
            var cancel = await session.ReadAsync();
            cancel.Path.ShouldBe("/cancel");
            cancel["tag"].ShouldBe(slow.Tag);
            tags.AddRange([slow.Tag, cancel.Tag]);
            await go.Task;
            await session.RowAsync(slow, "=late=yes");
            if (!commandFirst) await session.DoneAsync(cancel);
            await session.TrapAsync(slow, "interrupted", "=category=2");
            await session.DoneAsync(slow);
            if (commandFirst) await session.DoneAsync(cancel);
            for (var i = 0; i < 5; i++)
            {
                var next = await session.ReadAsync();
                tags.Add(next.Tag);
                await session.RowAsync(next, "=name=own");
                await session.DoneAsync(next);
            }
        });
        await using var connection = await router.ConnectAsync();
        using var giveUp = new CancellationTokenSource();
        var running = connection.RunAsync(Slow, giveUp.Token);
        await received.Task.WaitAsync(ScriptedRouter.Soon());

        await giveUp.CancelAsync();

        (await Should.ThrowAsync<OperationCanceledException>(running)).CancellationToken.ShouldBe(giveUp.Token); // before the router says a word
        connection.Tombstones.ShouldBe(1);
        go.SetResult();
        for (var i = 0; i < 5; i++)
            (await connection.RunAsync(Quick, ScriptedRouter.Soon())).Rows.Single()["name"].ShouldBe("own");
        connection.Tombstones.ShouldBe(0);
        connection.UnclaimedReplies.ShouldBe(3);
        tags.ShouldBeUnique();
        connection.IsOpen.ShouldBeTrue();
    }

    [Fact]
    public async Task Storm_OfCommandsAndCancels_NobodyGetsAnothersRows()
    {
        await using var router = ScriptedRouter.LoggedIn(async session =>
        {
            var random = new Random(7);
            var held = new List<ScriptedRouter.Sentence>();
            while (true)
            {
                var command = await session.ReadAsync();
                if (command.Path == "/cancel")
                {
                    var target = held.Find(c => c.Tag == command["tag"]);
                    if (target is not null) await FinishAsync(session, target);
                    held.RemoveAll(c => c == target);
                    await session.DoneAsync(command);
                    continue;
                }
                held.Insert(random.Next(held.Count + 1), command);
                if (command.Path == "/flush" || held.Count > 5)
                {
                    foreach (var one in held) await FinishAsync(session, one);
                    held.Clear();
                }
            }
        });
        await using var connection = await router.ConnectAsync(new RouterOsOptions { AllowLocalHosts = true, WindowStart = 64 }, new FakeClock());
        var random = new Random(11);
        var answered = 0;

        for (var round = 0; round < 20; round++)
        {
            var running = Enumerable.Range(0, 60).Select(async i =>
            {
                using var giveUp = new CancellationTokenSource();
                var name = $"{round}-{i}";
                var command = RouterOsCommand.Of("/x").With("name", name);
                var run = connection.RunAsync(command, giveUp.Token);
                if (i % 3 == 0) await giveUp.CancelAsync();
                try
                {
                    (await run).Rows.Single()["name"].ShouldBe(name);
                    Interlocked.Increment(ref answered);
                }
                catch (OperationCanceledException) when (i % 3 == 0)
                {
                    // asked for
                }
            }).ToList();
            await connection.RunAsync(RouterOsCommand.Of("/flush").With("name", "f"), ScriptedRouter.Soon());
            await Task.WhenAll(running).WaitAsync(ScriptedRouter.Soon());
        }

        answered.ShouldBeGreaterThanOrEqualTo(800);
        await connection.RunAsync(RouterOsCommand.Of("/flush").With("name", "f"), ScriptedRouter.Soon());
        connection.Tombstones.ShouldBe(0);
        connection.IsOpen.ShouldBeTrue();

        static async Task FinishAsync(ScriptedRouter.Session session, ScriptedRouter.Sentence command)
        {
            await session.RowAsync(command, $"=name={command["name"]}");
            await session.DoneAsync(command);
        }
    }

    [Fact]
    public async Task Cancel_CommandStillWaitingForTheWindow_IsNeverSent()
    {
        var seen = new List<string>();
        var go = new TaskCompletionSource();
        await using var router = ScriptedRouter.LoggedIn(async session =>
        {
            var first = await session.ReadAsync();
            await go.Task;
            await session.DoneAsync(first);
            while (true)
            {
                var next = await session.ReadAsync();
                seen.Add(next.Path);
                await session.DoneAsync(next);
            }
        });
        await using var connection = await router.ConnectAsync(new RouterOsOptions { AllowLocalHosts = true, WindowCeiling = 1 });
        var first = connection.RunAsync(Quick, ScriptedRouter.Soon());
        using var giveUp = new CancellationTokenSource();
        var waiting = connection.RunAsync(Slow, giveUp.Token);

        await giveUp.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(waiting);
        go.SetResult();
        await first;
        await connection.RunAsync(RouterOsCommand.Of("/last"), ScriptedRouter.Soon());
        seen.ShouldBe(["/last"]);
    }

    [Fact]
    public async Task Deadline_Missed_CancelsOnTheRouterAndTheConnectionLives()
    {
        var clock = new FakeClock();
        var received = new TaskCompletionSource();
        await using var router = ScriptedRouter.LoggedIn(async session =>
        {
            var slow = await session.ReadAsync();
            received.SetResult();
            var cancel = await session.ReadAsync();
            cancel["tag"].ShouldBe(slow.Tag);
            await session.DoneAsync(cancel);
            await session.DoneAsync(slow);
            await session.DoneAsync(await session.ReadAsync());
        });
        await using var connection = await router.ConnectAsync(clock: clock);
        var running = connection.RunAsync(Slow.Within(TimeSpan.FromSeconds(3)), ScriptedRouter.Soon());
        await received.Task.WaitAsync(ScriptedRouter.Soon());

        clock.Advance(TimeSpan.FromSeconds(2.9));
        running.IsCompleted.ShouldBeFalse();
        clock.Advance(TimeSpan.FromSeconds(0.1));

        var error = await Should.ThrowAsync<RouterOsException>(running);
        error.Kind.ShouldBe(RouterOsErrorKind.TimedOut);
        error.CommandPath.ShouldBe("/ping");
        await connection.RunAsync(Quick, ScriptedRouter.Soon());
        connection.Window.ShouldBe(2); // a missed deadline halves
        connection.IsDoubtful.ShouldBeFalse();
        clock.Advance(TimeSpan.FromMinutes(1));
        connection.IsOpen.ShouldBeTrue();
    }

    [Fact]
    public async Task Deadline_WaitingForTheWindow_DoesNotCount()
    {
        var clock = new FakeClock();
        var received = new TaskCompletionSource();
        var go = new TaskCompletionSource();
        await using var router = ScriptedRouter.LoggedIn(async session =>
        {
            var first = await session.ReadAsync();
            received.SetResult();
            await go.Task;
            await session.DoneAsync(first);
            await session.DoneAsync(await session.ReadAsync());
        });
        await using var connection = await router.ConnectAsync(new RouterOsOptions { AllowLocalHosts = true, WindowCeiling = 1 }, clock);
        var first = connection.RunAsync(Slow.Within(TimeSpan.FromMinutes(5)), ScriptedRouter.Soon());
        var second = connection.RunAsync(Quick, ScriptedRouter.Soon());
        await received.Task.WaitAsync(ScriptedRouter.Soon());

        clock.Advance(TimeSpan.FromMinutes(4));
        go.SetResult();

        await first;
        await second;
    }

    [Fact]
    public async Task Silence_AfterACancel_GivesTheConnectionUp()
    {
        var clock = new FakeClock();
        var received = new TaskCompletionSource();
        var cancelled = new TaskCompletionSource();
        await using var router = ScriptedRouter.LoggedIn(async session =>
        {
            await session.ReadAsync();
            received.SetResult();
            await session.ReadAsync();
            cancelled.SetResult();
            await session.StaySilentAsync();
        });
        await using var connection = await router.ConnectAsync(clock: clock);
        var listen = connection.RunAsync(RouterOsCommand.Of("/log/listen"), ScriptedRouter.Soon());
        await received.Task.WaitAsync(ScriptedRouter.Soon());
        clock.Advance(TimeSpan.FromHours(5));
        connection.IsOpen.ShouldBeTrue(); // an idle listen is healthy

        var running = connection.RunAsync(Quick, ScriptedRouter.Soon());
        await cancelled.Task.WaitAsync(ScriptedRouter.Soon());
        clock.Advance(TimeSpan.FromSeconds(10));
        (await Should.ThrowAsync<RouterOsException>(running)).Kind.ShouldBe(RouterOsErrorKind.TimedOut);
        connection.IsOpen.ShouldBeTrue();
        clock.Advance(TimeSpan.FromSeconds(15));

        connection.IsOpen.ShouldBeFalse();
        (await Should.ThrowAsync<RouterOsException>(listen)).Kind.ShouldBe(RouterOsErrorKind.TimedOut);
        (await connection.Closed)!.Kind.ShouldBe(RouterOsErrorKind.TimedOut);
    }

    [Fact]
    public async Task SlowLoris_NeverEndingASentence_MeetsTheDeadline()
    {
        var clock = new FakeClock();
        var started = new TaskCompletionSource();
        await using var router = ScriptedRouter.LoggedIn(async session =>
        {
            await session.ReadAsync();
            foreach (var b in ScriptedRouter.Bytes("!re", "=name=" + new string('z', 100))[..50]) await session.SendBytesAsync(new[] { b });
            started.SetResult();
            await session.StaySilentAsync();
        });
        await using var connection = await router.ConnectAsync(clock: clock);
        var running = connection.RunAsync(Quick, ScriptedRouter.Soon());
        await started.Task.WaitAsync(ScriptedRouter.Soon());

        clock.Advance(TimeSpan.FromSeconds(10));

        (await Should.ThrowAsync<RouterOsException>(running)).Kind.ShouldBe(RouterOsErrorKind.TimedOut);
        clock.Advance(TimeSpan.FromSeconds(15));
        connection.IsOpen.ShouldBeFalse();
    }

    [Fact]
    public async Task Write_PeerThatReadsNothing_EndsWithinTheDeadline()
    {
        var clock = new FakeClock();
        await using var router = new ScriptedRouter(async session =>
        {
            await session.AcceptLoginAsync();
            await Task.Delay(Timeout.Infinite);
        });
        await using var connection = await router.ConnectAsync(clock: clock);
        var large = RouterOsCommand.Of("/file/set").With("contents", new string('x', 12 << 20)); // more than the socket buffers hold
        var first = connection.RunAsync(large, ScriptedRouter.Soon());
        while (clock.TimersSet < 2) await Task.Yield(); // the command's deadline and that of the write
        var second = connection.RunAsync(Quick, ScriptedRouter.Soon());

        clock.Advance(TimeSpan.FromSeconds(10));

        (await Should.ThrowAsync<RouterOsException>(first)).Kind.ShouldBe(RouterOsErrorKind.TimedOut);
        (await Should.ThrowAsync<RouterOsException>(second)).Kind.ShouldBe(RouterOsErrorKind.TimedOut);
        connection.IsOpen.ShouldBeFalse();
    }
}
