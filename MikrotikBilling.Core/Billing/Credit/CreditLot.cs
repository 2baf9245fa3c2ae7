using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;

namespace MikrotikBilling.Core.Billing.Credit;

/// <summary>Where a customer's money came from.</summary>
public enum CreditKind { Payment, CreditNote, Concession }

/// <summary>
/// One sum that came to a customer's credit, and what is left of it. Invoices are settled from the oldest first; the rest of all lots is the credit
/// in the ledger.
/// </summary>
[Unaudited]
public sealed class CreditLot : ITenantOwned
{
    /// <summary>That of the payment or credit note.</summary>
    public Guid Id { get; init; }

    public Guid TenantId { get; set; }
    public Guid CustomerId { get; init; }
    public CreditKind Kind { get; init; }
    public Money Amount { get; init; }

    /// <summary>Minor units not used yet.</summary>
    public long RemainingMinor { get; set; }

    public DateTimeOffset At { get; init; }

    public Money Remaining => new(RemainingMinor, Amount.Currency);
}

/// <summary>
/// Money of a lot that settled an invoice. Rows are only added; a negative one takes an earlier one back.
/// </summary>
[Unaudited]
public sealed class Allocation : ITenantOwned
{
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public Guid TenantId { get; set; }
    public Guid LotId { get; init; }
    public Guid InvoiceId { get; init; }
    public Guid CustomerId { get; init; }
    public Money Amount { get; init; }
    public DateTimeOffset At { get; init; }
}

internal sealed class CreditLotConfiguration : IEntityTypeConfiguration<CreditLot>
{
    public void Configure(EntityTypeBuilder<CreditLot> builder)
    {
        builder.ToTable("CreditLots");
        builder.Ignore(l => l.Remaining);
        builder.HasIndex(l => new { l.CustomerId, l.At }).HasFilter("\"RemainingMinor\" > 0");
        builder.HasIndex(l => new { l.TenantId, l.CustomerId });
    }
}

internal sealed class AllocationConfiguration : IEntityTypeConfiguration<Allocation>
{
    public void Configure(EntityTypeBuilder<Allocation> builder)
    {
        builder.ToTable("Allocations");
        builder.HasOne<CreditLot>().WithMany().HasForeignKey(a => a.LotId);
        builder.HasOne<Invoices.Invoice>().WithMany().HasForeignKey(a => a.InvoiceId);
        builder.HasIndex(a => new { a.TenantId, a.CustomerId });
    }
}
