using System.Globalization;
using MikrotikBilling.Core.Routers.RouterOs;

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
            var left = 100;
            while (left > 0)
            {
                var batch = new Stack<ScriptedRouter.Sentence>();
                for (var i = Math.Min(left, 4); i > 0; i--) batch.Push(await session.ReadAsync());
                left -= batch.Count;
                foreach (var command in batch) await session.RowAsync(command, $"=name={command["name"]}");
                foreach (var command in batch) await session.DoneAsync(command);
            }
        });
        await using var connection = await router.ConnectAsync(new RouterOsOptions { AllowLocalHosts = true, WindowCeiling = 4 });

        var replies = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => connection.RunAsync(
            RouterOsCommand.Of("/x").With("name", i.ToString(CultureInfo.InvariantCulture)), ScriptedRouter.Soon())));

        replies.Select(r => r.Rows.Single()["name"]).ShouldBe(Enumerable.Range(0, 100).Select(i => i.ToString(CultureInfo.InvariantCulture)));
    }
}
