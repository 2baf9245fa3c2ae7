using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Data.Counts;

namespace MikrotikBilling.Core.Vouchers;

/// <summary>Only Unused goes anywhere, and nothing comes back.</summary>
public enum VoucherState { Unused, Used, Expired, Void }

/// <summary>One code. Kept as narrow as it can be: there are millions; what happened to it stands in rows of their own.</summary>
[Unaudited]
public sealed class Voucher : ICounted
{
    public long Id { get; init; }
    public Guid TenantId { get; set; }
    public Guid BatchId { get; init; }
    public VoucherBatch? Batch { get; init; }

    /// <summary>Its place in the batch, from one.</summary>
    public int Serial { get; init; }

    /// <summary>As <see cref="VoucherCode.Parse"/> reads it; unique in the tenant.</summary>
    public required string Code { get; init; }

    public string? Pin { get; init; }
    public VoucherState State { get; set; }

    /// <summary>Null while nobody has sold it, as far as the books know.</summary>
    public Guid? SaleId { get; set; }

    public string CountedAs => CountKey(BatchId, State);

    /// <summary>The kept count of a batch's codes in a state.</summary>
    public static string CountKey(Guid batchId, VoucherState state) => $"{batchId:N}:{(int)state}";

    internal static VoucherState StateOf(string countKey) => (VoucherState)int.Parse(countKey.AsSpan(countKey.LastIndexOf(':') + 1), NumberStyles.None, CultureInfo.InvariantCulture);
}

/// <summary>Who redeemed a code, when, and what it became. Its id is what the books know it by.</summary>
[Unaudited]
public sealed class VoucherUse : ITenantOwned
{
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public Guid TenantId { get; set; }
    public long VoucherId { get; init; }
    public Guid BatchId { get; init; }
    public DateTimeOffset At { get; init; }

    /// <summary>The day that it was booked, in the tenant's zone.</summary>
    public DateOnly UsedOn { get; init; }

    /// <summary>Null where it was used before anybody said that it is sold.</summary>
    public Guid? SaleId { get; init; }

    public Guid CustomerId { get; init; }

    /// <summary>The payment that it is booked as; null for a guest, who has no account: his time is sold then and there.</summary>
    public Guid? PaymentId { get; init; }

    /// <summary>What it renewed, or a guest's service; null where it is credit.</summary>
    public Guid? SubscriptionId { get; init; }

    /// <summary>Where it came from: desk, public page, hotspot, programming interface.</summary>
    public VoucherWay Way { get; init; }

    /// <summary>Where a guest came in.</summary>
    public Guid? RouterId { get; init; }

    /// <summary>The device that was let in, as its router told.</summary>
    public string? MacAddress { get; init; }

    public required string ActorName { get; init; }
    public string? Address { get; init; }
}

public enum VoucherWay { Desk, Page, Hotspot, Api }

/// <summary>A code that was taken back by itself.</summary>
[Unaudited]
public sealed class VoucherVoid : ITenantOwned
{
    public long VoucherId { get; init; }
    public Guid TenantId { get; set; }
    public DateTimeOffset At { get; init; }
    public required string Reason { get; init; }
    public required string ActorName { get; init; }
}

internal sealed class VoucherConfiguration : IEntityTypeConfiguration<Voucher>
{
    public void Configure(EntityTypeBuilder<Voucher> builder)
    {
        builder.ToTable("Vouchers");
        builder.Ignore(v => v.CountedAs);
        builder.Property(v => v.Code).HasMaxLength(VoucherCode.Longest);
        builder.Property(v => v.Pin).HasMaxLength(8);
        builder.HasOne(v => v.Batch).WithMany().HasForeignKey(v => v.BatchId);
        builder.HasIndex(v => new { v.TenantId, v.Code }).IsUnique();
        builder.HasIndex(v => new { v.BatchId, v.Serial }).IsUnique();
        builder.HasIndex(v => v.SaleId).HasFilter("\"SaleId\" IS NOT NULL");
    }
}

internal sealed class VoucherUseConfiguration : IEntityTypeConfiguration<VoucherUse>
{
    public void Configure(EntityTypeBuilder<VoucherUse> builder)
    {
        builder.ToTable("VoucherUses");
        builder.Property(u => u.ActorName).HasMaxLength(120);
        builder.Property(u => u.Address).HasMaxLength(45);
        builder.Property(u => u.MacAddress).HasMaxLength(17);
        builder.HasOne<Voucher>().WithMany().HasForeignKey(u => u.VoucherId);
        builder.HasIndex(u => u.VoucherId).IsUnique();
        builder.HasIndex(u => new { u.TenantId, u.CustomerId, u.At });
        builder.HasOne<VoucherSale>().WithMany().HasForeignKey(u => u.SaleId);
        builder.HasIndex(u => new { u.TenantId, u.UsedOn, u.BatchId, u.SaleId });
        builder.HasIndex(u => new { u.BatchId, u.At });
        builder.HasIndex(u => new { u.TenantId, u.At });
        builder.HasIndex(u => u.PaymentId);
    }
}

internal sealed class VoucherVoidConfiguration : IEntityTypeConfiguration<VoucherVoid>
{
    public void Configure(EntityTypeBuilder<VoucherVoid> builder)
    {
        builder.ToTable("VoucherVoids").HasKey(v => v.VoucherId);
        builder.Property(v => v.VoucherId).ValueGeneratedNever();
        builder.Property(v => v.Reason).HasMaxLength(300);
        builder.Property(v => v.ActorName).HasMaxLength(120);
        builder.HasOne<Voucher>().WithMany().HasForeignKey(v => v.VoucherId);
    }
}
