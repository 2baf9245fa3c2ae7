using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace MikrotikBilling.Tests.Support;

/// <summary>
/// A PostgreSQL to test on: the server that <c>MIKROTIKBILLING_TEST_POSTGRES</c> names (a connection string of a user that may create
/// databases), or a throw-away cluster of our own from the installed binaries. Without either, <see cref="WhyNot"/> says why.
/// </summary>
public static class TestPostgres
{
    private static readonly Lazy<(string? Server, string? WhyNot)> Found = new(Find);

    public static bool IsAvailable => Found.Value.Server is not null;

    public static string? WhyNot => Found.Value.WhyNot;

    /// <summary>Connection string of the server, without a database.</summary>
    public static string Server => Found.Value.Server ?? throw new InvalidOperationException(WhyNot);

    public static string Database(string name) => new NpgsqlConnectionStringBuilder(Server) { Database = name, MaxPoolSize = 20 }.ToString();

    public static async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(Server) { Database = "postgres", Pooling = false }.ToString());
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Statistics at once, as autovacuum gathers them a minute later.</summary>
    public static async Task AnalyzeAsync(string name)
    {
        await using var connection = new NpgsqlConnection(Database(name));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("ANALYZE", connection);
        await command.ExecuteNonQueryAsync();
    }

    private static (string?, string?) Find()
    {
        if (Environment.GetEnvironmentVariable("MIKROTIKBILLING_TEST_POSTGRES") is { Length: > 0 } given) return (given, null);
        var bin = Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").Select(d => Path.Combine(d, "bin")).Where(d => File.Exists(Path.Combine(d, "initdb"))).Max()
            : null;
        if (bin is null) return (null, "No PostgreSQL binaries under /usr/lib/postgresql, and MIKROTIKBILLING_TEST_POSTGRES is not set.");
        try
        {
            return (StartCluster(bin), null);
        }
        catch (Exception e) when (e is InvalidOperationException or IOException or System.ComponentModel.Win32Exception)
        {
            return (null, $"A PostgreSQL cluster could not be started: {e.Message}");
        }
    }

    private static string StartCluster(string bin)
    {
        var folder = Directory.CreateTempSubdirectory("mb-postgres-").FullName;
        var data = Path.Combine(folder, "data");
        // The server refuses to run as root; the package's own user serves then.
        var asRoot = Environment.UserName == "root";
        if (asRoot) Run("chown", ["postgres", folder]);
        Run(asRoot, Path.Combine(bin, "initdb"), ["-D", data, "-U", "tester", "--auth=trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]);
        var port = FreePort();
        // It is thrown away afterwards, so nothing needs to survive a power cut.
        var settings = $"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=200";
        Run(asRoot, Path.Combine(bin, "pg_ctl"), ["-D", data, "-l", Path.Combine(folder, "log"), "-w", "-o", settings, "start"]);
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            Run(asRoot, Path.Combine(bin, "pg_ctl"), ["-D", data, "-m", "immediate", "stop"]);
            Directory.Delete(folder, recursive: true);
        };
        return $"Host=127.0.0.1;Port={port};Username=tester;Include Error Detail=true";
    }

    private static void Run(bool asPostgres, string program, string[] arguments)
    {
        if (asPostgres) Run("runuser", ["-u", "postgres", "--", program, .. arguments]);
        else Run(program, arguments);
    }

    private static void Run(string program, string[] arguments)
    {
        // pg_ctl's server would keep a redirected pipe open for ever, hence no redirection.
        var start = new ProcessStartInfo("/bin/sh") { WorkingDirectory = "/" };
        foreach (var word in new[] { "-c", "exec \"$@\" >/dev/null 2>&1 </dev/null", "sh", program }.Concat(arguments)) start.ArgumentList.Add(word);
        using var process = Process.Start(start)!;
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{Path.GetFileName(program)} ended with {process.ExitCode}.");
    }

    private static int FreePort()
    {
        using var socket = new TcpListener(IPAddress.Loopback, 0);
        socket.Start();
        return ((IPEndPoint)socket.LocalEndpoint).Port;
    }
}
