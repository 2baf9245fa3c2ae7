using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;

namespace MikrotikBilling.Core.Payments.Gateways.Reconciling;

/// <summary>What differs.</summary>
public enum DifferenceKind
{
    /// <summary>In the provider's list and not in the books.</summary>
    Missing,

    /// <summary>In the books, within the time of the list, and not in it.</summary>
    Extra,

    Amount,
    Currency,

    /// <summary>Refunded or reversed there, and not here.</summary>
    BackThere,

    /// <summary>Given back or reversed here, and not there.</summary>
    BackHere,

    /// <summary>Booked here; there it failed or waits.</summary>
    NotPaidThere,

    /// <summary>A line that cannot be read, or two that contradict each other.</summary>
    Unreadable,
}

public enum DifferenceState
{
    Open,

    /// <summary>Booked from here.</summary>
    Booked,

    /// <summary>Both sides agree since.</summary>
    Resolved,

    /// <summary>A person has said why it may stay so.</summary>
    Noted,
}

/// <summary>One thing in which a provider's list and the books differ, and what came of it.</summary>
[Unaudited]
public sealed class ReconciliationRow : ITenantOwned
{
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public Guid TenantId { get; set; }
    public Guid RunId { get; init; }

    /// <summary>Its place in the run, from 1.</summary>
    public int Position { get; init; }

    public DifferenceKind Kind { get; init; }
    public DifferenceState State { get; set; }
    public string? TransactionId { get; init; }

    /// <summary>Line of the file; 0 where there is none.</summary>
    public int Line { get; init; }

    /// <summary>As the provider tells it; of what is only in the books, when it was booked.</summary>
    public DateTimeOffset? At { get; init; }

    public long? TheirMinor { get; init; }
    public string? TheirCurrency { get; init; }
    public long TheirBackMinor { get; init; }

    /// <summary>In the provider's words.</summary>
    public string? TheirStatus { get; init; }

    public long? OurMinor { get; init; }
    public string? OurCurrency { get; init; }
    public long OurBackMinor { get; init; }
    public string? Account { get; init; }
    public string? PayerName { get; init; }
    public string? PayerPhone { get; init; }
    public Guid? MovementId { get; set; }
    public Guid? PaymentId { get; set; }
    public Guid? SuspenseId { get; set; }

    /// <summary>What is wrong with it, or what came of booking it.</summary>
    public string? Words { get; set; }

    public string? Note { get; set; }
    public DateTimeOffset? SettledAt { get; set; }
    public string? SettledBy { get; set; }

    public Money? Theirs => TheirMinor is { } minor ? new Money(minor, TheirCurrency!) : null;
    public Money? TheirBack => TheirBackMinor > 0 && TheirCurrency is { } currency ? new Money(TheirBackMinor, currency) : null;
    public Money? Ours => OurMinor is { } minor ? new Money(minor, OurCurrency!) : null;
    public Money? OurBack => OurBackMinor > 0 && OurCurrency is { } currency ? new Money(OurBackMinor, currency) : null;

    /// <summary>One press books it: money that is missing here, or the whole of it taken back.</summary>
    public bool MayBook => State == DifferenceState.Open && (Kind == DifferenceKind.Missing || (Kind == DifferenceKind.BackThere && MovementId is not null && TheirBackMinor == OurMinor && OurBackMinor == 0));
}

internal sealed class ReconciliationRowConfiguration : IEntityTypeConfiguration<ReconciliationRow>
{
    public void Configure(EntityTypeBuilder<ReconciliationRow> builder)
    {
        builder.ToTable("ReconciliationRows");
        builder.Ignore(r => r.Theirs);
        builder.Ignore(r => r.TheirBack);
        builder.Ignore(r => r.Ours);
        builder.Ignore(r => r.OurBack);
        builder.Ignore(r => r.MayBook);
        builder.Property(r => r.TransactionId).HasMaxLength(80);
        builder.Property(r => r.TheirCurrency).HasMaxLength(3);
        builder.Property(r => r.TheirStatus).HasMaxLength(60);
        builder.Property(r => r.OurCurrency).HasMaxLength(3);
        builder.Property(r => r.Account).HasMaxLength(80);
        builder.Property(r => r.PayerName).HasMaxLength(160);
        builder.Property(r => r.PayerPhone).HasMaxLength(32);
        builder.Property(r => r.Words).HasMaxLength(300);
        builder.Property(r => r.Note).HasMaxLength(500);
        builder.Property(r => r.SettledBy).HasMaxLength(120);
        builder.HasOne<ReconciliationRun>().WithMany().HasForeignKey(r => r.RunId);
        builder.HasIndex(r => new { r.RunId, r.Position }).IsUnique();
        builder.HasIndex(r => new { r.RunId, r.State, r.Position });
        builder.HasIndex(r => new { r.TenantId, r.TransactionId });
    }
}
