using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using MikrotikBilling.Core.Billing.Ledger;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;

namespace MikrotikBilling.Core.Payments;

/// <summary>How money came in: the first four are entered by a person, the others are told by a payment gateway.</summary>
public enum PaymentMethod { Cash, BankTransfer, Cheque, MobileMoney, Mpesa, Stripe, PayPal, Bkash, SslCommerz, Callback, Voucher }

public enum PaymentState
{
    /// <summary>In the books.</summary>
    Booked,

    /// <summary>Some of it was given back.</summary>
    PartlyRefunded,

    Refunded,

    /// <summary>Entered by mistake or bounced: undone by a counter-entry.</summary>
    Reversed,
}

/// <summary>Money received from a customer. Booked once; what it settled is told by allocations.</summary>
public sealed class Payment : ITenantOwned, IVersioned
{
    /// <summary>Made with the form, so that pressing twice books once; also the id of its credit lot.</summary>
    public Guid Id { get; init; }

    public Guid TenantId { get; set; }
    public Guid CustomerId { get; init; }
    public Customer? Customer { get; init; }

    /// <summary>Of the receipt: <c>RCP-2026-000045</c>.</summary>
    public required string Number { get; init; }

    public PaymentMethod Method { get; init; }
    public Money Amount { get; init; }

    /// <summary>Given back so far.</summary>
    public Money Refunded { get; private set; }

    public PaymentState State { get; private set; }

    /// <summary>Receipt, cheque or transfer number of the other side, as it was typed.</summary>
    public string? Reference { get; init; }

    /// <summary>The same without blanks and signs, in capitals: unique over all channels while the payment stands.</summary>
    public string? ReferenceKey { get; private set; }

    public string? PayerName { get; init; }
    public string? Note { get; init; }

    /// <summary>The day the money came, in the tenant's zone.</summary>
    public DateOnly ReceivedOn { get; init; }

    public DateTimeOffset BookedAt { get; init; }

    /// <summary>Who took it.</summary>
    public Guid? ActorId { get; init; }

    public required string ActorName { get; init; }

    /// <summary>The service that was renewed with it, when one was.</summary>
    public Guid? SubscriptionId { get; set; }

    /// <summary>The end that the renewal led to.</summary>
    public DateTimeOffset? RenewedTo { get; set; }

    /// <summary>The money had been nobody's; reversing the payment makes it nobody's again.</summary>
    public Guid? SuspenseId { get; init; }

    public DateTimeOffset? ReversedAt { get; private set; }
    public string? ReversalReason { get; private set; }
    public int Version { get; set; }

    /// <summary>Where the money was when the payment was booked.</summary>
    public LedgerAccount CameFrom => SuspenseId is null ? PaymentWords.AccountOf(Method) : LedgerAccount.Suspense;

    public void Begin() => (Refunded, ReferenceKey) = (Money.Zero(Amount.Currency), KeyOf(Reference));

    public Money Refundable => State == PaymentState.Reversed ? Money.Zero(Amount.Currency) : Amount - Refunded;

    public Result Refund(Money amount)
    {
        if (State == PaymentState.Reversed) return Result.Refuse("payment.reversed", "It was reversed; there is nothing to give back.");
        if (amount.Minor <= 0 || amount > Refundable) return Result.Refuse("payment.refund-amount", $"At most {Refundable} of it can be given back.", "Amount");
        Refunded += amount;
        State = Refundable.IsZero ? PaymentState.Refunded : PaymentState.PartlyRefunded;
        return Result.Success;
    }

    /// <summary>Frees its reference: the same receipt may be entered again, rightly this time.</summary>
    public Result Reverse(string reason, DateTimeOffset now)
    {
        if (State == PaymentState.Reversed) return Result.Refuse("payment.reversed", "It is reversed already.");
        (State, ReversedAt, ReversalReason, ReferenceKey) = (PaymentState.Reversed, now, reason, null);
        return Result.Success;
    }

    /// <summary>Letters and digits only, in capitals: <c>QK7 3-abc</c> and <c>QK73ABC</c> are one receipt.</summary>
    public static string? KeyOf(string? reference)
    {
        var key = string.Concat((reference ?? "").Where(char.IsLetterOrDigit)).ToUpperInvariant();
        return key.Length == 0 ? null : key;
    }
}

internal sealed class PaymentConfiguration : IEntityTypeConfiguration<Payment>
{
    public void Configure(EntityTypeBuilder<Payment> builder)
    {
        builder.ToTable("Payments");
        builder.Ignore(p => p.Refundable);
        builder.Ignore(p => p.CameFrom);
        builder.Property(p => p.Number).HasMaxLength(40);
        builder.Property(p => p.Reference).HasMaxLength(64);
        builder.Property(p => p.ReferenceKey).HasMaxLength(64);
        builder.Property(p => p.PayerName).HasMaxLength(160);
        builder.Property(p => p.Note).HasMaxLength(500);
        builder.Property(p => p.ActorName).HasMaxLength(120);
        builder.Property(p => p.ReversalReason).HasMaxLength(300);
        builder.HasOne(p => p.Customer).WithMany().HasForeignKey(p => p.CustomerId);
        builder.HasIndex(p => new { p.TenantId, p.Number }).IsUnique();
        builder.HasIndex(p => new { p.TenantId, p.ReferenceKey }).IsUnique().HasFilter("\"ReferenceKey\" IS NOT NULL");
        builder.HasIndex(p => new { p.TenantId, p.SuspenseId }).HasFilter("\"SuspenseId\" IS NOT NULL");
        builder.HasIndex(p => new { p.TenantId, p.BookedAt, p.Id });
        builder.HasIndex(p => new { p.TenantId, p.Method, p.BookedAt, p.Id });
        builder.HasIndex(p => new { p.TenantId, p.State, p.BookedAt, p.Id });
        builder.HasIndex(p => new { p.TenantId, p.CustomerId, p.BookedAt, p.Id });
    }
}
