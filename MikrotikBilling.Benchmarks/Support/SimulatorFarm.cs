using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;

namespace MikrotikBilling.Benchmarks.Support;

/// <summary>Our side of <see cref="SimulatorProcess"/>.</summary>
internal sealed class SimulatorFarm : IAsyncDisposable
{
    private readonly ConcurrentDictionary<int, TaskCompletionSource<string>> _waiting = new();
    private readonly Process _process;
    private int _asked;

    private SimulatorFarm(Process process, int[] ports) => (_process, Ports) = (process, ports);

    public IReadOnlyList<int> Ports { get; }

    public static async Task<SimulatorFarm> StartAsync(FarmOptions options)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true };
        // Started as `dotnet program.dll` or as the program itself.
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet") start.ArgumentList.Add(Environment.GetCommandLineArgs()[0]);
        start.ArgumentList.Add(SimulatorProcess.Word);
        start.ArgumentList.Add(JsonSerializer.Serialize(options));
        var process = Process.Start(start)!;
        var ports = JsonSerializer.Deserialize<int[]>(await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The simulators did not start."))!;
        var farm = new SimulatorFarm(process, ports);
        _ = Task.Run(farm.ListenAsync);
        return farm;
    }

    /// <summary>Answers once what is asked for has come about.</summary>
    public Task<string> AskAsync(string question)
    {
        var id = Interlocked.Increment(ref _asked);
        var answer = _waiting[id] = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_process)
        {
            _process.StandardInput.WriteLine($"{id} {question}");
            _process.StandardInput.Flush();
        }
        return answer.Task.WaitAsync(TimeSpan.FromMinutes(3));
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        try
        {
            await _process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill();
        }
        _process.Dispose();
    }

    private async Task ListenAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            var space = line.IndexOf(' ', StringComparison.Ordinal);
            if (_waiting.TryRemove(int.Parse(line[..space], null), out var answer)) answer.SetResult(line[(space + 1)..]);
        }
    }
}
