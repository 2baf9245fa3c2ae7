using System.Diagnostics;
using System.Text.Json;
using MikrotikBilling.Core.Routers.Simulation;

namespace MikrotikBilling.Benchmarks.Support;

/// <param name="Count">Routers that answer.</param>
/// <param name="Silent">Routers that take connections and say nothing.</param>
/// <param name="Refusing">Routers whose port is closed.</param>
/// <param name="Capacity">Commands a router works on without getting slower; 0 is any number.</param>
internal sealed record FarmOptions(int Count, int LatencyMs, int Silent = 0, int Refusing = 0, int Capacity = 0, double PenaltyMs = 0);

/// <summary>
/// The child's side: simulated routers in a process of their own, so that their work and threads are not counted as ours. It says its ports in
/// the first line, then answers questions, a line each, and ends with its input.
/// </summary>
internal static class SimulatorProcess
{
    public const string Word = "simulators";
    public const string User = "billing";
    public const string Password = "bench";

    public static async Task<int> RunAsync(string optionsJson)
    {
        var options = JsonSerializer.Deserialize<FarmOptions>(optionsJson)!;
        var simulators = new List<RouterSimulator>();
        for (var i = 0; i < options.Count + options.Silent + options.Refusing; i++)
        {
            var simulator = await RouterSimulator.StartAsync(new RouterSimulatorOptions
            {
                UserName = User,
                Password = Password,
                Latency = TimeSpan.FromMilliseconds(options.LatencyMs),
                MaxSessions = 1000,
                Capacity = options.Capacity > 0 ? new RouterCapacity(options.Capacity, TimeSpan.FromMilliseconds(options.PenaltyMs)) : null,
            }, CancellationToken.None);
            if (i >= options.Count) simulator.Faults.Silent = i < options.Count + options.Silent;
            if (i >= options.Count + options.Silent) simulator.Faults.RefuseConnections = true;
            simulators.Add(simulator);
        }
        var byPort = simulators.ToDictionary(s => s.Port);
        await Console.Out.WriteLineAsync(JsonSerializer.Serialize(simulators.Select(s => s.Port)));
        while (await Console.In.ReadLineAsync() is { } line)
        {
            var words = line.Split(' ');
            _ = Task.Run(async () => Console.Out.WriteLine($"{words[0]} {await AnswerAsync(words[1..], simulators, byPort)}"));
        }
        foreach (var simulator in simulators) await simulator.DisposeAsync();
        return 0;
    }

    private static async Task<string> AnswerAsync(string[] words, List<RouterSimulator> simulators, Dictionary<int, RouterSimulator> byPort)
    {
        switch (words)
        {
            case ["secret", var port, var name]:
                await byPort[int.Parse(port, null)].WaitForAsync(s => s.Row("/ppp/secret", name) is not null, CancellationToken.None);
                return "";
            case ["disabled", var count]:
                // Counting commands is cheap; the rows are looked at once enough were sent.
                while (simulators.Sum(s => s.CommandCount("/ppp/secret/set")) < int.Parse(count, null) || Disabled(simulators) < int.Parse(count, null)) await Task.Delay(20);
                return "";
            case ["refuse"]:
                foreach (var simulator in simulators)
                {
                    simulator.Faults.RefuseConnections = true;
                    simulator.Faults.DropConnections();
                }
                return "refused";
            case ["accept"]:
                foreach (var simulator in simulators) simulator.Faults.RefuseConnections = false;
                return "accepted";
            case ["dial", var port]:
                foreach (var secret in byPort[int.Parse(port, null)].Rows("/ppp/secret")) byPort[int.Parse(port, null)].Dial(secret["name"]);
                return "";
            case ["commands", var port]:
                return $"{byPort[int.Parse(port, null)].CommandCounts.Sum(c => c.Value)}";
            case ["secrets"]:
                return $"{simulators.Sum(s => s.Rows("/ppp/secret").Count)}";
            case ["cpu"]:
                return $"{(long)Process.GetCurrentProcess().TotalProcessorTime.TotalMilliseconds}";
            default:
                throw new InvalidOperationException($"No such question: {words[0]}");
        }
    }

    private static int Disabled(List<RouterSimulator> simulators) => simulators.Sum(s => s.Rows("/ppp/secret").Count(r => r["disabled"] == "true"));
}
