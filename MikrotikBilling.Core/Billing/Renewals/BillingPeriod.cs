using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using MikrotikBilling.Core.Billing.Invoices;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Subscriptions;

namespace MikrotikBilling.Core.Billing.Renewals;

/// <summary>
/// A stretch of a service that an invoice was made for. Its beginning is unique for a service, so no period is billed twice; periods of one service
/// never overlap.
/// </summary>
[Unaudited]
public sealed class BillingPeriod : ITenantOwned
{
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public Guid TenantId { get; set; }
    public Guid SubscriptionId { get; init; }
    public Guid ProfileId { get; init; }

    /// <summary>Null where it cost nothing.</summary>
    public Guid? InvoiceId { get; init; }

    public DateTimeOffset StartsAt { get; init; }

    /// <summary>The first instant after it; moved back when the rest of it was credited.</summary>
    public DateTimeOffset EndsAt { get; set; }

    /// <summary>Credited as a whole: as if it had never been billed.</summary>
    public DateTimeOffset? DroppedAt { get; set; }

    /// <summary>The end it was billed to.</summary>
    public DateTimeOffset BilledTo { get; init; }

    /// <summary>What it was billed at, before tax or with it as prices go, after the discount.</summary>
    public Money Price { get; init; }
}

internal sealed class BillingPeriodConfiguration : IEntityTypeConfiguration<BillingPeriod>
{
    public void Configure(EntityTypeBuilder<BillingPeriod> builder)
    {
        builder.ToTable("BillingPeriods");
        builder.HasOne<Invoice>().WithMany().HasForeignKey(p => p.InvoiceId);
        builder.HasOne<Subscription>().WithMany().HasForeignKey(p => p.SubscriptionId);
        builder.HasIndex(p => new { p.SubscriptionId, p.StartsAt }).IsUnique().HasFilter("\"DroppedAt\" IS NULL");
        builder.HasIndex(p => new { p.TenantId, p.SubscriptionId });
    }
}
