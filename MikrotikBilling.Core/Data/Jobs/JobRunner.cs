using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace MikrotikBilling.Core.Data.Jobs;

/// <summary>Runs a job in a scope of its own and leaves a <see cref="JobRun"/> and its <see cref="JobState"/>.</summary>
public sealed class JobRunner(IServiceScopeFactory scopes, IEnumerable<JobDefinition> definitions, TimeProvider clock, ILogger<JobRunner> logger)
{
    public IReadOnlyList<JobDefinition> Definitions { get; } = [.. definitions.OrderBy(d => d.Name, StringComparer.Ordinal)];

    public JobDefinition? Find(string name) => Definitions.FirstOrDefault(d => d.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    public async Task<JobRun> RunAsync(JobDefinition definition, CancellationToken cancellationToken)
    {
        using var origin = WorkOrigin.Begin(WorkOrigin.Job, definition.Name);
        var run = new JobRun { Job = definition.Name, StartedAt = clock.GetUtcNow(), Outcome = JobOutcome.Running };
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var job = (IAppJob)scope.ServiceProvider.GetRequiredService(definition.Type);
            run.Result = Short(await job.RunAsync(run.StartedAt, cancellationToken));
            run.Outcome = JobOutcome.Succeeded;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            run.Outcome = JobOutcome.Failed;
            run.Result = "Stopped with the program.";
        }
#pragma warning disable CA1031 // an edge: the job's failure is recorded, and the next run tries again
        catch (Exception e)
#pragma warning restore CA1031
        {
            run.Outcome = JobOutcome.Failed;
            run.Result = Short(e.Message);
            JobsLog.Failed(logger, e, definition.Name);
        }
        run.FinishedAt = clock.GetUtcNow();
        await RecordAsync(run);
        return run;
    }

    private async Task RecordAsync(JobRun run)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<AppDbContext>();
            db.Add(run);
            var state = await db.Set<JobState>().SingleOrDefaultAsync(s => s.Job == run.Job);
            if (state is null) db.Add(state = new JobState { Job = run.Job });
            (state.StartedAt, state.FinishedAt, state.Outcome, state.Result) = (run.StartedAt, run.FinishedAt ?? run.StartedAt, run.Outcome, run.Result);
            if (run.Outcome == JobOutcome.Succeeded) state.SucceededAt = run.FinishedAt;
            await db.SaveChangesAsync(CancellationToken.None);
        }
        catch (DbUpdateException e)
        {
            JobsLog.NotRecorded(logger, e, run.Job);
        }
    }

    private static string Short(string text) => text.Length <= 1000 ? text : text[..1000];
}

internal static partial class JobsLog
{
    [LoggerMessage(100, LogLevel.Error, "Job {Job} failed")]
    public static partial void Failed(ILogger logger, Exception exception, string job);

    [LoggerMessage(101, LogLevel.Error, "The run of job {Job} could not be recorded")]
    public static partial void NotRecorded(ILogger logger, Exception exception, string job);
}
