using System.Diagnostics;
using System.Net;
using System.Text.RegularExpressions;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Benchmarks.Support;

/// <summary>The program on a filled database, signed in as its owner, and what answering a page costs it.</summary>
internal sealed partial class LoadedProgram : IAsyncDisposable
{
    public const int Connections = 8;

    private readonly StartedProgram _program;
    private readonly HttpClient _http;

    private LoadedProgram(StartedProgram program, HttpClient http) => (_program, _http) = (program, http);

    /// <param name="postgres">Null works on SQLite in the folder.</param>
    /// <param name="fill">More that is to be there before it starts; called with the words that say where.</param>
    public static async Task<LoadedProgram> StartAsync(string folder, string? postgres, int customers, Func<string[], Task>? fill = null)
    {
        string[] place = postgres is null
            ? ["--data", folder]
            : ["--data", folder, "--Database:Provider=PostgreSql", $"--Database:ConnectionString={TestPostgres.Database(postgres)}"];
        if (postgres is not null) await TestPostgres.ExecuteAsync($"CREATE DATABASE {postgres}");
        await StartedProgram.SetUpAsync(place);
        await StartedProgram.CommandAsync(["demo-data", .. place, "--customers", customers.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        if (fill is not null) await fill(place);
        if (postgres is not null) await TestPostgres.AnalyzeAsync(postgres);
        var program = await StartedProgram.WebAsync(place, "/sign-in");
#pragma warning disable CA5399 // loopback only
        var http = new HttpClient(new SocketsHttpHandler { CookieContainer = new CookieContainer(), AllowAutoRedirect = false, MaxConnectionsPerServer = Connections }) { BaseAddress = program.Address };
#pragma warning restore CA5399
        var loaded = new LoadedProgram(program, http);
        await loaded.SignInAsync();
        return loaded;
    }

    public async Task<string> TextAsync(string path)
    {
        using var answer = await _http.GetAsync(new Uri(path, UriKind.Relative));
        if (answer.StatusCode != HttpStatusCode.OK) throw new InvalidOperationException($"{path} answered {(int)answer.StatusCode}.");
        return await answer.Content.ReadAsStringAsync();
    }

    /// <summary>So many requests over eight connections: CPU of the process for each, and the time that 95 of 100 stay under.</summary>
    public Task<PageCost> MeasureAsync(string path, int requests) => MeasureAsync(path, requests, TextAsync);

    /// <summary>The same for somebody who is not signed in.</summary>
    public async Task<PageCost> MeasureStrangerAsync(string path, int requests)
    {
        using var stranger = new HttpClient { BaseAddress = _http.BaseAddress };
        return await MeasureAsync(path, requests, p => stranger.GetStringAsync(new Uri(p, UriKind.Relative)));
    }

    private async Task<PageCost> MeasureAsync(string path, int requests, Func<string, Task<string>> ask)
    {
        var times = new double[requests];
        var next = -1;
        var before = _program.Cpu;
        await Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => Task.Run(async () =>
        {
            for (var i = Interlocked.Increment(ref next); i < requests; i = Interlocked.Increment(ref next))
            {
                var started = Stopwatch.GetTimestamp();
                await ask(path);
                times[i] = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
            }
        })));
        var cpu = (_program.Cpu - before).TotalMilliseconds / requests;
        Array.Sort(times);
        return new PageCost(cpu, times[requests * 95 / 100]);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _program.DisposeAsync();
    }

    private async Task SignInAsync()
    {
        var token = Token().Match(await TextAsync("/sign-in")).Groups["token"].Value;
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Input.UserName"] = "owner@bench.example",
            ["Input.Password"] = "a long bench sentence",
            ["__RequestVerificationToken"] = token,
        });
        using var answer = await _http.PostAsync(new Uri("/sign-in", UriKind.Relative), form);
        if (answer.StatusCode != HttpStatusCode.SeeOther) throw new InvalidOperationException($"Sign-in answered {answer.StatusCode}.");
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\"[^>]*value=\"(?<token>[^\"]+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Token();
}

/// <param name="CpuMs">Of the program's process, for one request.</param>
/// <param name="P95Ms">At eight connections, with the asking side on the same cores.</param>
internal sealed record PageCost(double CpuMs, double P95Ms)
{
    public static readonly PageCost Dearest = new(double.MaxValue, double.MaxValue);

    /// <summary>The lesser of each.</summary>
    public PageCost Least(PageCost other) => new(Math.Min(CpuMs, other.CpuMs), Math.Min(P95Ms, other.P95Ms));
}
