namespace MikrotikBilling.Core.Routers.Simulation;

/// <summary>Options of the <c>simulate-router</c> command.</summary>
public sealed record SimulateRouterOptions
{
    public int Port { get; init; } = 8728;

    /// <summary>Null serves no TLS.</summary>
    public int? TlsPort { get; init; }

    public RouterVersion Version { get; init; } = RouterVersion.V7_24;

    public string User { get; init; } = "admin";

    /// <summary>Null makes a random one and prints it.</summary>
    public string? Password { get; init; }

    public int Secrets { get; init; }

    public TimeSpan Latency { get; init; }

    public string Identity { get; init; } = "MikroTik";
}

/// <summary>Runs one simulated router until it is told to stop.</summary>
public static class SimulatorHost
{
    public static async Task RunAsync(SimulateRouterOptions options, TextWriter output, CancellationToken cancellationToken)
    {
        await using var simulator = await RouterSimulator.StartAsync(
            new RouterSimulatorOptions
            {
                Port = options.Port,
                TlsPort = options.TlsPort,
                Version = options.Version,
                UserName = options.User,
                Password = options.Password,
                Secrets = options.Secrets,
                Latency = options.Latency,
                Identity = options.Identity,
                AutoDial = AutoDial.All,
            },
            cancellationToken);
        await output.WriteLineAsync(Describe(simulator, options));
        await output.FlushAsync(cancellationToken);
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // The way it ends.
        }
    }

    private static string Describe(RouterSimulator simulator, SimulateRouterOptions options)
    {
        var tls = simulator.TlsPort is { } port ? $" tls={simulator.Options.BindAddress}:{port} sha256={simulator.CertificateSha256}" : "";
        var password = options.Password is null ? $" password={simulator.Password}" : "";
        return $"RouterOS {simulator.Options.Version.Printed()} simulator: api={simulator.Options.BindAddress}:{simulator.Port}{tls} user={simulator.UserName}{password}";
    }
}
