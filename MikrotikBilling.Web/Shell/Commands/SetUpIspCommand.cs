using System.CommandLine;
using FluentValidation;
using FluentValidation.Results;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Staff;
using MikrotikBilling.Core.Tenants;

namespace MikrotikBilling.Web.Shell.Commands;

/// <summary><c>setup-isp</c>: the company and its owner, without a browser.</summary>
internal static class SetUpIspCommand
{
    private static readonly Option<string> Name = new("--name") { Description = "Company name.", Required = true };
    private static readonly Option<string> Currency = new("--currency") { Description = "ISO 4217, such as KES.", Required = true };
    private static readonly Option<string> Zone = new("--time-zone") { Description = "IANA zone, such as Africa/Nairobi.", Required = true };
    private static readonly Option<string> Country = new("--country") { Description = "ISO 3166, such as KE.", Required = true };
    private static readonly Option<string> Owner = new("--owner-name") { Description = "Full name of the owner.", Required = true };
    private static readonly Option<string> Email = new("--owner-email") { Description = "Email the owner signs in with.", Required = true };

    public static Command Create()
    {
        var command = new Command("setup-isp",
            "Create the company and its owner account. The password comes from MIKROTIKBILLING_ADMIN_PASSWORD or is asked for.");
        foreach (var option in new Option[] { Name, Currency, Zone, Country, Owner, Email }) command.Options.Add(option);
        command.SetAction((parsed, cancellationToken) => CommandHost.RunAsync(parsed, async (services, token) =>
        {
            if (CommandHost.AdminPassword() is not { } password)
                return await CommandErrors.FailAsync("Set MIKROTIKBILLING_ADMIN_PASSWORD: there is no terminal to ask for the password.");
            var company = new SetUpTenant(parsed.GetValue(Name)!, parsed.GetValue(Currency)!, parsed.GetValue(Zone)!, parsed.GetValue(Country)!);
            var owner = new CreateOwner(parsed.GetValue(Owner)!, parsed.GetValue(Email)!, password);
            if (await CommandErrors.InvalidAsync(services.GetRequiredService<IValidator<SetUpTenant>>().Validate(company),
                services.GetRequiredService<IValidator<CreateOwner>>().Validate(owner))) return CommandLine.WrongUse;

            await services.GetRequiredService<DatabaseMigrator>().MigrateAsync(token);
            var made = await services.GetRequiredService<StaffService>().SetUpAsync(company, owner, token);
            if (!made.Ok) return await CommandErrors.FailAsync(made.Refusal.Message);
            Console.WriteLine($"{company.Name} is set up; {owner.Email} can sign in.");
            return CommandLine.Done;
        }, cancellationToken));
        return command;
    }
}

internal static class CommandErrors
{
    public static async Task<int> FailAsync(string message)
    {
        await Console.Error.WriteLineAsync(message);
        return CommandLine.Failed;
    }

    public static async Task<bool> InvalidAsync(params ValidationResult[] verdicts)
    {
        var failures = verdicts.SelectMany(v => v.Errors).ToList();
        foreach (var failure in failures) await Console.Error.WriteLineAsync($"{failure.PropertyName}: {failure.ErrorMessage}");
        return failures.Count > 0;
    }
}
