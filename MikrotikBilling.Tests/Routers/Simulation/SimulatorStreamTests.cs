using System.Diagnostics;
using MikrotikBilling.Core.Routers.Simulation;

namespace MikrotikBilling.Tests.Routers.Simulation;

public sealed class SimulatorStreamTests
{
    [Fact]
    public async Task Listen_ChangesAndRemovals_AreSentUntilCancelled()
    {
        await using var started = await Started.OnAsync();
        var client = started.Client;
        await client.SendAsync("/ppp/secret/listen", "=.proplist=.id,name,disabled", ".tag=l");

        await client.SendAsync("/ppp/secret/add", "=name=a", ".tag=1");
        await client.SendAsync("/ppp/secret/disable", "=.id=a", ".tag=2");
        await client.SendAsync("/ppp/secret/remove", "=.id=a", ".tag=3");
        var seen = new List<string>();
        while (seen.Count < 3) if (await client.NextAsync() is { Tag: "l" } reply) seen.Add(reply.ToString());
        seen.ShouldBe(["!re =.id=*1 =name=a =disabled=false .tag=l", "!re =.id=*1 =name=a =disabled=true .tag=l",
            "!re =.id=*1 =.dead=true .tag=l"]);

        await client.SendAsync("/cancel", "=tag=l", ".tag=c");
        var rest = new List<string>();
        while (rest.Count < 3) if (await client.NextAsync() is { Tag: "l" or "c" } reply) rest.Add(reply.ToString());
        rest.Order().ShouldBe(["!done .tag=c", "!done .tag=l", "!trap =category=2 =message=interrupted .tag=l"]);
    }

