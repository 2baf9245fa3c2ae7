using System.CommandLine;
using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Provisioning.WalledGarden;
using MikrotikBilling.Core.Routers;

namespace MikrotikBilling.Web.Shell.Commands;

/// <summary><c>walled-garden --router X [--dry-run]</c>: what customers without access may reach, brought to a router now.</summary>
internal static class WalledGardenCommand
{
    private static readonly Option<string> Name = new("--router") { Description = "Name or id of the router.", Required = true };
    private static readonly Option<bool> DryRun = new("--dry-run") { Description = "Tell what would be written and write nothing." };

    public static Command Create()
    {
        var command = new Command("walled-garden", "Bring the pay page and the payment hosts into a router's walled garden, and take out what is no longer wanted there.");
        foreach (var option in new Option[] { Name, DryRun }) command.Options.Add(option);
        command.SetAction((parsed, cancellationToken) => CommandHost.RunAsync(parsed, (services, token) => RunAsync(parsed, services, token), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, IServiceProvider services, CancellationToken cancellationToken)
    {
        var wanted = parsed.GetValue(Name)!.Trim();
        var byId = Guid.TryParse(wanted, out var id);
        var found = await services.GetRequiredService<AppDbContext>().Set<Router>().IgnoreQueryFilters(QueryFilters.AllTenants)
            .Where(r => byId ? r.Id == id : r.Name == wanted).Select(r => r.Id).Take(2).ToListAsync(cancellationToken);
        if (found.Count != 1) return await CommandErrors.FailAsync(found.Count == 0 ? $"There is no router '{wanted}'." : $"Several routers are named '{wanted}': give the id.");
        var dryRun = parsed.GetValue(DryRun);
        var outcome = await services.GetRequiredService<WalledGardenService>().ConvergeAsync(found[0], dryRun, cancellationToken);
        if (!outcome.Ok) return await CommandErrors.FailAsync(outcome.Refusal.Message);
        foreach (var line in outcome.Value.Lines) Console.WriteLine(line);
        Console.WriteLine($"{(dryRun ? "Would be: " : "")}{outcome.Value.Added} added, {outcome.Value.Changed} changed, {outcome.Value.Removed} removed.");
        return CommandLine.Done;
    }
}
