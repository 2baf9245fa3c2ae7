using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using MikrotikBilling.Core.Data;

namespace MikrotikBilling.Core.Audit;

public enum ActorKind { System, Staff, Api }

/// <summary>Through which door the change came in.</summary>
public enum AuditDoor { Background, Page, Api, Job, Command }

/// <summary>Who did what to which record, when, from where, and what it was before. Only ever added: the database refuses the rest.</summary>
public sealed class AuditEntry : ITenantOwned
{
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public Guid TenantId { get; set; }
    public DateTimeOffset At { get; init; }
    public ActorKind ActorKind { get; init; }
    public Guid? ActorId { get; init; }
    public required string ActorName { get; init; }

    /// <summary>The sender's address, when a request caused it.</summary>
    public string? From { get; init; }

    /// <summary>Null for entries of a time before it was kept.</summary>
    public AuditDoor? Door { get; init; }

    /// <summary>Name of the job or command.</summary>
    public string? Via { get; init; }

    /// <summary>Noun and past verb: <c>subscription.extended</c>.</summary>
    public required string Action { get; init; }

    /// <summary>Kind of the record: <c>customer</c>.</summary>
    public required string Subject { get; init; }

    public Guid SubjectId { get; init; }

    /// <summary>The customer whose history this belongs to, when there is one.</summary>
    public Guid? CustomerId { get; init; }

    /// <summary>One line for people; no secrets.</summary>
    public required string Summary { get; init; }

    /// <summary>Fields with their values before and after, as <see cref="AuditChange"/> writes them; null when nothing but the act itself is told.</summary>
    public string? Changes { get; internal set; }
}

internal sealed class AuditEntryConfiguration : IEntityTypeConfiguration<AuditEntry>
{
    public const string Table = "AuditEntries";

    public void Configure(EntityTypeBuilder<AuditEntry> builder)
    {
        builder.ToTable(Table, table => table.HasTrigger(AppendOnly.Trigger));
        builder.Property(a => a.ActorName).HasMaxLength(120);
        builder.Property(a => a.From).HasMaxLength(45);
        builder.Property(a => a.Via).HasMaxLength(64);
        builder.Property(a => a.Action).HasMaxLength(64);
        builder.Property(a => a.Subject).HasMaxLength(32);
        builder.Property(a => a.Summary).HasMaxLength(1000);
        builder.Property(a => a.Changes).HasMaxLength(AuditChange.MaxLength);
        builder.HasIndex(a => new { a.TenantId, a.At, a.Id });
        builder.HasIndex(a => new { a.TenantId, a.CustomerId, a.At, a.Id });
        builder.HasIndex(a => new { a.TenantId, a.SubjectId, a.At, a.Id });
        builder.HasIndex(a => new { a.TenantId, a.Subject, a.At, a.Id });
        builder.HasIndex(a => new { a.TenantId, a.ActorId, a.At, a.Id });
    }
}
