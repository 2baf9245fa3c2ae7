using System.Globalization;
using System.Text;
using MikrotikBilling.Core.Routers.RouterOs;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Routers.RouterOs;

public class RouterOsConnectionTests
{
    private static readonly RouterOsCommand Print = RouterOsCommand.Of("/ppp/secret/print").Columns(".id", "name");

    [Fact]
    public async Task RunAsync_Print_GathersRowsAndDone()
    {
        await using var router = ScriptedRouter.LoggedIn(async session =>
        {
            var print = await session.ReadAsync();
            print.Path.ShouldBe("/ppp/secret/print");
            print.Words.ShouldBe(["=.proplist=.id,name"]);
            await session.RowAsync(print, "=.id=*1", "=name=a=b");
            await session.SendAsync("!re", $".tag={print.Tag}", "=.id=*2", "=name=");
            await session.RowAsync(print);
            await session.DoneAsync(print, "=ret=3");
        });
        await using var connection = await router.ConnectAsync();

        var reply = await connection.RunAsync(Print, ScriptedRouter.Soon());

        reply.Rows.Select(r => r.Id).ShouldBe(["*1", "*2", null]);
        reply.Rows[0]["name"].ShouldBe("a=b");
        reply.Rows[1]["name"].ShouldBe("");
        reply.Ret.ShouldBe("3");
    }

