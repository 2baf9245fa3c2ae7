using System.Diagnostics;
using MikrotikBilling.Core.Routers.Simulation;
using MikrotikBilling.Tests.Support;
using Xunit.Abstractions;

namespace MikrotikBilling.Tests.Routers.Simulation;

/// <summary>Runs python3-librouteros, which shares no code with us, against the simulator.</summary>
public sealed class IndependentClientTests(ITestOutputHelper output)
{
    [LibrouterosTheory]
    [InlineData(RouterVersion.V7_24, "plain")]
    [InlineData(RouterVersion.V7_12, "plain")]
    [InlineData(RouterVersion.V6_49, "plain")]
    [InlineData(RouterVersion.V6_42, "token")]
    public async Task Librouteros_AllChecks_Pass(RouterVersion version, string login)
    {
        await using var simulator = await RouterSimulator.StartAsync(new RouterSimulatorOptions { Version = version, Secrets = 20 },
            CancellationToken.None);
        var script = Repository.Path("MikrotikBilling.Tests", "Routers", "Simulation", "Independent", "librouteros_check.py");

        var (exit, said) = await RunAsync(LibrouterosTheoryAttribute.Python, script, "127.0.0.1", $"{simulator.Port}", simulator.UserName, simulator.Password, login);
        output.WriteLine(said);
        exit.ShouldBe(0, said);
        said.ShouldContain("all checks passed");
    }

    private static async Task<(int Exit, string Output)> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var said = process.StandardOutput.ReadToEndAsync(deadline.Token);
        var complained = process.StandardError.ReadToEndAsync(deadline.Token);
        await process.WaitForExitAsync(deadline.Token);
        return (process.ExitCode, await said + await complained);
    }
}

/// <summary>A theory that needs Debian's python3-librouteros.</summary>
public sealed class LibrouterosTheoryAttribute : TheoryAttribute
{
    internal const string Python = "/usr/bin/python3";

    private static readonly Lazy<bool> Found = new(() =>
    {
        if (!File.Exists(Python)) return false;
        using var process = Process.Start(new ProcessStartInfo(Python, ["-c", "import librouteros"]) { UseShellExecute = false, RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode == 0;
    });

    public LibrouterosTheoryAttribute() =>
        Skip = Required.SkipUnless(Found.Value, "python3-librouteros is not installed: no outside client is run against the simulator.");
}
