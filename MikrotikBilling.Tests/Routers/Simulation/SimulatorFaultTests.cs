using System.Net.Sockets;
using MikrotikBilling.Core.Routers.RouterOs.Wire;
using MikrotikBilling.Core.Routers.Simulation;

namespace MikrotikBilling.Tests.Routers.Simulation;

public sealed class SimulatorFaultTests
{
    [Fact]
    public async Task RefuseConnections_SwitchedOnAndOff_ClosesAndReopensThePort()
    {
        await using var started = await Started.OnAsync();
        started.Simulator.Faults.RefuseConnections = true;

        (await Should.ThrowAsync<SocketException>(() => RawClient.OpenAsync(started.Simulator.Port))).SocketErrorCode
            .ShouldBe(SocketError.ConnectionRefused);
        (await started.Client.RowsAsync("/system/identity/print")).ShouldHaveSingleItem();
        started.Simulator.Faults.RefuseConnections = false;
        await using var again = await RawClient.LogInAsync(started.Simulator);
    }

    [Fact]
    public async Task CloseAfterBytes_DuringAPrint_CutsTheReply()
    {
        await using var started = await Started.WithAsync(new RouterSimulatorOptions { Secrets = 100 });
        started.Simulator.Faults.CloseAfterBytes = 3_000;

        await Should.ThrowAsync<EndOfStreamException>(() => started.Client.RunAsync("/ppp/secret/print"));
    }

    [Theory]
    [InlineData(ReplyFault.WrongTag, "!done .tag=1-nobody")]
    [InlineData(ReplyFault.UnknownReplyWord, "!news =of=tomorrow .tag=1|!done =ret=*1 .tag=1")]
    [InlineData(ReplyFault.DoubleTrap, "!trap =category=4 =message=failure: first of two .tag=1|!trap =message=failure: second of two .tag=1|!done .tag=1")]
    [InlineData(ReplyFault.Fatal, "!fatal out of memory|closed")]
    [InlineData(ReplyFault.PermissionError, "!trap =message=not enough permissions (9) .tag=1|!done .tag=1")]
    [InlineData(ReplyFault.Failure, "!trap =category=4 =message=failure: internal error .tag=1|!done .tag=1")]
    [InlineData(ReplyFault.CloseAfterEffect, "closed")]
    [InlineData(ReplyFault.CloseBeforeEffect, "closed")]
    public async Task OnNext_EachReplyFault_IsSeenOnTheWire(ReplyFault fault, string expected)
    {
        await using var started = await Started.OnAsync();
        started.Simulator.Faults.OnNext(fault, "/ppp/secret/add");
        await started.Client.SendAsync("/ppp/secret/add", "=name=a", ".tag=1");

        foreach (var sentence in expected.Split('|'))
            (await started.Client.NextAsync())?.ToString().ShouldBe(sentence == "closed" ? null : sentence);
        var happened = fault is not (ReplyFault.PermissionError or ReplyFault.Failure or ReplyFault.CloseBeforeEffect);
        started.Simulator.Rows("/ppp/secret").Count.ShouldBe(happened ? 1 : 0);
        await using var next = await RawClient.LogInAsync(started.Simulator);
        (await next.RowsAsync("/system/identity/print")).ShouldHaveSingleItem(); // once only
    }

    [Fact]
    public async Task OnNext_HalfSentence_EndsInsideIt()
    {
        await using var started = await Started.OnAsync();
        started.Simulator.Faults.OnNext(ReplyFault.HalfSentence);

        await Should.ThrowAsync<EndOfStreamException>(() => started.Client.RunAsync("/system/identity/print"));
    }

    [Theory]
    [InlineData(ReplyFault.HugeWord)]
    [InlineData(ReplyFault.ReservedByte)]
    public async Task OnNext_BytesThatAreNoSentence_AreRefusedByAReader(ReplyFault fault)
    {
        await using var started = await Started.OnAsync();
        started.Simulator.Faults.OnNext(fault);

        await Should.ThrowAsync<WireFormatException>(() => started.Client.RunAsync("/system/identity/print"));
    }

    [Fact]
    public async Task DripOneByte_WholeReply_ArrivesAllTheSame()
    {
        await using var started = await Started.OnAsync();
        started.Simulator.Faults.DripOneByte = true;

        (await started.Client.RowsAsync("/interface/print")).Count.ShouldBe(6);
    }

    [Fact]
    public async Task Stall_Released_SendsEverythingInOneBurst()
    {
        await using var started = await Started.OnAsync();
        started.Simulator.Faults.Stall();
        for (var i = 0; i < 5; i++) await started.Client.SendAsync("/ppp/secret/add", $"=name=u{i}", $".tag={i}");
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        await started.Simulator.WaitForAsync(router => router.Rows("/ppp/secret").Count == 5, deadline.Token);

        var waiting = started.Client.NextAsync();
        waiting.IsCompleted.ShouldBeFalse();
        started.Simulator.Faults.ReleaseStalled();
        (await waiting)!.Word.ShouldBe("!done");
        for (var i = 1; i < 5; i++) (await started.Client.NextAsync())!.Word.ShouldBe("!done");
    }

