using System.CommandLine;
using Microsoft.Extensions.Options;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Web.Demo;

namespace MikrotikBilling.Web.Shell.Commands;

/// <summary>The same executable serves and administers. Exit codes: 0 done, 1 failed, 2 wrong use.</summary>
public static class CommandLine
{
    public const int Done = 0;
    public const int Failed = 1;
    public const int WrongUse = 2;

    public static async Task<int> RunAsync(string[] args)
    {
        var root = new RootCommand("MikrotikBilling: billing and router management for Internet providers. Without a command it serves, at the address of --urls. Any setting may follow as --Section:Key=value.");
        ServeCommand.Configure(root);
        foreach (var command in Commands()) root.Subcommands.Add(command);
        AllowConfiguration(root);

        var parsed = root.Parse(args);
        if (Complaint(parsed) is { } complaint)
        {
            await Console.Error.WriteLineAsync(complaint);
            await Console.Error.WriteLineAsync("Try --help.");
            return WrongUse;
        }
        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
        }
        catch (Exception e) when (OneLine(e) is { } line)
        {
            await Console.Error.WriteLineAsync(line);
            return Failed;
        }
    }

    /// <summary>Words of the form <c>--Section:Key=value</c> set configuration, on every command.</summary>
    internal static string[] ConfigurationArgs(ParseResult parsed) => [.. parsed.UnmatchedTokens];

    internal static IEnumerable<Command> Commands() =>
    [
        ServeCommand.Create(), MigrateCommand.Create(), SetUpIspCommand.Create(), CreateAdminCommand.Create(), RunJobCommand.Create(), VerifyCommand.Create(),
        DemoDataCommand.Create(), ExportCommand.Create(),
        SyncRoutersCommand.Create(), RouterCheckCommand.Create(), WalledGardenCommand.Create(), SimulateRouterCommand.Create(),
    ];

    private static void AllowConfiguration(Command command)
    {
        command.TreatUnmatchedTokensAsErrors = false;
        foreach (var child in command.Subcommands) AllowConfiguration(child);
    }

    private static string? Complaint(ParseResult parsed)
    {
        if (parsed.Errors.Count > 0) return parsed.Errors[0].Message;
        var tokens = parsed.UnmatchedTokens;
        for (var i = 0; i < tokens.Count; i++)
        {
            if (!tokens[i].StartsWith("--", StringComparison.Ordinal) || !IsConfigurationKey(tokens[i][2..].Split('=')[0]))
                return $"'{tokens[i]}' is no command or option.";
            if (tokens[i].Contains('=', StringComparison.Ordinal)) continue;
            if (++i >= tokens.Count) return $"'{tokens[i - 1]}' needs a value.";
        }
        return null;
    }

    private static bool IsConfigurationKey(string key) =>
        key.Contains(':', StringComparison.Ordinal)
        || key.ToUpperInvariant() is "URLS" or "ENVIRONMENT" or "CONTENTROOT" or "APPLICATIONNAME" or "ALLOWEDHOSTS" or "HTTP_PORTS" or "HTTPS_PORTS";

    /// <summary>What an installer can mend, in one line; null for a mistake of ours, which keeps its stack.</summary>
    private static string? OneLine(Exception exception) => exception switch
    {
        OptionsValidationException e => $"Configuration: {string.Join(" ", e.Failures)}",
        DatabaseSchemaException or DemoException => exception.Message,
        InvalidOperationException { InnerException: FormatException or ArgumentException or OverflowException } e => $"Configuration: {e.Message}",
        InvalidDataException { InnerException: { } inner } e => $"Configuration: {e.Message} {inner.Message.Split('\n')[0]}",
        IOException { InnerException: Microsoft.AspNetCore.Connections.AddressInUseException } e => $"Cannot listen: {e.Message}",
        UnauthorizedAccessException e => e.Message,
        IOException e => e.Message,
        _ when exception.IsDatabaseUnavailable() || exception is System.Data.Common.DbException => $"Database: {exception.GetBaseException().Message.Split('\n')[0]}",
        _ => null,
    };
}
