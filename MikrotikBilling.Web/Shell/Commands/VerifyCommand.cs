using System.CommandLine;
using MikrotikBilling.Core.Data.Invariants;

namespace MikrotikBilling.Web.Shell.Commands;

/// <summary><c>verify</c>: everything that must always hold, over all companies; the rows that break it are named.</summary>
internal static class VerifyCommand
{
    public static Command Create()
    {
        var command = new Command("verify", "Check that the books and the data are right; fails when something is not.");
        command.SetAction((parsed, cancellationToken) => CommandHost.RunAsync(parsed, async (services, token) =>
        {
            var verification = await services.GetRequiredService<Verifier>().RunAsync(token);
            foreach (var result in verification.Results)
            {
                Console.WriteLine($"{(result.Holds ? "ok    " : "BROKEN")} {result.Invariant.Name}: {result.Invariant.Words}");
                foreach (var row in result.Findings.Rows) Console.WriteLine($"         {row.Text}");
                if (result.Findings.Count > result.Findings.Rows.Count) Console.WriteLine($"         {result.Findings.Count} in all");
            }
            var broken = verification.Broken.Count();
            Console.WriteLine(broken == 0 ? $"{verification.Results.Count} checks, all hold." : $"{broken} of {verification.Results.Count} checks are broken.");
            return broken == 0 ? CommandLine.Done : CommandLine.Failed;
        }, cancellationToken));
        return command;
    }
}