    [Fact]
    public async Task StallFor_VirtualTime_EndsWhenItHasPassed()
    {
        var network = new ManualClock();
        await using var started = await Started.WithAsync(new RouterSimulatorOptions { NetworkClock = network });
        started.Simulator.Faults.StallFor(TimeSpan.FromSeconds(7));

        var reply = started.Client.RunAsync("/system/identity/print");
        network.Advance(TimeSpan.FromSeconds(6));
        reply.IsCompleted.ShouldBeFalse();
        network.Advance(TimeSpan.FromSeconds(2));
        (await reply).Count.ShouldBe(2);
    }

    [Fact]
    public async Task DelayReplies_VirtualTime_HoldsEachReply()
    {
        var network = new ManualClock();
        await using var started = await Started.WithAsync(new RouterSimulatorOptions { NetworkClock = network });
        started.Simulator.Faults.DelayReplies = TimeSpan.FromSeconds(3);
        await started.Client.SendAsync("/ppp/secret/add", "=name=a", ".tag=1");
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        await started.Simulator.WaitForAsync(router => router.Rows("/ppp/secret").Count == 1, deadline.Token);

        var reply = started.Client.NextAsync();
        reply.IsCompleted.ShouldBeFalse();
        network.Advance(TimeSpan.FromSeconds(3));
        (await reply)!.ToString().ShouldBe("!done =ret=*1 .tag=1");
    }

    [Fact]
    public async Task Silent_SwitchedOff_LetsTheHeldRepliesGo()
    {
        await using var started = await Started.OnAsync();
        started.Simulator.Faults.Silent = true;
        var reply = started.Client.RunAsync("/system/identity/print");

        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        await started.Simulator.WaitForAsync(router => router.CommandCount("/system/identity/print") == 1, deadline.Token);
        reply.IsCompleted.ShouldBeFalse();
        started.Simulator.Faults.Silent = false;
        (await reply).Count.ShouldBe(2);
    }

    [Fact]
    public async Task CloseOnConnect_NewConnection_IsClosed()
    {
        await using var started = await Started.OnAsync();
        started.Simulator.Faults.CloseOnConnect = true;

        await using var other = await RawClient.OpenAsync(started.Simulator.Port);
        (await other.NextAsync()).ShouldBeNull();
    }

    [Fact]
    public async Task Tls_FailedHandshakeThenNewCertificate_IsWhatAClientSees()
    {
        await using var simulator = await RouterSimulator.StartAsync(new RouterSimulatorOptions { TlsPort = 0 }, CancellationToken.None);
        var before = simulator.CertificateSha256;
        simulator.Faults.FailTlsHandshake = true;
        await Should.ThrowAsync<IOException>(() => RawClient.OpenTlsAsync(simulator.TlsPort!.Value));

        simulator.Faults.Clear();
        simulator.Faults.ReplaceCertificate();
        await using var client = await RawClient.OpenTlsAsync(simulator.TlsPort!.Value);
        client.CertificateSha256.ShouldBe(simulator.CertificateSha256);
        client.CertificateSha256.ShouldNotBe(before);
    }

    [Fact]
    public async Task EmptyConfiguration_LeavesTheDefaultsOnly()
    {
        await using var started = await Started.WithAsync(new RouterSimulatorOptions { Secrets = 10 });
        started.Simulator.Faults.EmptyConfiguration();

        started.Simulator.Rows("/ppp/secret").ShouldBeEmpty();
        started.Simulator.Rows("/ip/pool").ShouldBeEmpty();
        started.Simulator.Rows("/ppp/profile").Select(row => row["name"]).ShouldBe(["default", "default-encryption"]);
        (await started.Client.RowsAsync("/system/identity/print")).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Capacity_ManyCommandsAtOnce_SlowsReplies()
    {
        var network = new ManualClock();
        await using var started = await Started.WithAsync(new RouterSimulatorOptions
        {
            NetworkClock = network,
            Latency = TimeSpan.Zero,
            Capacity = new RouterCapacity(4, TimeSpan.FromMilliseconds(10)),
        });
        started.Simulator.Faults.Stall();
        for (var i = 0; i < 8; i++) await started.Client.SendAsync("/interface/listen", $".tag={i}"); // eight stay under way
        await started.Client.SendAsync("/ppp/secret/add", "=name=slow", ".tag=slow");
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        await started.Simulator.WaitForAsync(router => router.Rows("/ppp/secret").Count == 1, deadline.Token);
        started.Simulator.Faults.ReleaseStalled();

        var reply = started.Client.NextAsync();
        reply.IsCompleted.ShouldBeFalse();
        network.Advance(TimeSpan.FromMilliseconds(63)); // nine under way: 5 above 4, 25 / 4 times 10 ms
        (await reply)!.Tag.ShouldBe("slow");
    }
}
