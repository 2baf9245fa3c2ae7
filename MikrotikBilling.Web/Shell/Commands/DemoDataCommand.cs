using System.CommandLine;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Web.Demo;

namespace MikrotikBilling.Web.Shell.Commands;

/// <summary><c>demo-data</c>: invented customers in bulk.</summary>
internal static class DemoDataCommand
{
    private static readonly Option<int> Customers = new("--customers") { Description = "How many customers.", DefaultValueFactory = _ => 300 };
    private static readonly Option<int> Seed = new("--seed") { Description = "The same seed invents the same people (default: 1).", DefaultValueFactory = _ => 1 };
    private static readonly Option<bool> Force = new("--force") { Description = "Also when there are customers already." };

    public static Command Create()
    {
        var command = new Command("demo-data", "Fill the database with invented customers on switched-off routers, for load tests.");
        foreach (var option in new Option[] { Customers, Seed, Force }) command.Options.Add(option);
        command.SetAction((parsed, cancellationToken) => CommandHost.RunAsync(parsed, async (services, token) =>
        {
            var count = parsed.GetValue(Customers);
            if (count is < 1 or > 1_000_000)
            {
                await Console.Error.WriteLineAsync("--customers takes 1 to 1000000.");
                return CommandLine.WrongUse;
            }
            await services.GetRequiredService<DatabaseMigrator>().MigrateAsync(token);
            var bulk = ActivatorUtilities.CreateInstance<BulkCustomers>(services);
            var filled = await ActivatorUtilities.CreateInstance<DemoData>(services, bulk).FillAsync(count, parsed.GetValue(Seed), parsed.GetValue(Force), token);
            if (!filled.Ok) return await CommandErrors.FailAsync(filled.Refusal.Message);
            await services.GetRequiredService<DatabaseStatistics>().RefreshAsync(token);
            Console.WriteLine($"{filled.Value} customers added.");
            return CommandLine.Done;
        }, cancellationToken));
        return command;
    }
}
