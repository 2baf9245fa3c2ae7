using System.CommandLine;
using FluentValidation;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Staff;

namespace MikrotikBilling.Web.Shell.Commands;

/// <summary><c>create-admin</c>: one more owner, for whoever holds the machine.</summary>
internal static class CreateAdminCommand
{
    private static readonly Option<string> Name = new("--name") { Description = "Full name.", Required = true };
    private static readonly Option<string> Email = new("--email") { Description = "Email to sign in with.", Required = true };

    public static Command Create()
    {
        var command = new Command("create-admin", "Create another owner account. The password comes from MIKROTIKBILLING_ADMIN_PASSWORD or is asked for.");
        command.Options.Add(Name);
        command.Options.Add(Email);
        command.SetAction((parsed, cancellationToken) => CommandHost.RunAsync(parsed, async (services, token) =>
        {
            if (CommandHost.AdminPassword() is not { } password)
                return await CommandErrors.FailAsync("Set MIKROTIKBILLING_ADMIN_PASSWORD: there is no terminal to ask for the password.");
            var owner = new CreateOwner(parsed.GetValue(Name)!, parsed.GetValue(Email)!, password);
            if (await CommandErrors.InvalidAsync(services.GetRequiredService<IValidator<CreateOwner>>().Validate(owner))) return CommandLine.WrongUse;
            await services.GetRequiredService<DatabaseMigrator>().CheckAsync(token);
            var made = await services.GetRequiredService<StaffService>().CreateAdminAsync(owner, token);
            if (!made.Ok) return await CommandErrors.FailAsync(made.Refusal.Message);
            Console.WriteLine($"{owner.Email} can sign in.");
            return CommandLine.Done;
        }, cancellationToken));
        return command;
    }
}
