using Quartz;

namespace MikrotikBilling.Core.Data.Jobs;

/// <summary>
/// A recurring piece of work. Running it again changes nothing that is already right; it never runs twice at once.
/// The text returned is kept with the run.
/// </summary>
public interface IAppJob
{
    Task<string> RunAsync(DateTimeOffset now, CancellationToken cancellationToken);
}

/// <summary>Declares a job and its schedule.</summary>
/// <param name="Name">A verb phrase, as given to <c>run-job</c>.</param>
/// <param name="Cron">Quartz cron expression in UTC, or null when <paramref name="Every"/> is given.</param>
/// <param name="Every">A plain interval.</param>
public sealed record JobDefinition(string Name, Type Type, string? Cron, TimeSpan? Every)
{
    /// <summary>The usual time between two runs, for telling a late one; null when the schedule is not that regular.</summary>
    public TimeSpan? Period => Every ?? Between;

    public TimeSpan? Between { get; init; }

    /// <summary>Puts job and trigger into the scheduler.</summary>
    internal Action<IQuartzBuilder>? Register { get; init; }
}
