using System.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Benchmarks.Support;
using MikrotikBilling.Core.Routers.RouterOs;

namespace MikrotikBilling.Benchmarks.Figures;

/// <summary>So many commands under way, no more and no fewer: as many connections, each with one command at a time.</summary>
internal static class FixedWindow
{
    /// <summary>Secrets added per second.</summary>
    public static async Task<double> RateAsync(int port, int width, int count)
    {
        await using var services = Services(1, 1);
        var connections = new List<IRouterOsConnection>();
        for (var i = 0; i < width; i++) connections.Add(await ConnectAsync(services, port));
        var next = 0;
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(connections.Select(async connection =>
        {
            for (var n = Interlocked.Increment(ref next); n <= count; n = Interlocked.Increment(ref next)) await connection.RunAsync(Add($"w{width}-{n}"), default);
        }));
        var rate = count / Stopwatch.GetElapsedTime(started).TotalSeconds;
        foreach (var connection in connections) await connection.DisposeAsync();
        return rate;
    }

    /// <summary>The same through one connection with the window the product has.</summary>
    public static async Task<double> AdaptiveRateAsync(int port, int count)
    {
        var defaults = new RouterOsOptions();
        await using var services = Services(defaults.WindowStart, defaults.WindowCeiling);
        await using var connection = await ConnectAsync(services, port);
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(1, count).Select(n => connection.RunAsync(Add($"adaptive-{n}"), default)));
        return count / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static Task<IRouterOsConnection> ConnectAsync(IServiceProvider services, int port) => services.GetRequiredService<IRouterOsConnector>().ConnectAsync(
        new RouterOsEndpoint("127.0.0.1", port, false), new RouterOsCredentials(SimulatorProcess.User, SimulatorProcess.Password), default);

    private static RouterOsCommand Add(string name) => RouterOsCommand.Of("/ppp/secret/add")
        .With("name", name).With("password", "made-for-measuring").With("service", "pppoe").With("comment", "isp:0badcafe:secret:1 | somebody").With("disabled", false);

    private static ServiceProvider Services(int start, int ceiling)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["RouterOs:AllowLocalHosts"] = "true",
            ["RouterOs:WindowStart"] = $"{start}",
            ["RouterOs:WindowCeiling"] = $"{ceiling}",
        }).Build();
        return new ServiceCollection().AddLogging().AddSingleton(TimeProvider.System).AddRouterOsClient(configuration).BuildServiceProvider();
    }
}
