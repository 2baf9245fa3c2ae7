using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;

namespace MikrotikBilling.Core.Payments;

/// <summary>Money that was given back; only ever added.</summary>
[Unaudited]
public sealed class Refund : ITenantOwned
{
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public Guid TenantId { get; set; }

    /// <summary>The payment it was taken from; null when it came out of a credit note or a concession.</summary>
    public Guid? PaymentId { get; init; }
    public Guid CustomerId { get; init; }
    public Money Amount { get; init; }
    public PaymentMethod Method { get; init; }
    public required string Reason { get; init; }
    public DateTimeOffset At { get; init; }
    public required string ActorName { get; init; }
}

internal sealed class RefundConfiguration : IEntityTypeConfiguration<Refund>
{
    public void Configure(EntityTypeBuilder<Refund> builder)
    {
        builder.ToTable("Refunds");
        builder.Property(r => r.Reason).HasMaxLength(300);
        builder.Property(r => r.ActorName).HasMaxLength(120);
        builder.HasOne<Payment>().WithMany().HasForeignKey(r => r.PaymentId);
        builder.HasIndex(r => new { r.TenantId, r.At });
    }
}
