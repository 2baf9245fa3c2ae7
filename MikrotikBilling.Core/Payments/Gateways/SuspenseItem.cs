using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;

namespace MikrotikBilling.Core.Payments.Gateways;

public enum SuspenseState
{
    /// <summary>Nobody's yet.</summary>
    Open,

    /// <summary>Given to whom it belongs.</summary>
    Assigned,

    /// <summary>Sent back to whoever paid.</summary>
    Returned,

    /// <summary>Taken back by the provider.</summary>
    Reversed,
}

/// <summary>Money that came in and is nobody's yet.</summary>
public sealed class SuspenseItem : ITenantOwned, IVersioned
{
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public Guid TenantId { get; set; }
    public PaymentMethod Method { get; init; }
    public Money Amount { get; init; }

    /// <summary>What of it is still nobody's.</summary>
    public long RemainingMinor { get; set; }

    /// <summary>The provider's receipt.</summary>
    public required string Reference { get; init; }

    /// <summary>As <see cref="Payment.KeyOf"/> makes it; by this a customer's pasted receipt is found.</summary>
    public required string ReferenceKey { get; init; }

    /// <summary>What the payer named as the account.</summary>
    public string? Account { get; init; }

    public string? PayerName { get; init; }
    public string? PayerPhone { get; init; }

    /// <summary>Why nobody's: <c>No customer has the account “ISP99”.</c></summary>
    public required string Reason { get; init; }

    /// <summary>It was booked as this payment before, for a customer whose it is not.</summary>
    public Guid? WasPaymentId { get; init; }

    public DateTimeOffset At { get; init; }
    public SuspenseState State { get; set; }
    public DateTimeOffset? ClosedAt { get; set; }
    public int Version { get; set; }

    public Money Remaining => Amount with { Minor = RemainingMinor };

    /// <summary>So much of it is somebody's now, or gone back.</summary>
    public void Take(Money amount, SuspenseState closed, DateTimeOffset now)
    {
        RemainingMinor -= amount.Minor;
        if (RemainingMinor == 0) (State, ClosedAt) = (closed, now);
    }

    /// <summary>So much of it is nobody's again.</summary>
    public void Reopen(Money amount)
    {
        RemainingMinor += amount.Minor;
        (State, ClosedAt) = (SuspenseState.Open, null);
    }
}

internal sealed class SuspenseItemConfiguration : IEntityTypeConfiguration<SuspenseItem>
{
    public void Configure(EntityTypeBuilder<SuspenseItem> builder)
    {
        builder.ToTable("SuspenseItems");
        builder.Ignore(s => s.Remaining);
        builder.Property(s => s.Reference).HasMaxLength(80);
        builder.Property(s => s.ReferenceKey).HasMaxLength(80);
        builder.Property(s => s.Account).HasMaxLength(80);
        builder.Property(s => s.PayerName).HasMaxLength(160);
        builder.Property(s => s.PayerPhone).HasMaxLength(32);
        builder.Property(s => s.Reason).HasMaxLength(300);
        builder.HasIndex(s => new { s.TenantId, s.ReferenceKey });
        builder.HasIndex(s => new { s.TenantId, s.WasPaymentId });
        builder.HasIndex(s => new { s.TenantId, s.State, s.At, s.Id });
    }
}
