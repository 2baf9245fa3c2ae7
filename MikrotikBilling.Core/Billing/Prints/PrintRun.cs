using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Subscriptions.Runs;

namespace MikrotikBilling.Core.Billing.Prints;

public enum PrintKind { Invoices, Statements }

public enum PrintRunState { Waiting, Running, Done, Stopped }

/// <summary>Many documents printed in the background, a file for each. Stopped or killed in the middle it goes on where it was: a file that is there stays.</summary>
[Unaudited]
public sealed class PrintRun : ITenantOwned, IRun
{
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public Guid TenantId { get; set; }
    public PrintKind Kind { get; init; }

    /// <summary>What was asked for: <c>Invoices, overdue, 1 Oct 2026 – 31 Oct 2026</c>.</summary>
    public required string Title { get; init; }

    public PrintRunState State { get; set; }
    public int Total { get; init; }
    public int Printed { get; set; }
    public int Failed { get; set; }

    /// <summary>Of the files that are there.</summary>
    public long Bytes { get; set; }

    public string? Note { get; set; }
    public bool StopRequested { get; set; }
    public ActorKind ActorKind { get; set; }
    public Guid? ActorId { get; set; }
    public required string ActorName { get; set; }
    public string? From { get; set; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? FinishedAt { get; set; }

    /// <summary>Also names who holds it: one that was taken over by another finds another moment here.</summary>
    public DateTimeOffset? ClaimedUntil { get; set; }

    /// <summary>Its files are gone: kept long enough, or thrown away.</summary>
    public DateTimeOffset? PurgedAt { get; set; }

    public bool IsOver => State is PrintRunState.Done or PrintRunState.Stopped;

    public bool HasFiles => Printed > 0 && PurgedAt is null;

    /// <summary>A document may take its time, and be tried again in a new browser.</summary>
    public static readonly TimeSpan ClaimTime = TimeSpan.FromMinutes(2);

    /// <summary>Whoever prints it has said nothing for a while: slow, or gone. Another takes it up when the claim has run out.</summary>
    public bool IsQuiet(DateTimeOffset now) => State == PrintRunState.Running && ClaimedUntil is { } until && until - now < ClaimTime - TimeSpan.FromSeconds(20);

    /// <summary>It is over and left something to do.</summary>
    public bool MayResume => IsOver && PurgedAt is null && Printed < Total;
}

public enum PrintItemState { Waiting, Printed, Failed }

/// <summary>One document of a batch.</summary>
[Unaudited]
public sealed class PrintItem : ITenantOwned
{
    public Guid TenantId { get; set; }
    public Guid RunId { get; init; }
    public int Position { get; init; }

    /// <summary>The invoice, or a statement as <see cref="Statements.StatementId"/> names it.</summary>
    public Guid DocumentId { get; init; }

    public Guid CustomerId { get; init; }

    /// <summary>In the archive; no two of a batch have the same.</summary>
    public required string FileName { get; init; }

    public PrintItemState State { get; set; }

    /// <summary>Why it could not be printed.</summary>
    public string? Message { get; set; }

    public long Bytes { get; set; }
}

internal sealed class PrintRunConfiguration : IEntityTypeConfiguration<PrintRun>
{
    public void Configure(EntityTypeBuilder<PrintRun> builder)
    {
        builder.ToTable("PrintRuns");
        builder.Ignore(r => r.IsOver);
        builder.Ignore(r => r.HasFiles);
        builder.Ignore(r => r.MayResume);
        builder.Property(r => r.Title).HasMaxLength(300);
        builder.Property(r => r.Note).HasMaxLength(300);
        builder.Property(r => r.ActorName).HasMaxLength(120);
        builder.Property(r => r.From).HasMaxLength(45);
        builder.HasIndex(r => new { r.TenantId, r.CreatedAt, r.Id });
        builder.HasIndex(r => new { r.State, r.ClaimedUntil });
    }
}

internal sealed class PrintItemConfiguration : IEntityTypeConfiguration<PrintItem>
{
    public void Configure(EntityTypeBuilder<PrintItem> builder)
    {
        builder.ToTable("PrintItems").HasKey(i => new { i.RunId, i.Position });
        builder.Property(i => i.FileName).HasMaxLength(FileNames.Longest + 10);
        builder.Property(i => i.Message).HasMaxLength(300);
        builder.HasOne<PrintRun>().WithMany().HasForeignKey(i => i.RunId);
        builder.HasIndex(i => new { i.RunId, i.State, i.Position });
    }
}
