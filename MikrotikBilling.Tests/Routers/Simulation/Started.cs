using MikrotikBilling.Core.Routers.Simulation;

namespace MikrotikBilling.Tests.Routers.Simulation;

/// <summary>A simulator with a client logged in to it.</summary>
internal sealed class Started : IAsyncDisposable
{
    private Started(RouterSimulator simulator, RawClient client) => (Simulator, Client) = (simulator, client);

    public RouterSimulator Simulator { get; }

    public RawClient Client { get; }

    public static Task<Started> OnAsync(RouterVersion version = RouterVersion.V7_24) =>
        WithAsync(new RouterSimulatorOptions { Version = version });

    public static async Task<Started> WithAsync(RouterSimulatorOptions options)
    {
        var simulator = await RouterSimulator.StartAsync(options, CancellationToken.None);
        if (options.Version != RouterVersion.V6_42) return new Started(simulator, await RawClient.LogInAsync(simulator));
        var client = await RawClient.OpenAsync(simulator.Port);
        await client.ChallengeLoginAsync(simulator.UserName, simulator.Password);
        return new Started(simulator, client);
    }

    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync();
        await Simulator.DisposeAsync();
    }
}
