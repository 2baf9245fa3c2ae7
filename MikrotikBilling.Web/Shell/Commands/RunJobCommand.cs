using System.CommandLine;
using MikrotikBilling.Core.Data.Jobs;

namespace MikrotikBilling.Web.Shell.Commands;

/// <summary><c>run-job NAME</c>: one run now, recorded like any other.</summary>
internal static class RunJobCommand
{
    private static readonly Argument<string?> Name = new("name") { Description = "The job; without it the jobs are listed.", Arity = ArgumentArity.ZeroOrOne };

    public static Command Create()
    {
        var command = new Command("run-job", "Run a job once, now.");
        command.Arguments.Add(Name);
        command.SetAction((parsed, cancellationToken) => CommandHost.RunAsync(parsed, async (services, token) =>
        {
            var runner = services.GetRequiredService<JobRunner>();
            if (parsed.GetValue(Name) is not { } name)
            {
                foreach (var known in runner.Definitions) Console.WriteLine(known.Name);
                return CommandLine.Done;
            }
            if (runner.Find(name) is not { } job)
            {
                await Console.Error.WriteLineAsync($"There is no job '{name}'. Known: {string.Join(", ", runner.Definitions.Select(d => d.Name))}.");
                return CommandLine.WrongUse;
            }
            var run = await runner.RunAsync(job, token);
            Console.WriteLine($"{run.Job}: {run.Outcome}. {run.Result}");
            return run.Outcome == JobOutcome.Succeeded ? CommandLine.Done : CommandLine.Failed;
        }, cancellationToken));
        return command;
    }
}
