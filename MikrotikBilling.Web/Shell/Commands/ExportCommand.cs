using System.CommandLine;
using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Billing.Invoices;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Subscriptions.Transfer;
using MikrotikBilling.Core.Tenants;

namespace MikrotikBilling.Web.Shell.Commands;

/// <summary><c>export customers|invoices</c>: rows as CSV, to a file or to standard output.</summary>
internal static class ExportCommand
{
    private static readonly Option<string?> Out = new("--out") { Description = "The file; without it the rows go to standard output." };
    private static readonly Option<string?> Company = new("--tenant") { Description = "Name of the company, where there are several." };
    private static readonly Option<bool> Archived = new("--archived") { Description = "The customers put away instead of the others." };
    private static readonly Option<bool> Passwords = new("--passwords") { Description = "With the passwords of the services; kept in the history." };
    private static readonly Option<bool> Bom = new("--bom") { Description = "Begin with a byte order mark, for Excel." };
    private static readonly Option<string?> From = new("--from") { Description = "First day of issue, as 2026-11-21." };
    private static readonly Option<string?> To = new("--to") { Description = "Last day of issue, included." };
    private static readonly Option<string?> State = new("--state") { Description = $"Only those in this state: {string.Join(", ", Enum.GetNames<InvoiceState>())}." };

    public static Command Create()
    {
        var customers = new Command("customers", "Customers and their services as CSV, one row a service.") { Archived, Passwords };
        SetAction(customers, (services, parsed, output, token) => services.GetRequiredService<CustomerExport>().WriteAsync(
            output, new CustomerFilter { Archived = parsed.GetValue(Archived) }, new TransferStyle(parsed.GetValue(Bom), parsed.GetValue(Passwords)), token));
        var invoices = new Command("invoices", "Invoices and credit notes as CSV, one row a document.") { From, To, State };
        invoices.Validators.Add(result =>
        {
            foreach (var day in new[] { From, To })
                if (result.GetValue(day) is { } text && ListWords.Day(text) is null) result.AddError($"{day.Name}: '{text}' is no day; write it as 2026-11-21.");
            if (result.GetValue(State) is { } word && ListWords.Word<InvoiceState>(word) is null) result.AddError($"--state: '{word}' is none of {string.Join(", ", Enum.GetNames<InvoiceState>())}.");
        });
        SetAction(invoices, (services, parsed, output, token) => services.GetRequiredService<InvoiceExport>().WriteAsync(
            output, new InvoiceFilter(ListWords.Word<InvoiceState>(parsed.GetValue(State)), From: ListWords.Day(parsed.GetValue(From)), To: ListWords.Day(parsed.GetValue(To))),
            new TransferStyle(parsed.GetValue(Bom)), token));
        return new Command("export", "Write data as files.") { customers, invoices };
    }

    private static void SetAction(Command command, Func<IServiceProvider, ParseResult, Stream, CancellationToken, Task<int>> write)
    {
        foreach (var option in new Option[] { Out, Company, Bom }) command.Options.Add(option);
        command.SetAction((parsed, cancellationToken) => CommandHost.RunAsync(parsed, async (services, token) =>
        {
            await services.GetRequiredService<DatabaseMigrator>().CheckAsync(token);
            var name = parsed.GetValue(Company);
            var companies = await services.GetRequiredService<AppDbContext>().Set<Tenant>().Where(t => name == null || t.Name == name).OrderBy(t => t.Name).ToListAsync(token);
            if (companies is not [var company])
                return companies.Count > 1 ? await WrongAsync($"Say which company with --tenant: {string.Join(", ", companies.Select(c => c.Name))}.")
                    : name is not null ? await WrongAsync($"There is no company '{name}'.")
                    : await CommandErrors.FailAsync("No company is set up yet.");
            services.GetRequiredService<CurrentTenant>().Use(company.Id);
            if (parsed.GetValue(Out) is not { } path)
            {
                await using var output = Console.OpenStandardOutput();
                await write(services, parsed, output, token);
                return CommandLine.Done;
            }
            var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
            // Personal data: for whoever ran the command alone.
            if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            await using var file = new FileStream(path, options);
            var rows = await write(services, parsed, file, token);
            Console.WriteLine($"{rows} rows in {path}.");
            return CommandLine.Done;
        }, cancellationToken));
    }

    private static async Task<int> WrongAsync(string message)
    {
        await Console.Error.WriteLineAsync(message);
        return CommandLine.WrongUse;
    }
}
