using System.CommandLine;
using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Subscriptions.Transfer;
using MikrotikBilling.Core.Tenants;

namespace MikrotikBilling.Web.Shell.Commands;

/// <summary><c>export customers</c>: customers and their services as CSV, to a file or to standard output.</summary>
internal static class ExportCommand
{
    private static readonly Option<string?> Out = new("--out") { Description = "The file; without it the rows go to standard output." };
    private static readonly Option<string?> Company = new("--tenant") { Description = "Name of the company, where there are several." };
    private static readonly Option<bool> Archived = new("--archived") { Description = "The customers put away instead of the others." };
    private static readonly Option<bool> Passwords = new("--passwords") { Description = "With the passwords of the services; kept in the history." };
    private static readonly Option<bool> Bom = new("--bom") { Description = "Begin with a byte order mark, for Excel." };

    public static Command Create()
    {
        var customers = new Command("customers", "Customers and their services as CSV, one row a service.");
        foreach (var option in new Option[] { Out, Company, Archived, Passwords, Bom }) customers.Options.Add(option);
        customers.SetAction((parsed, cancellationToken) => CommandHost.RunAsync(parsed, async (services, token) =>
        {
            await services.GetRequiredService<DatabaseMigrator>().CheckAsync(token);
            var name = parsed.GetValue(Company);
            var companies = await services.GetRequiredService<AppDbContext>().Set<Tenant>().Where(t => name == null || t.Name == name).OrderBy(t => t.Name).ToListAsync(token);
            if (companies is not [var company])
                return companies.Count > 1 ? await WrongAsync($"Say which company with --tenant: {string.Join(", ", companies.Select(c => c.Name))}.")
                    : name is not null ? await WrongAsync($"There is no company '{name}'.")
                    : await CommandErrors.FailAsync("No company is set up yet.");
            services.GetRequiredService<CurrentTenant>().Use(company.Id);
            var style = new TransferStyle(parsed.GetValue(Bom), parsed.GetValue(Passwords));
            var filter = new CustomerFilter { Archived = parsed.GetValue(Archived) };
            var export = services.GetRequiredService<CustomerExport>();
            if (parsed.GetValue(Out) is not { } path)
            {
                await using var output = Console.OpenStandardOutput();
                await export.WriteAsync(output, filter, style, token);
                return CommandLine.Done;
            }
            var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
            // Personal data: for whoever ran the command alone.
            if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            await using var file = new FileStream(path, options);
            var rows = await export.WriteAsync(file, filter, style, token);
            Console.WriteLine($"{rows} rows in {path}.");
            return CommandLine.Done;
        }, cancellationToken));
        return new Command("export", "Write data as files.") { customers };
    }

    private static async Task<int> WrongAsync(string message)
    {
        await Console.Error.WriteLineAsync(message);
        return CommandLine.WrongUse;
    }
}
