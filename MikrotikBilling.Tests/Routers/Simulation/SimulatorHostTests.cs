using MikrotikBilling.Core.Routers.Simulation;

namespace MikrotikBilling.Tests.Routers.Simulation;

public sealed class SimulatorHostTests
{
    [Fact]
    public async Task Run_WithoutPassword_PrintsOneLineWithARandomOneAndServes()
    {
        using var stop = new CancellationTokenSource();
        var output = new LineWriter();
        var running = SimulatorHost.RunAsync(new SimulateRouterOptions
        {
            Port = 0,
            TlsPort = 0,
            Version = RouterVersion.V7_12,
            Secrets = 3
        }, output, stop.Token);

        var line = await output.Line.WaitAsync(TimeSpan.FromSeconds(20));
        line.ShouldStartWith("RouterOS 7.12.2 (stable) simulator: api=127.0.0.1:");
        var fields = line.Split(' ').Where(word => word.Contains('=')).ToDictionary(word => word.Split('=')[0], word => word.Split('=')[1]);
        fields["sha256"].Length.ShouldBe(64);
        await using (var client = await RawClient.OpenAsync((int)fields["api"].Split(':')[1].AsNumber()))
            (await client.LoginAsync(fields["user"], fields["password"])).Single().Word.ShouldBe("!done");
        await stop.CancelAsync();
        await running;
    }

    [Fact]
    public async Task AThousandIdleSimulators_InOneProcess_AllAnswer()
    {
        var threads = System.Diagnostics.Process.GetCurrentProcess().Threads.Count;
        var simulators = new List<RouterSimulator>();
        for (var i = 0; i < 1000; i++)
            simulators.Add(await RouterSimulator.StartAsync(new RouterSimulatorOptions { Identity = $"r{i}", Password = "p", Seed = i },
                CancellationToken.None));
        System.Diagnostics.Process.GetCurrentProcess().Threads.Count.ShouldBeLessThan(threads + 100);

        foreach (var simulator in simulators.Where((_, index) => index % 100 == 0))
        {
            await using var client = await RawClient.LogInAsync(simulator);
            (await client.RowsAsync("/system/identity/print")).ShouldHaveSingleItem()["name"].ShouldBe(simulator.Options.Identity);
        }
        foreach (var simulator in simulators) await simulator.DisposeAsync();
    }

    [Fact]
    public async Task Start_PortThatIsTaken_Fails()
    {
        await using var first = await RouterSimulator.StartAsync(new RouterSimulatorOptions(), CancellationToken.None);

        await Should.ThrowAsync<System.Net.Sockets.SocketException>(
            () => RouterSimulator.StartAsync(new RouterSimulatorOptions { Port = first.Port }, CancellationToken.None));
        await first.DisposeAsync();
        await using var second = await RouterSimulator.StartAsync(new RouterSimulatorOptions { Port = first.Port }, CancellationToken.None);
        second.Port.ShouldBe(first.Port);
    }

    [Fact]
    public async Task Counts_CommandsAndConnections_AreToldByPath()
    {
        await using var started = await Started.OnAsync();
        await started.Client.RunAsync("/ppp/secret/add", "=name=a");
        await started.Client.RunAsync("/ppp/secret/print");
        await started.Client.RunAsync("/ppp/secret/remove", "=.id=a");

        started.Simulator.CommandCount("/ppp/secret/add").ShouldBe(1);
        started.Simulator.CommandCounts["/ppp/secret/print"].ShouldBe(1);
        started.Simulator.WriteCount.ShouldBe(2);
        started.Simulator.ConnectionsOpened.ShouldBe(1);
        started.Simulator.ConnectionsOpen.ShouldBe(1);
        started.Simulator.ResetCommandCounts();
        started.Simulator.WriteCount.ShouldBe(0);
        Should.Throw<InvalidOperationException>(() => started.Simulator.Add("/ppp/secret", ("name", "b"), ("profile", "nope")))
            .Message.ShouldBe("input does not match any value of profile");
    }

    private sealed class LineWriter : StringWriter
    {
        private readonly TaskCompletionSource<string> _line = new();

        public Task<string> Line => _line.Task;

        public override Task WriteLineAsync(string? value)
        {
            _line.TrySetResult(value ?? "");
            return Task.CompletedTask;
        }
    }
}
