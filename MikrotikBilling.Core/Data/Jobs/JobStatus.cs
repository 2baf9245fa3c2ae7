namespace MikrotikBilling.Core.Data.Jobs;

/// <summary>When this process began.</summary>
public sealed class ProgramStart(TimeProvider clock)
{
    public DateTimeOffset At { get; } = clock.GetUtcNow();
}

/// <summary>A job as it stands now.</summary>
/// <param name="State">Null before its first run.</param>
/// <param name="Live">What the scheduler says; null where none runs.</param>
public sealed record JobStatus(JobDefinition Job, JobState? State, JobLive? Live, bool IsLate)
{
    public bool HasFailed => State?.Outcome == JobOutcome.Failed;
}

/// <summary>Telling a late job from one that has just not come round yet.</summary>
public static class Lateness
{
    private static readonly TimeSpan Slack = TimeSpan.FromMinutes(1);

    /// <summary>
    /// No success for two periods and a minute. A program that just began, with what it missed while it was away, gets as long to catch up.
    /// </summary>
    public static bool IsLate(JobDefinition job, JobState? state, DateTimeOffset now, DateTimeOffset programStart)
    {
        ArgumentNullException.ThrowIfNull(job);
        if (job.Period is not { } period) return false;
        var limit = (period * 2) + Slack;
        return now - programStart > limit && (state?.SucceededAt is not { } succeeded || now - succeeded > limit);
    }
}

public static class JobsPermissions
{
    public const string View = "jobs.view";
    public const string Run = "jobs.run";
}
