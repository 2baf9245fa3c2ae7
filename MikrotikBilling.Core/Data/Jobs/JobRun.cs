using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MikrotikBilling.Core.Data.Jobs;

public enum JobOutcome { Running, Succeeded, Failed }

/// <summary>One run of a job: when, how long, with what result.</summary>
public sealed class JobRun
{
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public required string Job { get; init; }
    public DateTimeOffset StartedAt { get; init; }
    public DateTimeOffset? FinishedAt { get; set; }
    public JobOutcome Outcome { get; set; }

    /// <summary>What was done, or why it failed; no secrets.</summary>
    public string? Result { get; set; }
}

/// <summary>The last run of a job, one row each: telling what is late reads these few rows, and purging old runs loses nothing of it.</summary>
public sealed class JobState
{
    public required string Job { get; init; }
    public DateTimeOffset StartedAt { get; set; }
    public DateTimeOffset FinishedAt { get; set; }
    public JobOutcome Outcome { get; set; }
    public string? Result { get; set; }
    public DateTimeOffset? SucceededAt { get; set; }
}

internal sealed class JobStateConfiguration : IEntityTypeConfiguration<JobState>
{
    public void Configure(EntityTypeBuilder<JobState> builder)
    {
        builder.ToTable("JobStates").HasKey(s => s.Job);
        builder.Property(s => s.Job).HasMaxLength(64);
        builder.Property(s => s.Result).HasMaxLength(1000);
    }
}

internal sealed class JobRunConfiguration : IEntityTypeConfiguration<JobRun>
{
    public void Configure(EntityTypeBuilder<JobRun> builder)
    {
        builder.ToTable("JobRuns");
        builder.Property(r => r.Job).HasMaxLength(64);
        builder.Property(r => r.Result).HasMaxLength(1000);
        builder.HasIndex(r => new { r.Job, r.StartedAt, r.Id });
        builder.HasIndex(r => r.StartedAt);
    }
}
