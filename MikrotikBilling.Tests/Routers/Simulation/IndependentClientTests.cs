using System.Diagnostics;
using MikrotikBilling.Core.Routers.Simulation;
using Xunit.Abstractions;

namespace MikrotikBilling.Tests.Routers.Simulation;

/// <summary>Runs python3-librouteros, which shares no code with us, against the simulator.</summary>
public sealed class IndependentClientTests(ITestOutputHelper output)
{
    private static readonly string Python = "/usr/bin/python3";

    [Theory]
    [InlineData(RouterVersion.V7_24, "plain")]
    [InlineData(RouterVersion.V7_12, "plain")]
    [InlineData(RouterVersion.V6_49, "plain")]
    [InlineData(RouterVersion.V6_42, "token")]
    public async Task Librouteros_AllChecks_Pass(RouterVersion version, string login)
    {
        var (imported, why) = File.Exists(Python) ? await RunAsync(Python, "-c", "import librouteros") : (1, Python + " does not exist");
        if (imported != 0)
        {
            OutsideTool.Missing("python3-librouteros", why, output);
            return;
        }
        await using var simulator = await RouterSimulator.StartAsync(new RouterSimulatorOptions { Version = version, Secrets = 20 },
            CancellationToken.None);
        var script = Path.Combine(Folder(), "Independent", "librouteros_check.py");

        var (exit, said) = await RunAsync(Python, script, "127.0.0.1", $"{simulator.Port}", simulator.UserName, simulator.Password, login);
        output.WriteLine(said);
        exit.ShouldBe(0, said);
        said.ShouldContain("all checks passed");
    }

    private static string Folder([System.Runtime.CompilerServices.CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;

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

/// <summary>A program from outside that a test needs is not here: said loudly, or a failure when everything is asked for.</summary>
internal static class OutsideTool
{
    public static void Missing(string what, string why, ITestOutputHelper output)
    {
        var message = $"NOT RUN: {what} is missing: {why.Trim()}";
        if (Environment.GetEnvironmentVariable("MIKROTIKBILLING_REQUIRE_ALL") == "1") throw new InvalidOperationException(message);
        Console.WriteLine(message);
        output.WriteLine(message);
    }
}