    [Fact]
    public async Task Cancel_WithoutTag_EndsEverythingElse()
    {
        await using var started = await Started.OnAsync();
        var client = started.Client;
        await client.SendAsync("/ppp/secret/listen", ".tag=1");
        await client.SendAsync("/interface/listen", ".tag=2");

        await client.SendAsync("/cancel", ".tag=3");
        var done = new HashSet<string?>();
        while (done.Count < 3) if (await client.NextAsync() is { Word: "!done" } reply) done.Add(reply.Tag);
        done.ShouldBe(["1", "2", "3"], ignoreOrder: true);
        (await client.RowsAsync("/system/identity/print")).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Listen_Untagged_IsEndedByUntaggedCancel()
    {
        await using var started = await Started.OnAsync();
        await started.Client.SendAsync("/ppp/secret/listen");
        await started.Client.SendAsync("/cancel");

        var words = new List<string>();
        while (words.Count(word => word == "!done") < 2) words.Add((await started.Client.NextAsync())!.Word);
        words.ShouldContain("!trap");
    }

    [Fact]
    public async Task MonitorTraffic_UntilCancelled_NumbersItsSections()
    {
        await using var started = await Started.OnAsync();
        await started.Client.SendAsync("/interface/monitor-traffic", "=interface=ether1", ".tag=m");

        var first = await started.Client.NextAsync();
        first![".section"].ShouldBe("0");
        first["rx-bits-per-second"]!.AsNumber().ShouldBeGreaterThan(0);
        await started.Client.SendAsync("/cancel", "=tag=m", ".tag=c");
        (await started.Client.ReadUntilDoneAsync("m"))[^2]["message"].ShouldBe("interrupted");
    }

    [Fact]
    public async Task MonitorTraffic_Once_EndsByItself()
    {
        await using var started = await Started.OnAsync();

        var replies = await started.Client.RunAsync("/interface/monitor-traffic", "=interface=ether1,ether2", "=once=");
        replies.Select(reply => reply.Word).ShouldBe(["!re", "!re", "!done"]);
    }

    [Fact]
    public async Task Ping_Count_CountsAndEnds()
    {
        await using var started = await Started.OnAsync();

        var own = await started.Client.RunAsync("/ping", "=address=192.168.88.1", "=count=1");
        own.Select(reply => reply.Word).ShouldBe(["!re", "!done"]);
        own[0]["received"].ShouldBe("1");
        var dead = await started.Client.RunAsync("/tool/ping", "=address=10.112.112.77", "=count=2", "=interval=10ms");
        dead[1]["status"].ShouldBe("timeout");
        dead[1]["packet-loss"].ShouldBe("100");
        dead[1]["sent"].ShouldBe("2");
    }

    [Fact]
    public async Task Print_CountOnly_AnswersInRet()
    {
        await using var started = await Started.WithAsync(new RouterSimulatorOptions { Secrets = 12 });

        (await started.Client.RunAsync("/ppp/secret/print", "=count-only=")).ShouldHaveSingleItem()["ret"].ShouldBe("12");
        (await started.Client.RunAsync("/ppp/secret/print", "=count-only=",
            "?name=customer00003")).ShouldHaveSingleItem()["ret"].ShouldBe("1");
    }

    [Theory]
    [InlineData(RouterVersion.V7_24, "!empty !done")]
    [InlineData(RouterVersion.V7_12, "!done")]
    [InlineData(RouterVersion.V6_49, "!done")]
    public async Task Print_NoRows_IsEmptyOnNewRoutersOnly(RouterVersion version, string words)
    {
        await using var started = await Started.OnAsync(version);

        string.Join(' ', (await started.Client.RunAsync("/ppp/secret/getall")).Select(reply => reply.Word)).ShouldBe(words);
    }

    [Fact]
    public async Task Print_ColumnsNobodyHas_AreRowsWithoutAttributes()
    {
        await using var started = await Started.WithAsync(new RouterSimulatorOptions { Secrets = 2 });

        (await started.Client.RunAsync("/ppp/secret/print", "=.proplist=comment", ".tag=1")).Select(reply => reply.ToString())
            .ShouldBe(["!re .tag=1", "!re .tag=1", "!done .tag=1"]);
    }

    [Fact]
    public async Task TenThousandSecrets_Printed_StreamWhileOtherCommandsAreAnswered()
    {
        await using var started = await Started.WithAsync(new RouterSimulatorOptions { Secrets = 10_000 });
        var client = started.Client;
        started.Simulator.Faults.Stall(); // fills the queue: the print has to wait in the middle
        await client.SendAsync("/ppp/secret/print", ".tag=big");
        await client.SendAsync("/system/identity/print", ".tag=small");
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        await started.Simulator.WaitForAsync(router => router.CommandCount("/system/identity/print") == 1, deadline.Token);
        started.Simulator.Faults.ReleaseStalled();

        var (rows, rowsAtSmall) = (0, -1);
        while (await client.NextAsync() is { } reply)
        {
            if (reply.Tag == "small" && rowsAtSmall < 0) rowsAtSmall = rows;
            if (reply is { Tag: "big", Word: "!re" }) rows++;
            if (reply is { Tag: "big", Word: "!done" }) break;
        }
        rows.ShouldBe(10_000);
        rowsAtSmall.ShouldBeInRange(0, 9_999);
    }

    [Fact]
    public async Task SlowReader_WithFullPipe_DoesNotStopOtherClients()
    {
        await using var started = await Started.WithAsync(new RouterSimulatorOptions { Secrets = 10_000 });
        for (var i = 0; i < 20; i++) await started.Client.SendAsync("/ppp/secret/print", $".tag={i}"); // about 50 MB that nobody reads
        await using var other = await RawClient.LogInAsync(started.Simulator);

        (await other.RowsAsync("/system/identity/print")).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Latency_ManyCommandsAtOnce_WaitTogether()
    {
        await using var started = await Started.WithAsync(new RouterSimulatorOptions { Latency = TimeSpan.FromMilliseconds(50) });
        var began = Stopwatch.GetTimestamp();
        for (var i = 0; i < 100; i++) await started.Client.SendAsync("/ppp/secret/add", $"=name=u{i}", $".tag={i}");

        var done = 0;
        while (done < 100) if ((await started.Client.NextAsync())!.Word == "!done") done++;
        Stopwatch.GetElapsedTime(began).ShouldBeInRange(TimeSpan.FromMilliseconds(45), TimeSpan.FromSeconds(2)); // one by one: 5 s
        started.Simulator.CommandCount("/ppp/secret/add").ShouldBe(100);
        started.Simulator.WriteCount.ShouldBe(100);
    }

    [Fact]
    public async Task UntaggedCommands_SentTogether_AreAnsweredInOrder()
    {
        await using var started = await Started.WithAsync(new RouterSimulatorOptions { Secrets = 500 });
        await started.Client.SendAsync("/ppp/secret/print", "=.proplist=name");
        await started.Client.SendAsync("/ppp/secret/add", "=name=late");
        await started.Client.SendAsync("/ppp/secret/print", "=count-only=");

        (await started.Client.ReadUntilDoneAsync()).Count.ShouldBe(501);
        (await started.Client.ReadUntilDoneAsync()).ShouldHaveSingleItem()["ret"].ShouldNotBeNull();
        (await started.Client.ReadUntilDoneAsync()).ShouldHaveSingleItem()["ret"].ShouldBe("501");
    }

    [Fact]
    public async Task Print_FollowOnly_IsAListen()
    {
        await using var started = await Started.OnAsync();
        await started.Client.SendAsync("/ppp/secret/print", "=follow=", "=.proplist=name", ".tag=f");
        await started.Client.RunAsync("/system/identity/print", ".tag=wait");
        started.Simulator.Add("/ppp/secret", ("name", "by-hand"));

        (await started.Client.NextAsync())!.ToString().ShouldBe("!re =name=by-hand .tag=f");
    }
}
