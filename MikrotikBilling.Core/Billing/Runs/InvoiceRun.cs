using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Subscriptions.Runs;

namespace MikrotikBilling.Core.Billing.Runs;

public enum InvoiceRunState { Waiting, Running, Done, Stopped }

/// <summary>One invoicing of the services that are paid afterwards, worked off in the background. It can be stopped and started again: what is invoiced stays so.</summary>
[Unaudited]
public sealed class InvoiceRun : ITenantOwned, IVersioned, IRun
{
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public Guid TenantId { get; set; }

    /// <summary>Periods that ended up to here are invoiced.</summary>
    public DateTimeOffset Through { get; init; }

    public InvoiceRunState State { get; set; }

    /// <summary>Invoices it was expected to make.</summary>
    public int Expected { get; init; }

    public int Issued { get; set; }
    public int Failed { get; set; }

    /// <summary>Of the invoices it issued, tax in it.</summary>
    public Money Total { get; set; }

    public string? Note { get; set; }
    public bool StopRequested { get; set; }
    public ActorKind ActorKind { get; init; }
    public Guid? ActorId { get; init; }
    public required string ActorName { get; init; }
    public string? From { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? FinishedAt { get; set; }
    public DateTimeOffset? ClaimedUntil { get; set; }
    public int Version { get; set; }

    public bool IsOver => State is InvoiceRunState.Done or InvoiceRunState.Stopped;
}

/// <summary>A service that a run could not invoice, and why.</summary>
[Unaudited]
public sealed class InvoiceRunFailure : ITenantOwned
{
    public long Id { get; init; }
    public Guid TenantId { get; set; }
    public Guid RunId { get; init; }
    public Guid SubscriptionId { get; init; }
    public required string Message { get; init; }
}

internal sealed class InvoiceRunConfiguration : IEntityTypeConfiguration<InvoiceRun>
{
    public void Configure(EntityTypeBuilder<InvoiceRun> builder)
    {
        builder.ToTable("InvoiceRuns");
        builder.Ignore(r => r.IsOver);
        builder.Property(r => r.Note).HasMaxLength(300);
        builder.Property(r => r.ActorName).HasMaxLength(120);
        builder.Property(r => r.From).HasMaxLength(45);
        builder.HasIndex(r => new { r.TenantId, r.Id });
        builder.HasIndex(r => new { r.State, r.ClaimedUntil });
    }
}

internal sealed class InvoiceRunFailureConfiguration : IEntityTypeConfiguration<InvoiceRunFailure>
{
    public void Configure(EntityTypeBuilder<InvoiceRunFailure> builder)
    {
        builder.ToTable("InvoiceRunFailures");
        builder.Property(f => f.Message).HasMaxLength(300);
        builder.HasOne<InvoiceRun>().WithMany().HasForeignKey(f => f.RunId);
        builder.HasIndex(f => new { f.RunId, f.SubscriptionId }).IsUnique();
    }
}
