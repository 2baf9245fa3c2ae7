using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;

namespace MikrotikBilling.Core.Payments.Gateways;

public enum MovementState { Pending, Succeeded, Failed, Reversed }

/// <summary>
/// One movement of money as its provider tells of it, whatever messages that takes and in whatever order they come. Success is booked once: as a
/// payment where it is known whose it is, else in suspense.
/// </summary>
[Unaudited]
public sealed class GatewayMovement : ITenantOwned, IVersioned
{
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public Guid TenantId { get; set; }
    public Guid AccountId { get; init; }
    public required string Gateway { get; init; }

    /// <summary>The provider's id of the movement; unique for the account.</summary>
    public required string TransactionId { get; init; }

    public long AmountMinor { get; init; }
    public required string AmountCurrency { get; init; }

    public Money Amount => new(AmountMinor, AmountCurrency);

    /// <summary>What the payer named: an account number, a user name, an invoice.</summary>
    public string? Account { get; init; }

    public string? PayerName { get; init; }
    public string? PayerPhone { get; init; }

    /// <summary>In the provider's words.</summary>
    public string? MethodText { get; init; }

    public MovementState State { get; private set; }
    public DateTimeOffset FirstSeenAt { get; init; }
    public DateTimeOffset? BookedAt { get; set; }
    /// <summary>Given back so far, as the provider counts: it grows and never falls.</summary>
    public long RefundedMinor { get; set; }

    /// <summary>Taken by the payer's bank for a dispute and not given back.</summary>
    public long WithdrawnMinor { get; set; }

    /// <summary>How a dispute stands, and until when an answer is due.</summary>
    public DisputeState? Dispute { get; set; }

    public string? DisputeWords { get; set; }
    public DateTimeOffset? DisputeAnswerBy { get; set; }

    /// <summary>Our request that it answers.</summary>
    public Guid? AttemptId { get; set; }

    public Guid? PaymentId { get; set; }
    public Guid? SuspenseId { get; set; }
    public int Version { get; set; }

    /// <summary>Pending goes to succeeded or failed, failed to a late success, succeeded to reversed; nothing else.</summary>
    public bool MoveTo(MovementState next)
    {
        var may = (State, next) is (MovementState.Pending, MovementState.Succeeded or MovementState.Failed) or (MovementState.Failed, MovementState.Succeeded) or (MovementState.Succeeded, MovementState.Reversed);
        if (may) State = next;
        return may;
    }

    /// <summary>The same money: amounts are compared as numbers. One of two ways may not name an account, or write it otherwise.</summary>
    public bool Agrees(MovementFact fact) => Amount == fact.Amount && (Account is null || fact.Account is null || OwnerQueries.KeyOf(Account) == OwnerQueries.KeyOf(fact.Account));
}

/// <summary>What one message says of a movement of money.</summary>
public sealed record MovementFact(string TransactionId, MovementState State, Money Amount)
{
    /// <summary>What the payer named; matched exactly, without blanks and signs.</summary>
    public string? Account { get; init; }

    public string? PayerName { get; init; }
    public string? PayerPhone { get; init; }
    public string? MethodText { get; init; }

    /// <summary>Given back so far, all refunds together.</summary>
    public Money? Refunded { get; init; }

    /// <summary>Why the money is in but nothing is given for it until a person has looked; it waits in suspense.</summary>
    public string? Hold { get; init; }

    /// <summary>The provider promises no order: older news than what is known changes nothing and contradicts nothing.</summary>
    public bool MayBeLate { get; init; }

    /// <summary>When the message of it reached us; null for news that we asked for.</summary>
    public DateTimeOffset? ReceivedAt { get; init; }

    /// <summary>When the payer paid, where it is told; otherwise now.</summary>
    public DateTimeOffset? At { get; init; }
}

internal sealed class GatewayMovementConfiguration : IEntityTypeConfiguration<GatewayMovement>
{
    public void Configure(EntityTypeBuilder<GatewayMovement> builder)
    {
        builder.ToTable("GatewayMovements");
        builder.Ignore(m => m.Amount);
        builder.Property(m => m.Gateway).HasMaxLength(24);
        builder.Property(m => m.AmountCurrency).HasMaxLength(3);
        builder.Property(m => m.TransactionId).HasMaxLength(80);
        builder.Property(m => m.Account).HasMaxLength(80);
        builder.Property(m => m.PayerName).HasMaxLength(160);
        builder.Property(m => m.PayerPhone).HasMaxLength(32);
        builder.Property(m => m.DisputeWords).HasMaxLength(300);
        builder.Property(m => m.MethodText).HasMaxLength(40);
        builder.HasOne<GatewayAccount>().WithMany().HasForeignKey(m => m.AccountId);
        builder.HasIndex(m => new { m.AccountId, m.TransactionId }).IsUnique();
        builder.HasIndex(m => new { m.TenantId, m.PaymentId });
        builder.HasIndex(m => new { m.TenantId, m.FirstSeenAt, m.Id });
    }
}
