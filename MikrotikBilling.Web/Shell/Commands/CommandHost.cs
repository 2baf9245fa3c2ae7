using System.CommandLine;
using Microsoft.Extensions.Logging.Console;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Routers;

namespace MikrotikBilling.Web.Shell.Commands;

/// <summary>Options that every command shares, and the services a command works with.</summary>
internal static class CommandHost
{
    public static Option<string?> DataOption { get; } = new("--data") { Description = "Folder of the database, keys and logs (default: data).", Recursive = true };

    public static Dictionary<string, string?> Overrides(ParseResult parsed)
    {
        var overrides = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        if (parsed.GetValue(DataOption) is { Length: > 0 } data) overrides["Database:DataDirectory"] = data;
        return overrides;
    }

    /// <summary>Runs work in a scope, with logs on standard error above warning only, so that the answer stands alone.</summary>
    public static async Task<int> RunAsync(ParseResult parsed, Func<IServiceProvider, CancellationToken, Task<int>> work, CancellationToken cancellationToken)
    {
        var builder = AppHost.CreateBuilder(CommandLine.ConfigurationArgs(parsed), Overrides(parsed));
        builder.Logging.ClearProviders().AddSimpleConsole(console => console.SingleLine = true).SetMinimumLevel(LogLevel.Warning);
        builder.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        await using var app = builder.Build();
        app.Services.GetRequiredService<Microsoft.Extensions.Options.IStartupValidator>().Validate();
        await using var scope = app.Services.CreateAsyncScope();
        using var origin = WorkOrigin.Begin(WorkOrigin.Command, parsed.CommandResult.Command.Name);
        try
        {
            return await work(scope.ServiceProvider, cancellationToken);
        }
        finally
        {
            await app.Services.GetRequiredService<RouterLogWriter>().FlushAsync(CancellationToken.None);
        }
    }

    /// <summary>From the environment, or asked for when there is a terminal.</summary>
    public static string? AdminPassword() => Password("MIKROTIKBILLING_ADMIN_PASSWORD");

    /// <summary>A secret is never an argument: other users of the machine see those.</summary>
    public static string? Password(string variable)
    {
        if (Environment.GetEnvironmentVariable(variable) is { Length: > 0 } given) return given;
        if (Console.IsInputRedirected) return null;
        Console.Write("Password: ");
        var typed = new System.Text.StringBuilder();
        for (var key = Console.ReadKey(intercept: true); key.Key != ConsoleKey.Enter; key = Console.ReadKey(intercept: true))
        {
            if (key.Key == ConsoleKey.Backspace && typed.Length > 0) typed.Length--;
            else if (!char.IsControl(key.KeyChar)) typed.Append(key.KeyChar);
        }
        Console.WriteLine();
        return typed.ToString();
    }
}
