using MikrotikBilling.Core.Kernel;
using Quartz;

namespace MikrotikBilling.Core.Data.Jobs;

/// <summary>What the scheduler says of a job.</summary>
/// <param name="RunningSince">Null when it does not run now, on any node.</param>
/// <param name="IsAsked">Somebody asked for a run that has not begun or not ended.</param>
public sealed record JobLive(DateTimeOffset? NextRunAt, DateTimeOffset? RunningSince, bool IsAsked);

/// <summary>
/// Asks the scheduler, which with a store in the database speaks for all nodes, and asks it to run a job now. Where it was never started (the
/// command line), nothing is known.
/// </summary>
public sealed class JobSchedule(ISchedulerFactory factory, JobRunner runner, TimeProvider clock)
{
    private const string AskedGroup = "run-now";

    /// <summary>By job name; two questions to the scheduler's store.</summary>
    public async Task<IReadOnlyDictionary<string, JobLive>> LiveAsync(CancellationToken cancellationToken)
    {
        var live = new Dictionary<string, JobLive>(StringComparer.Ordinal);
        if (await RunningSchedulerAsync(cancellationToken) is not { } scheduler) return live;
        var triggers = (await scheduler.QueryTriggers(new TriggerQuery { Take = PagedQuery.All }, cancellationToken)).Items;
        var running = (await scheduler.QueryFireInstances(new FireInstanceQuery { Take = PagedQuery.All }, cancellationToken)).Items;
        foreach (var job in runner.Definitions)
        {
            var own = triggers.Where(t => t.JobKey.Name == job.Name).ToList();
            live[job.Name] = new JobLive(own.Where(t => t.Key.Group != AskedGroup).Min(t => t.NextFireTimeUtc),
                running.Where(f => f.JobKey?.Name == job.Name).Select(f => (DateTimeOffset?)f.FireTimeUtc).Min(), own.Exists(t => t.Key.Group == AskedGroup));
        }
        return live;
    }

    /// <summary>
    /// Starts the job in the background, on whichever node is free. The trigger has one name per job, so of two who ask at once one is refused; a job
    /// that runs by its schedule is refused too, and never runs twice at once whatever happens.
    /// </summary>
    public async Task<Result> RunNowAsync(JobDefinition job, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(job);
        if (await RunningSchedulerAsync(cancellationToken) is not { } scheduler)
            return Result.Refuse("job.no-scheduler", "Jobs are not scheduled in this process.");
        if ((await LiveAsync(cancellationToken)).GetValueOrDefault(job.Name) is { } live && (live.RunningSince is not null || live.IsAsked)) return AlreadyRuns(job);
        try
        {
            await scheduler.ScheduleJob(TriggerBuilder.Create().ForJob(new JobKey(job.Name)).WithIdentity(job.Name, AskedGroup).StartAt(clock.GetUtcNow()).Build(),
                cancellationToken: cancellationToken);
            return Result.Success;
        }
        catch (ObjectAlreadyExistsException)
        {
            return AlreadyRuns(job);
        }
    }

    private static Result AlreadyRuns(JobDefinition job) => Result.Refuse("job.already-runs", $"{job.Title} runs already. Wait until it is done.");

    private async Task<IScheduler?> RunningSchedulerAsync(CancellationToken cancellationToken)
    {
        var scheduler = await factory.GetScheduler(cancellationToken);
        return scheduler.Status == SchedulerStatus.Running ? scheduler : null;
    }
}
