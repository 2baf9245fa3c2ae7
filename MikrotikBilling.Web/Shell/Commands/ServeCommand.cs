using System.CommandLine;
using Microsoft.Extensions.Options;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Web.Demo;
using MikrotikBilling.Web.Features.Account;

namespace MikrotikBilling.Web.Shell.Commands;

/// <summary><c>serve</c>: the web application with its jobs and lanes.</summary>
internal static class ServeCommand
{
    private static readonly Option<bool> Demo = new("--demo")
    {
        Description = "Serve a demo instead: invented customers on simulated routers, in a database of its own that is made anew at each start.",
    };

    public static Command Create()
    {
        var command = new Command("serve", "Serve the web application (default).");
        command.Options.Add(Demo);
        command.SetAction(RunAsync);
        return command;
    }

    public static void Configure(RootCommand root)
    {
        root.Options.Add(CommandHost.DataOption);
        root.Options.Add(Demo);
        root.SetAction(RunAsync);
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        if (parsed.GetValue(Demo))
        {
            await using var demo = await DemoInstallation.StartAsync(CommandLine.ConfigurationArgs(parsed), parsed.GetValue(CommandHost.DataOption), cancellationToken);
            await Console.Out.WriteLineAsync(demo.Welcome);
            await demo.App.WaitForShutdownAsync(CancellationToken.None);
            return CommandLine.Done;
        }
        var builder = AppHost.CreateBuilder(CommandLine.ConfigurationArgs(parsed), CommandHost.Overrides(parsed));
        RefuseWrongAddresses(builder.Configuration["urls"]);
        builder.RunInBackground();
        // The lists of zones and countries are read from the system once; the first page need not wait for that.
        _ = Task.Run(() => (FirstRunInput.Zones.Count, Currency.Offered.Count), CancellationToken.None);
        await using var app = builder.Build();
        // The two long parts of a start, the model of the database and the addresses of the pages, need nothing of each other.
        var prepared = Task.Run(() => PrepareDatabaseAsync(app.Services, cancellationToken), cancellationToken);
        AppHost.Map(app).UseEndpoints(_ => { });
        _ = app.Services.GetRequiredService<EndpointDataSource>().Endpoints.Count;
        await prepared;
        await app.RunAsync();
        return CommandLine.Done;
    }

    /// <summary>The server itself would take a wrong port for none and listen at 80.</summary>
    internal static void RefuseWrongAddresses(string? urls)
    {
        foreach (var url in (urls ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            if (!Uri.TryCreate(url.Replace("//*", "//any", StringComparison.Ordinal).Replace("//+", "//any", StringComparison.Ordinal), UriKind.Absolute, out var uri)
                || uri.Scheme is not ("http" or "https"))
                throw new OptionsValidationException("Urls", typeof(string), [$"Urls: '{url}' is no address such as http://localhost:5080."]);
    }

    private static async Task PrepareDatabaseAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        await using var scope = services.CreateAsyncScope();
        var options = scope.ServiceProvider.GetRequiredService<IOptions<DatabaseOptions>>().Value;
        var migrator = scope.ServiceProvider.GetRequiredService<DatabaseMigrator>();
        if (options.ShouldMigrateOnStart) await migrator.MigrateAsync(cancellationToken);
        else await migrator.CheckAsync(cancellationToken);
    }
}
