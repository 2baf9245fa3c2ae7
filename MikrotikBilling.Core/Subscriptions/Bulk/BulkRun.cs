using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Subscriptions.Runs;

namespace MikrotikBilling.Core.Subscriptions.Bulk;

public enum BulkAction { Extend, Enable, Disable, ChangeProfile, Move, Undo }

public enum BulkState
{
    /// <summary>Asked for; the rows of a filter are still to be gathered, or nobody has taken it up yet.</summary>
    Waiting,

    Running,

    Done,

    /// <summary>Stopped by a person, or because who asked for it may no longer.</summary>
    Stopped,
}

/// <summary>One action on many subscriptions, worked off in the background, one transaction each.</summary>
[Unaudited]
public sealed class BulkRun : ITenantOwned, IVersioned, IRun
{
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public Guid TenantId { get; set; }
    public BulkAction Action { get; init; }

    /// <summary>For <see cref="BulkAction.Extend"/>.</summary>
    public int? Days { get; init; }

    /// <summary>For <see cref="BulkAction.ChangeProfile"/>.</summary>
    public Guid? ProfileId { get; init; }

    /// <summary>For <see cref="BulkAction.Move"/>.</summary>
    public Guid? RouterId { get; init; }

    /// <summary>For <see cref="BulkAction.Undo"/>: the run that is taken back.</summary>
    public Guid? UndoOfId { get; init; }

    /// <summary>The list that was meant by "all that match", as JSON; null when rows were ticked, and once they are gathered.</summary>
    public string? Filter { get; set; }

    public BulkState State { get; set; }
    public int Total { get; set; }
    public int Succeeded { get; set; }
    public int Refused { get; set; }

    /// <summary>Why it was stopped.</summary>
    public string? Note { get; set; }

    public bool StopRequested { get; set; }
    public ActorKind ActorKind { get; init; }
    public Guid? ActorId { get; init; }
    public required string ActorName { get; init; }
    public string? From { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? FinishedAt { get; set; }

    /// <summary>Until then the node that works on it is taken to be alive.</summary>
    public DateTimeOffset? ClaimedUntil { get; set; }

    public int Version { get; set; }

    public int Handled => Succeeded + Refused;

    public bool IsOver => State is BulkState.Done or BulkState.Stopped;
}

public enum BulkItemState { Waiting, Done, Refused }

/// <summary>One subscription of a run and what came of it.</summary>
[Unaudited]
public sealed class BulkItem : ITenantOwned
{
    public long Id { get; init; }
    public Guid TenantId { get; set; }
    public Guid RunId { get; init; }
    public Guid SubscriptionId { get; init; }
    public BulkItemState State { get; set; }

    /// <summary>Why it was refused.</summary>
    public string? Message { get; set; }

    /// <summary>Version of the subscription after the change; an undo wants to find it so.</summary>
    public int? VersionAfter { get; set; }

    public DateTimeOffset? EndBefore { get; set; }
    public SubscriptionStatus? StatusBefore { get; set; }
    public Guid? ProfileBefore { get; set; }
    public Guid? RouterBefore { get; set; }
}

internal sealed class BulkRunConfiguration : IEntityTypeConfiguration<BulkRun>
{
    public void Configure(EntityTypeBuilder<BulkRun> builder)
    {
        builder.ToTable("BulkRuns");
        builder.Ignore(r => r.Handled);
        builder.Ignore(r => r.IsOver);
        builder.Property(r => r.Filter).HasMaxLength(2000);
        builder.Property(r => r.Note).HasMaxLength(300);
        builder.Property(r => r.ActorName).HasMaxLength(120);
        builder.Property(r => r.From).HasMaxLength(45);
        builder.HasIndex(r => new { r.TenantId, r.Id });
        builder.HasIndex(r => new { r.State, r.ClaimedUntil });
        builder.HasIndex(r => r.UndoOfId);
    }
}

internal sealed class BulkItemConfiguration : IEntityTypeConfiguration<BulkItem>
{
    public void Configure(EntityTypeBuilder<BulkItem> builder)
    {
        builder.ToTable("BulkItems");
        builder.Property(i => i.Message).HasMaxLength(300);
        builder.HasOne<BulkRun>().WithMany().HasForeignKey(i => i.RunId);
        builder.HasIndex(i => new { i.RunId, i.State, i.Id });
        builder.HasIndex(i => new { i.RunId, i.SubscriptionId }).IsUnique();
    }
}
