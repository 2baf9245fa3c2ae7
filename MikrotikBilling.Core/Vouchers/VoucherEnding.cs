using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using MikrotikBilling.Core.Data;

namespace MikrotikBilling.Core.Vouchers;

/// <summary>Unused codes of one batch and one sale that ended together: expired or taken back.</summary>
[Unaudited]
public sealed class VoucherEnding : ITenantOwned
{
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public Guid TenantId { get; set; }

    /// <summary>What ended at once has the same; the books know it by this.</summary>
    public Guid RunId { get; init; }

    public Guid BatchId { get; init; }

    /// <summary>Null for those that nobody had sold.</summary>
    public Guid? SaleId { get; init; }

    /// <summary>Expired or Void.</summary>
    public VoucherState State { get; init; }

    public int Quantity { get; init; }
    public DateTimeOffset At { get; init; }

    /// <summary>The day of it, in the tenant's zone.</summary>
    public DateOnly EndedOn { get; init; }
}

internal sealed class VoucherEndingConfiguration : IEntityTypeConfiguration<VoucherEnding>
{
    public void Configure(EntityTypeBuilder<VoucherEnding> builder)
    {
        builder.ToTable("VoucherEndings");
        builder.HasOne<VoucherBatch>().WithMany().HasForeignKey(e => e.BatchId);
        builder.HasOne<VoucherSale>().WithMany().HasForeignKey(e => e.SaleId);
        builder.HasIndex(e => new { e.TenantId, e.EndedOn });
        builder.HasIndex(e => new { e.BatchId, e.State });
    }
}