    [Fact]
    public async Task RunAsync_AHundredAtOnceAnsweredBackwards_EachGetsItsOwnRows()
    {
        await using var router = ScriptedRouter.LoggedIn(async session =>
        {
            for (var left = 100; left > 0; left -= 4)
            {
                var batch = new Stack<ScriptedRouter.Sentence>();
                for (var i = 0; i < 4; i++) batch.Push(await session.ReadAsync());
                foreach (var command in batch) await session.RowAsync(command, $"=name={command["name"]}");
                foreach (var command in batch) await session.DoneAsync(command);
            }
        });
        await using var connection = await router.ConnectAsync(new RouterOsOptions { AllowLocalHosts = true, WindowCeiling = 4 }, new FakeClock());

        var replies = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => connection.RunAsync(
            RouterOsCommand.Of("/x").With("name", i.ToString(CultureInfo.InvariantCulture)), ScriptedRouter.Soon())));

        replies.Select(r => r.Rows.Single()["name"]).ShouldBe(Enumerable.Range(0, 100).Select(i => i.ToString(CultureInfo.InvariantCulture)));
    }

    [Fact]
    public async Task RunAsync_SeveralTraps_TheFirstRealOneCountsAndAllAreKept()
    {
        await using var router = ScriptedRouter.LoggedIn(async session =>
        {
            var add = await session.ReadAsync();
            await session.TrapAsync(add, "interrupted", "=category=2");
            await session.TrapAsync(add, "failure: secret with the same name already exists", "=category=4");
            await session.TrapAsync(add, "no such item");
            await session.DoneAsync(add);
        });
        await using var connection = await router.ConnectAsync();

        var error = await Should.ThrowAsync<RouterOsException>(connection.RunAsync(RouterOsCommand.Of("/ppp/secret/add"), ScriptedRouter.Soon()));

        error.Kind.ShouldBe(RouterOsErrorKind.Duplicate);
        error.Category.ShouldBe(4);
        error.RawMessage.ShouldBe("interrupted; failure: secret with the same name already exists; no such item");
        error.CommandPath.ShouldBe("/ppp/secret/add");
        error.Router.ShouldBe(router.Endpoint.ToString());
        connection.IsOpen.ShouldBeTrue();
    }

    [Fact]
    public async Task RunAsync_UnknownWordsUnknownTagsAndNoTag_AreCountedAndTheConnectionLives()
    {
        await using var router = ScriptedRouter.LoggedIn(async session =>
        {
            var print = await session.ReadAsync();
            await session.SendAsync("!progress", "=percent=10", $".tag={print.Tag}");
            await session.SendAsync("!re", "=name=stranger", ".tag=77777");
            await session.SendAsync("!re", "=name=stranger", ".tag=abc");
            await session.SendAsync("!re", "=name=untagged");
            await session.SendAsync("!done");
            await session.RowAsync(print, "=name=mine");
            await session.SendAsync("hello");
            await session.SendAsync("!empty", $".tag={print.Tag}");
            await session.DoneAsync(print);
        });
        await using var connection = await router.ConnectAsync();

        var reply = await connection.RunAsync(Print, ScriptedRouter.Soon());

        reply.Rows.Single()["name"].ShouldBe("mine");
        connection.UnknownReplies.ShouldBe(2);
        connection.UnclaimedReplies.ShouldBe(4);
        connection.IsOpen.ShouldBeTrue();
    }

    [Fact]
    public async Task RunAsync_EmptyThenDone_IsNoRows()
    {
        await using var router = ScriptedRouter.LoggedIn(async session =>
        {
            var print = await session.ReadAsync();
            await session.SendAsync("!empty", $".tag={print.Tag}");
            await session.DoneAsync(print);
        });
        await using var connection = await router.ConnectAsync();

        (await connection.RunAsync(Print, ScriptedRouter.Soon())).Rows.ShouldBeEmpty();
    }

    [Fact]
    public async Task RunAsync_Fatal_FailsEverythingPendingWithItsText()
    {
        await using var router = ScriptedRouter.LoggedIn(async session =>
        {
            await session.ReadAsync();
            await session.ReadAsync();
            await session.SendAsync("!fatal", "session terminated on request");
        });
        await using var connection = await router.ConnectAsync();

        var both = new[] { connection.RunAsync(Print, ScriptedRouter.Soon()), connection.RunAsync(Print, ScriptedRouter.Soon()) };

        foreach (var one in both)
        {
            var error = await Should.ThrowAsync<RouterOsException>(one);
            error.Kind.ShouldBe(RouterOsErrorKind.Unreachable);
            error.RawMessage.ShouldBe("session terminated on request");
        }
        connection.IsOpen.ShouldBeFalse();
        (await connection.Closed)!.Kind.ShouldBe(RouterOsErrorKind.Unreachable);
        await Should.ThrowAsync<RouterOsException>(connection.RunAsync(Print, ScriptedRouter.Soon()));
    }

    [Fact]
    public async Task RunAsync_CommandsQueuedBehindTheWindowWhenTheConnectionEnds_FailToo()
    {
        await using var router = ScriptedRouter.LoggedIn(async session =>
        {
            await session.ReadAsync();
            session.Reset();
        });
        await using var connection = await router.ConnectAsync(new RouterOsOptions { AllowLocalHosts = true, WindowCeiling = 1 });

        var all = Enumerable.Range(0, 5).Select(_ => connection.RunAsync(Print, ScriptedRouter.Soon())).ToList();

        foreach (var one in all) (await Should.ThrowAsync<RouterOsException>(one)).Kind.ShouldBe(RouterOsErrorKind.Unreachable);
    }

    [Fact]
    public async Task RunAsync_RebootThatCutsTheConnection_Succeeds()
    {
        await using var router = ScriptedRouter.LoggedIn(async session =>
        {
            await session.ReadAsync();
            session.Close();
        });
        await using var connection = await router.ConnectAsync();

        await connection.RunAsync(RouterOsCommand.Of("/system/reboot"), ScriptedRouter.Soon());

        connection.IsOpen.ShouldBeFalse();
    }

    [Fact]
    public async Task RunAsync_HugeWord_IsAProtocolError()
    {
        await using var router = ScriptedRouter.LoggedIn(async session =>
        {
            await session.ReadAsync();
            await session.SendBytesAsync(new byte[] { 0x03, (byte)'!', (byte)'r', (byte)'e', 0xF0, 0x7F, 0xFF, 0xFF, 0xFF, 1, 2, 3 });
            await session.StaySilentAsync();
        });
        await using var connection = await router.ConnectAsync();

        (await Should.ThrowAsync<RouterOsException>(connection.RunAsync(Print, ScriptedRouter.Soon()))).Kind.ShouldBe(RouterOsErrorKind.Protocol);
    }

    [Fact]
    public async Task RunAsync_MoreThanMayBeGathered_IsCutAndTheConnectionLives()
    {
        await using var router = ScriptedRouter.LoggedIn(async session =>
        {
            var print = await session.ReadAsync();
            for (var i = 0; i < 4; i++) await session.RowAsync(print, "=contents=" + new string('x', 500));
            (await session.ReadAsync()).Path.ShouldBe("/cancel");
            await session.DoneAsync(print);
            await session.DoneAsync(await session.ReadAsync());
        });
        await using var connection = await router.ConnectAsync(new RouterOsOptions { AllowLocalHosts = true, MaxReplyBytes = 1024 });

        (await Should.ThrowAsync<RouterOsException>(connection.RunAsync(Print, ScriptedRouter.Soon()))).Kind.ShouldBe(RouterOsErrorKind.Failed);
        await connection.RunAsync(Print, ScriptedRouter.Soon());
    }

    [Fact]
    public async Task LoginAndPrint_RepliesCutAtEveryByte_ReadTheSame()
    {
        var login = ScriptedRouter.Bytes("!done", ".tag=1");
        byte[] print =
        [
            .. ScriptedRouter.Bytes("!re", "=.id=*1", ".tag=2", "=name=Żółć"), 0, .. ScriptedRouter.Bytes("!re", "=comment=" + new string('y', 200), ".tag=2"),
            .. ScriptedRouter.Bytes("!done", ".tag=2"),
        ];
        for (var split = 0; split <= Math.Max(login.Length, print.Length); split++)
        {
            await using var router = new ScriptedRouter(async session =>
            {
                await session.ReadAsync();
                await SendSplitAsync(session, login, split);
                await session.ReadAsync();
                await SendSplitAsync(session, print, split);
                await session.StaySilentAsync();
            });
            await using var connection = await router.ConnectAsync();
            var reply = await connection.RunAsync(Print, ScriptedRouter.Soon());
            reply.Rows.Count.ShouldBe(2);
            reply.Rows[0]["name"].ShouldBe("Żółć");
        }
    }

    [Fact]
    public async Task LoginAndPrint_OneByteAtATime_ReadTheSame()
    {
        await using var router = new ScriptedRouter(async session =>
        {
            var login = await session.ReadAsync();
            foreach (var b in ScriptedRouter.Bytes("!done", $".tag={login.Tag}")) await session.SendBytesAsync(new[] { b });
            var print = await session.ReadAsync();
            foreach (var b in ScriptedRouter.Bytes("!re", "=name=slow", $".tag={print.Tag}")) await session.SendBytesAsync(new[] { b });
            foreach (var b in ScriptedRouter.Bytes("!done", $".tag={print.Tag}")) await session.SendBytesAsync(new[] { b });
        });
        await using var connection = await router.ConnectAsync();

        (await connection.RunAsync(Print, ScriptedRouter.Soon())).Rows.Single()["name"].ShouldBe("slow");
    }

    [Fact]
    public async Task Add_ConnectionResetAfterEachByte_IsUnreachableWithoutTheSecret()
    {
        var answer = ScriptedRouter.Bytes("!done", "=ret=*1A", ".tag=2");
        for (var count = 0; count < answer.Length; count++)
        {
            await using var router = ScriptedRouter.LoggedIn(async session =>
            {
                await session.ReadAsync();
                await session.SendBytesAsync(answer.AsMemory(0, count));
                session.Reset();
            });
            await using var connection = await router.ConnectAsync();
            var add = RouterOsCommand.Of("/ppp/secret/add").With("name", "c1").With("password", "t0p-Secret");

            var error = await Should.ThrowAsync<RouterOsException>(connection.RunAsync(add, ScriptedRouter.Soon()));

            error.Kind.ShouldBe(RouterOsErrorKind.Unreachable);
            error.IsConnectionFault.ShouldBeTrue();
            error.ToString().ShouldNotContain("t0p-Secret");
            connection.IsOpen.ShouldBeFalse();
        }
    }

    [Fact]
    public async Task RunAsync_RouterEchoesThePassword_ItIsMasked()
    {
        await using var router = ScriptedRouter.LoggedIn(async session =>
        {
            var add = await session.ReadAsync();
            await session.TrapAsync(add, $"invalid value for argument password: '{add["password"]}' is weak");
            await session.DoneAsync(add);
        });
        await using var connection = await router.ConnectAsync();

        var error = await Should.ThrowAsync<RouterOsException>(connection.RunAsync(
            RouterOsCommand.Of("/ppp/secret/add").With("password", "t0p-Secret"), ScriptedRouter.Soon()));

        error.Kind.ShouldBe(RouterOsErrorKind.BadValue);
        error.RawMessage.ShouldBe("invalid value for argument password: *** is weak");
        error.ToString().ShouldNotContain("t0p-Secret");
    }

    [Fact]
    public async Task DisposeAsync_SaysQuitAndEndsWhatIsUnderWay()
    {
        var quit = new TaskCompletionSource<string>();
        await using var router = ScriptedRouter.LoggedIn(async session =>
        {
            await session.ReadAsync();
            quit.SetResult((await session.ReadAsync()).Path);
        });
        var connection = await router.ConnectAsync();
        var running = connection.RunAsync(Print, ScriptedRouter.Soon());

        await connection.DisposeAsync();

        (await quit.Task.WaitAsync(ScriptedRouter.Soon())).ShouldBe("/quit");
        (await Should.ThrowAsync<RouterOsException>(running)).Kind.ShouldBe(RouterOsErrorKind.Interrupted);
        (await connection.Closed).ShouldBeNull();
        await connection.DisposeAsync();
    }

    [Fact]
    public async Task RunAsync_TextInAnyScript_ArrivesAsUtf8()
    {
        await using var router = ScriptedRouter.LoggedIn(async session =>
        {
            var add = await session.ReadAsync();
            Encoding.UTF8.GetByteCount(add["comment"]).ShouldBe(15);
            await session.RowAsync(add, "=comment=" + add["comment"]);
            await session.DoneAsync(add);
        });
        await using var connection = await router.ConnectAsync();

        var reply = await connection.RunAsync(RouterOsCommand.Of("/x").With("comment", "বাংলা"), ScriptedRouter.Soon());

        reply.Rows.Single()["comment"].ShouldBe("বাংলা");
        reply.Rows.Single().IsLossy.ShouldBeFalse();
    }

    private static async Task SendSplitAsync(ScriptedRouter.Session session, byte[] bytes, int split)
    {
        split = Math.Min(split, bytes.Length);
        await session.SendBytesAsync(bytes.AsMemory(0, split));
        await Task.Yield();
        await session.SendBytesAsync(bytes.AsMemory(split));
    }
}
