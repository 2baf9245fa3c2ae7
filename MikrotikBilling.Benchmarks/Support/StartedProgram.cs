using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace MikrotikBilling.Benchmarks.Support;

/// <summary>A server in a process of its own, and how long it took from its start to its first page.</summary>
internal sealed class StartedProgram : IAsyncDisposable
{
    private readonly Process _process;

    private StartedProgram(Process process, Uri address, TimeSpan took) => (_process, Address, Took) = (process, address, took);

    public Uri Address { get; }

    public TimeSpan Took { get; }

    /// <summary>CPU that its process has used.</summary>
    public TimeSpan Cpu
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    public static Task<StartedProgram> WebAsync(string folder, string page) => WebAsync(["--data", folder], page);

    /// <param name="place">Arguments that say where its data is.</param>
    public static Task<StartedProgram> WebAsync(string[] place, string page)
    {
        var address = FreeAddress();
        return StartAsync(address, page, [PublishedProgram.Path, .. place, "--urls", address.ToString(), "--Logging:LogLevel:Default=Error"]);
    }

    public static Task<StartedProgram> HelloAsync()
    {
        var address = FreeAddress();
        return StartAsync(address, "/hello", [typeof(StartedProgram).Assembly.Location, HelloProcess.Word, address.ToString()]);
    }

    public static Task SetUpAsync(string folder) => SetUpAsync(["--data", folder]);

    public static Task SetUpAsync(string[] place) =>
        CommandAsync(["setup-isp", .. place, "--name", "Bench", "--currency", "KES", "--time-zone", "Africa/Nairobi", "--country", "KE",
            "--owner-name", "Owner", "--owner-email", "owner@bench.example"]);

    public static async Task CommandAsync(string[] arguments)
    {
        var start = Dotnet([PublishedProgram.Path, .. arguments]);
        start.Environment["MIKROTIKBILLING_ADMIN_PASSWORD"] = "a long bench sentence";
        using var process = Process.Start(start)!;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{arguments[0]} ended with {process.ExitCode}.");
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static async Task<StartedProgram> StartAsync(Uri address, string page, string[] arguments)
    {
        using var http = new HttpClient { BaseAddress = address };
        var started = Stopwatch.GetTimestamp();
        var process = Process.Start(Dotnet(arguments))!;
        // A full pipe would stop the program in the middle of a line.
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        while (!await AnswersAsync(http, page))
        {
            if (process.HasExited) throw new InvalidOperationException($"{arguments[0]} ended with {process.ExitCode}.");
            if (Stopwatch.GetElapsedTime(started) > TimeSpan.FromSeconds(60)) throw new TimeoutException($"{arguments[0]} did not answer.");
            await Task.Delay(10);
        }
        return new StartedProgram(process, address, Stopwatch.GetElapsedTime(started));
    }

    private static async Task<bool> AnswersAsync(HttpClient http, string page)
    {
        try
        {
            using var answer = await http.GetAsync(new Uri(page, UriKind.Relative));
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false; // nobody listens yet
        }
    }

    private static ProcessStartInfo Dotnet(string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        return start;
    }

    private static Uri FreeAddress()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");
    }
}
