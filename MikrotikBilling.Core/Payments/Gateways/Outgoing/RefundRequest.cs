using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;

namespace MikrotikBilling.Core.Payments.Gateways.Outgoing;

public enum RefundState
{
    /// <summary>On its way to the provider; after a crash nobody knows whether it arrived.</summary>
    Asked,

    /// <summary>No answer came.</summary>
    Silent,

    /// <summary>The provider has taken it; that the money went back is told later.</summary>
    Taken,
    Done,
    Refused,
}

/// <summary>Money that a provider is told to give back: stored before it is told, so that neither a crash nor another press or node sends it twice.</summary>
[Unaudited]
public sealed class RefundRequest : ITenantOwned
{
    /// <summary>How long an answer is waited for before the same is asked for again.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>Made with the form; the provider does what has one number once.</summary>
    public Guid Id { get; init; }

    public Guid TenantId { get; set; }
    public Guid AccountId { get; init; }
    public Guid MovementId { get; init; }

    /// <summary>The movement until it has ended: one at a time.</summary>
    public Guid? OpenFor { get; set; }

    public long AmountMinor { get; init; }
    public required string AmountCurrency { get; init; }
    public Money Amount => new(AmountMinor, AmountCurrency);
    public required string Reason { get; init; }

    /// <summary>What had gone back before it, as the provider counts.</summary>
    public long BeforeMinor { get; set; }

    public RefundState State { get; set; }

    /// <summary>The provider's number of it, under which its word comes later.</summary>
    public string? Reference { get; set; }

    /// <summary>Of the provider.</summary>
    public string? Words { get; set; }

    public DateTimeOffset AskedAt { get; set; }
    public DateTimeOffset? EndedAt { get; set; }
    public required string ActorName { get; init; }

    public bool IsOpen => OpenFor is not null;

    /// <summary>Nobody knows how it ended, and nobody is about to hear.</summary>
    public bool MayBeAskedAgain(DateTimeOffset now) => IsOpen && (State == RefundState.Silent || now - AskedAt >= Patience);
}

internal sealed class RefundRequestConfiguration : IEntityTypeConfiguration<RefundRequest>
{
    public void Configure(EntityTypeBuilder<RefundRequest> builder)
    {
        builder.ToTable("RefundRequests");
        builder.Property(r => r.Id).ValueGeneratedNever();
        builder.Ignore(r => r.Amount);
        builder.Ignore(r => r.IsOpen);
        builder.Property(r => r.AmountCurrency).HasMaxLength(3);
        builder.Property(r => r.Reason).HasMaxLength(200);
        builder.Property(r => r.Reference).HasMaxLength(120);
        builder.Property(r => r.Words).HasMaxLength(300);
        builder.Property(r => r.ActorName).HasMaxLength(120);
        builder.HasOne<GatewayAccount>().WithMany().HasForeignKey(r => r.AccountId);
        builder.HasOne<GatewayMovement>().WithMany().HasForeignKey(r => r.MovementId);
        builder.HasIndex(r => new { r.TenantId, r.OpenFor }).IsUnique().HasFilter("\"OpenFor\" IS NOT NULL");
        builder.HasIndex(r => new { r.AccountId, r.Reference }).HasFilter("\"Reference\" IS NOT NULL");
    }
}
