using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using MikrotikBilling.Core.Data;

namespace MikrotikBilling.Core.Audit;

public enum ActorKind { System, Staff, Api }

/// <summary>Who did what to which record, when, from where. Only ever added.</summary>
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

    /// <summary>Noun and past verb: <c>subscription.extended</c>.</summary>
    public required string Action { get; init; }

    /// <summary>Kind of the record: <c>customer</c>.</summary>
    public required string Subject { get; init; }

    public Guid SubjectId { get; init; }

    /// <summary>The customer whose history this belongs to, when there is one.</summary>
    public Guid? CustomerId { get; init; }

    /// <summary>One line for people; no secrets.</summary>
    public required string Summary { get; init; }
}

internal sealed class AuditEntryConfiguration : IEntityTypeConfiguration<AuditEntry>
{
    public void Configure(EntityTypeBuilder<AuditEntry> builder)
    {
        builder.ToTable("AuditEntries");
        builder.Property(a => a.ActorName).HasMaxLength(120);
        builder.Property(a => a.From).HasMaxLength(45);
        builder.Property(a => a.Action).HasMaxLength(64);
        builder.Property(a => a.Subject).HasMaxLength(32);
        builder.Property(a => a.Summary).HasMaxLength(1000);
        builder.HasIndex(a => new { a.TenantId, a.CustomerId, a.Id });
        builder.HasIndex(a => new { a.TenantId, a.SubjectId, a.Id });
        builder.HasIndex(a => new { a.TenantId, a.Id });
    }
}
