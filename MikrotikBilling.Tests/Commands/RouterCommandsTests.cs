using MikrotikBilling.Core.Routers.Simulation;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Commands;

public sealed class RouterCommandsTests : IDisposable
{
    private readonly string _data = Directory.CreateTempSubdirectory("mb-command-").FullName;

    public void Dispose() => Directory.Delete(_data, recursive: true);

    [Fact]
    public async Task RouterCheck_RouterOutOfTheBox_NamesWhatIsOpenAndChangesNothing()
    {
        await using var simulator = await RouterSimulator.StartAsync(new RouterSimulatorOptions { Secrets = 3, Identity = "kibera", TlsPort = 0 }, CancellationToken.None);

        var (code, output, error) = await ProgramRun.ToEndAsync(
            ["router-check", "--data", _data, "--host", "127.0.0.1", "--port", $"{simulator.TlsPort}", "--tls", "--trust", simulator.CertificateSha256, "--user", simulator.UserName,
             "--RouterOs:AllowLocalHosts=true"],
            new Dictionary<string, string> { ["MIKROTIKBILLING_ROUTER_PASSWORD"] = simulator.Password });

        code.ShouldBe(1, error);
        output.ShouldContain("kibera");
        output.ShouldContain("WRONG  Plain API: On, and open to any address.");
        output.ShouldContain("may more than is needed");
        output.ShouldContain("others: 3");
        output.ShouldContain(simulator.CertificateSha256);
        output.ShouldNotContain(simulator.Password);
        simulator.WriteCount.ShouldBe(0);
    }

    [Fact]
    public async Task RouterCheck_RouterSetUpAsShown_EndsWithNothingWrong()
    {
        await using var simulator = await RouterSimulator.StartAsync(new RouterSimulatorOptions
        {
            TlsPort = 0,
            Users = [new SimulatorUser("billing", "router secret", "read,write,api,test", "127.0.0.1/32")],
        }, CancellationToken.None);
        simulator.Set("/ip/service", "api", ("disabled", "yes"));
        simulator.Set("/ip/service", "api-ssl", ("address", "127.0.0.1/32"), ("tls-version", "only-1.2"));

        var (code, output, error) = await ProgramRun.ToEndAsync(
            ["router-check", "--json", "--data", _data, "--host", "127.0.0.1", "--port", $"{simulator.TlsPort}", "--tls", "--trust", simulator.CertificateSha256, "--user", "billing",
             "--RouterOs:AllowLocalHosts=true"],
            new Dictionary<string, string> { ["MIKROTIKBILLING_ROUTER_PASSWORD"] = "router secret" });

        code.ShouldBe(0, $"{error} {output}");
        using var report = System.Text.Json.JsonDocument.Parse(output);
        report.RootElement.GetProperty("isRight").GetBoolean().ShouldBeTrue();
        report.RootElement.GetProperty("findings").EnumerateArray().ShouldContain(f => f.GetProperty("item").GetString() == "User's policies" && f.GetProperty("verdict").GetString() == "Right");
    }

    [Fact]
    public async Task RouterCheck_UnknownCertificate_FailsWithTheFingerprint()
    {
        await using var simulator = await RouterSimulator.StartAsync(new RouterSimulatorOptions { TlsPort = 0 }, CancellationToken.None);

        var (code, _, error) = await ProgramRun.ToEndAsync(
            ["router-check", "--data", _data, "--host", "127.0.0.1", "--port", $"{simulator.TlsPort}", "--tls", "--user", "admin", "--RouterOs:AllowLocalHosts=true"],
            new Dictionary<string, string> { ["MIKROTIKBILLING_ROUTER_PASSWORD"] = "x" });

        code.ShouldBe(1);
        error.ShouldContain($"--trust {simulator.CertificateSha256}");
    }

    [Theory]
    [InlineData("router-check")]
    [InlineData("router-check", "--host", "h", "--user", "u", "--port", "0")]
    [InlineData("router-check", "--host", "h", "--user", "u", "--trust", "abc")]
    [InlineData("simulate-router", "--profile", "5.0")]
    [InlineData("simulate-router", "--port", "70000")]
    public async Task WrongUse_AnswersTwo(params string[] arguments) =>
        (await ProgramRun.ToEndAsync([.. arguments, "--data", _data])).Code.ShouldBe(2);

    [Fact]
    public async Task SimulateRouter_Terminated_EndsDone()
    {
        await using var run = ProgramRun.Start(["simulate-router", "--port", "0", "--secrets", "2"]);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!run.Output.Contains("api=127.0.0.1:", StringComparison.Ordinal)) await Task.Delay(20, patience.Token);

        (await run.TerminateAsync()).Code.ShouldBe(0);
    }
}
