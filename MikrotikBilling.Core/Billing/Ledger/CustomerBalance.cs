using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;

namespace MikrotikBilling.Core.Billing.Ledger;

/// <summary>
/// What a customer has and owes in one currency, kept with each posting and compared with the entries by <c>verify</c>. It is also the row that
/// every change of this customer's money takes first, so that two of them wait for each other instead of spending the same credit.
/// </summary>
[Unaudited]
public sealed class CustomerBalance : ITenantOwned
{
    public Guid TenantId { get; set; }
    public Guid CustomerId { get; init; }
    public required string Currency { get; init; }

    /// <summary>Unspent money of the customer, in minor units; never negative.</summary>
    public long CreditMinor { get; set; }

    /// <summary>What is open on issued invoices, in minor units.</summary>
    public long OwedMinor { get; set; }

    /// <summary>Counts the changes; writing it is what takes the row.</summary>
    public long Turn { get; set; }

    public Money Credit => new(CreditMinor, Currency);

    public Money Owed => new(OwedMinor, Currency);
}

internal sealed class CustomerBalanceConfiguration : IEntityTypeConfiguration<CustomerBalance>
{
    public void Configure(EntityTypeBuilder<CustomerBalance> builder)
    {
        builder.ToTable("CustomerBalances").HasKey(b => new { b.CustomerId, b.Currency });
        builder.Property(b => b.Currency).HasMaxLength(3);
        builder.Ignore(b => b.Credit);
        builder.Ignore(b => b.Owed);
        builder.HasIndex(b => new { b.TenantId, b.OwedMinor, b.CustomerId }).HasFilter("\"OwedMinor\" > 0");
    }
}
