using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Payments;

namespace MikrotikBilling.Core.Vouchers;

/// <summary>A shop, kiosk or person that sells vouchers.</summary>
public sealed class PointOfSale : ITenantOwned, IVersioned
{
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public Guid TenantId { get; set; }
    public required string Name { get; set; }
    public string? Phone { get; set; }
    public string? Notes { get; set; }
    public bool IsActive { get; set; } = true;
    public DateTimeOffset CreatedAt { get; init; }
    public int Version { get; set; }
}

/// <summary>Codes of one batch that were sold together, for money: to a point of sale, or over our own desk.</summary>
public sealed class VoucherSale : ITenantOwned
{
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public Guid TenantId { get; set; }
    public Guid BatchId { get; init; }

    /// <summary>Null for our own desk.</summary>
    public Guid? PointOfSaleId { get; init; }

    public int Quantity { get; init; }

    /// <summary>The lowest and the highest number of them; there may be others between.</summary>
    public int FirstSerial { get; init; }

    public int LastSerial { get; init; }

    /// <summary>Those of them that were used before anybody said that they are sold.</summary>
    public int UsedBefore { get; init; }

    /// <summary>The others became revenue with the sale, not a liability.</summary>
    public bool IsRevenue { get; init; }

    /// <summary>For all of them.</summary>
    public Money Amount { get; init; }

    public PaymentMethod Method { get; init; }
    public DateTimeOffset At { get; init; }

    /// <summary>The day of it, in the tenant's zone.</summary>
    public DateOnly SoldOn { get; init; }

    public required string ActorName { get; init; }
}

/// <summary>Codes of one sale that came back unused, and what was paid for them went out again.</summary>
public sealed class VoucherReturn : ITenantOwned
{
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public Guid TenantId { get; set; }
    public Guid SaleId { get; init; }
    public Guid BatchId { get; init; }
    public int Quantity { get; init; }

    /// <summary>For all of them.</summary>
    public Money Amount { get; init; }

    public DateTimeOffset At { get; init; }

    /// <summary>The day of it, in the tenant's zone.</summary>
    public DateOnly ReturnedOn { get; init; }

    public required string Reason { get; init; }
    public required string ActorName { get; init; }
}

internal sealed class PointOfSaleConfiguration : IEntityTypeConfiguration<PointOfSale>
{
    public void Configure(EntityTypeBuilder<PointOfSale> builder)
    {
        builder.ToTable("PointsOfSale");
        builder.Property(p => p.Name).HasMaxLength(80);
        builder.Property(p => p.Phone).HasMaxLength(32);
        builder.Property(p => p.Notes).HasMaxLength(500);
        builder.HasIndex(p => new { p.TenantId, p.Name }).IsUnique();
    }
}

internal sealed class VoucherSaleConfiguration : IEntityTypeConfiguration<VoucherSale>
{
    public void Configure(EntityTypeBuilder<VoucherSale> builder)
    {
        builder.ToTable("VoucherSales");
        builder.Property(s => s.ActorName).HasMaxLength(120);
        builder.HasOne<VoucherBatch>().WithMany().HasForeignKey(s => s.BatchId);
        builder.HasOne<PointOfSale>().WithMany().HasForeignKey(s => s.PointOfSaleId);
        builder.HasIndex(s => new { s.TenantId, s.At, s.Id });
        builder.HasIndex(s => new { s.TenantId, s.SoldOn });
        builder.HasIndex(s => new { s.BatchId, s.At });
    }
}

internal sealed class VoucherReturnConfiguration : IEntityTypeConfiguration<VoucherReturn>
{
    public void Configure(EntityTypeBuilder<VoucherReturn> builder)
    {
        builder.ToTable("VoucherReturns");
        builder.Property(r => r.Reason).HasMaxLength(300);
        builder.Property(r => r.ActorName).HasMaxLength(120);
        builder.HasOne<VoucherSale>().WithMany().HasForeignKey(r => r.SaleId);
        builder.HasIndex(r => r.SaleId);
        builder.HasIndex(r => r.BatchId);
        builder.HasIndex(r => new { r.TenantId, r.ReturnedOn });
    }
}
