using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Commands;

public sealed class CommandTests : IDisposable
{
    private readonly string _data = Directory.CreateTempSubdirectory("mb-command-").FullName;

    public void Dispose() => Directory.Delete(_data, recursive: true);

    private static readonly string[] Company =
        ["--name", "Hill Net", "--currency", "UGX", "--time-zone", "Africa/Kampala", "--country", "UG", "--owner-name", "Ann", "--owner-email", "ann@hill.example"];

    private static readonly Dictionary<string, string> Password = new() { ["MIKROTIKBILLING_ADMIN_PASSWORD"] = "correct horse battery" };

    [Fact]
    public async Task SetupIsp_WithoutATerminal_MakesOneCompanyOnce()
    {
        var (code, output, error) = await ProgramRun.ToEndAsync(["setup-isp", "--data", _data, .. Company], Password);
        code.ShouldBe(0, error);
        output.ShouldContain("ann@hill.example can sign in");

        var again = await ProgramRun.ToEndAsync(["setup-isp", "--data", _data, .. Company], Password);
        again.Code.ShouldBe(1);
        again.Error.ShouldContain("set up already");

        var admin = await ProgramRun.ToEndAsync(["create-admin", "--data", _data, "--name", "Bob", "--email", "bob@hill.example"], Password);
        admin.Code.ShouldBe(0, admin.Error);
    }

    [Fact]
    public async Task SetupIsp_NoPasswordAnywhere_IsRefusedWithWhatToDo()
    {
        var (code, _, error) = await ProgramRun.ToEndAsync(["setup-isp", "--data", _data, .. Company]);

        code.ShouldBe(1);
        error.ShouldContain("MIKROTIKBILLING_ADMIN_PASSWORD");
    }

    [Fact]
    public async Task SyncRouters_WithoutRouters_SaysSo()
    {
        (await ProgramRun.ToEndAsync(["setup-isp", "--data", _data, .. Company], Password)).Code.ShouldBe(0);

        var (code, _, error) = await ProgramRun.ToEndAsync(["sync-routers", "--data", _data, "--router", "Nowhere", "--dry-run"]);

        code.ShouldBe(1);
        error.ShouldContain("no active router named 'Nowhere'");
    }

    [Theory]
    [InlineData("frobnicate")]
    [InlineData("--frobnicate")]
    [InlineData("run-job", "no-such-job")]
    [InlineData("setup-isp")]
    public async Task WrongUse_AnswersTwo(params string[] arguments) =>
        (await ProgramRun.ToEndAsync([.. arguments, "--data", _data])).Code.ShouldBe(2);

    [Theory]
    [InlineData("--Database:Provider=Oracle", "Database:Provider")]
    [InlineData("--Database:Provider=PostgreSql", "Database:ConnectionString")]
    [InlineData("--Provisioning:BatchSize=0", "BatchSize")]
    [InlineData("--Provisioning:BatchSize=many", "BatchSize")]
    [InlineData("--urls=http://127.0.0.1:notaport", "notaport")]
    public async Task Serve_WrongConfiguration_EndsWithOneLineNamingTheKey(string argument, string named)
    {
        var (code, _, error) = await ProgramRun.ToEndAsync(["serve", "--data", _data, argument]);

        code.ShouldBe(1);
        error.Trim().Split('\n').Length.ShouldBe(1, error);
        error.ShouldContain(named);
    }

    [Fact]
    public async Task Serve_CutSettingsFile_EndsWithOneLine()
    {
        await File.WriteAllTextAsync(Path.Combine(_data, "appsettings.json"), "{ \"Database\": { ");
        Directory.CreateDirectory(Path.Combine(_data, "wwwroot"));
        var (code, _, error) = await ProgramRun.ToEndAsync(["serve", "--data", _data, $"--contentRoot={_data}"]);

        code.ShouldBe(1);
        error.Trim().Split('\n').Length.ShouldBe(1, error);
    }

    [Fact]
    public async Task Migrate_Twice_AppliesOnce()
    {
        (await ProgramRun.ToEndAsync(["migrate", "--data", _data])).Output.ShouldContain("applied");
        (await ProgramRun.ToEndAsync(["migrate", "--data", _data])).Output.ShouldContain("up to date");
        var job = await ProgramRun.ToEndAsync(["run-job", "expire-subscriptions", "--data", _data]);
        job.Code.ShouldBe(0, job.Error);
        job.Output.ShouldContain("Succeeded");
    }

    [Fact]
    public async Task ExportCustomers_ToAFileOrStandardOutput()
    {
        (await ProgramRun.ToEndAsync(["setup-isp", "--data", _data, .. Company], Password)).Code.ShouldBe(0);
        (await ProgramRun.ToEndAsync(["demo-data", "--customers", "12", "--data", _data])).Code.ShouldBe(0);
        var path = Path.Combine(_data, "people.csv");

        var written = await ProgramRun.ToEndAsync(["export", "customers", "--out", path, "--data", _data]);

        written.Code.ShouldBe(0, written.Error);
        written.Output.ShouldContain("12 rows");
        var file = await File.ReadAllTextAsync(path);
        file.Split("\r\n").Length.ShouldBe(14);
        (await ProgramRun.ToEndAsync(["export", "customers", "--data", _data])).Output.ShouldContain(file.Split("\r\n")[1]);
        (await ProgramRun.ToEndAsync(["export", "customers", "--tenant", "Nobody", "--data", _data])).Code.ShouldBe(2);
    }

    [Fact]
    public async Task Serve_Terminated_GoesInTime()
    {
        var address = $"http://127.0.0.1:{FreePort()}";
        await using var run = ProgramRun.Start(["--data", _data, $"--urls={address}"]);
        await run.AnswersAsync(new Uri($"{address}/health/ready"));

        var (code, took) = await run.TerminateAsync();

        code.ShouldBe(0, run.Error);
        took.ShouldBeLessThan(TimeSpan.FromSeconds(30));
        run.Output.ShouldContain("\"Timestamp\""); // one JSON object a line
    }

    private static int FreePort()
    {
        using var socket = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        socket.Start();
        return ((System.Net.IPEndPoint)socket.LocalEndpoint).Port;
    }
}
