using System.CommandLine;
using MikrotikBilling.Core.Data;

namespace MikrotikBilling.Web.Shell.Commands;

/// <summary><c>migrate</c>: brings the schema up to date.</summary>
internal static class MigrateCommand
{
    public static Command Create()
    {
        var command = new Command("migrate", "Bring the database schema up to date.");
        command.SetAction((parsed, cancellationToken) => CommandHost.RunAsync(parsed, async (services, token) =>
        {
            var applied = await services.GetRequiredService<DatabaseMigrator>().MigrateAsync(token);
            foreach (var name in applied) Console.WriteLine($"applied {name}");
            Console.WriteLine(applied.Count == 0 ? "The schema is up to date." : $"{applied.Count} migration(s) applied.");
            return CommandLine.Done;
        }, cancellationToken));
        return command;
    }
}
