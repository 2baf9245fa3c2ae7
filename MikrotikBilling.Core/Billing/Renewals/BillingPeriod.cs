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

    /// <summary>Moved on by a rest that came before it.</summary>
    public DateTimeOffset StartsAt { get; private set; }

    /// <summary>The first instant after it: moved back when what was left of it was credited or given up, moved on by a rest.</summary>
    public DateTimeOffset EndsAt { get; private set; }

    /// <summary>Credited as a whole: as if it had never been billed.</summary>
    public DateTimeOffset? DroppedAt { get; private set; }

    /// <summary>The beginning on its invoice.</summary>
    public DateTimeOffset BilledFrom { get; private init; }

    /// <summary>The end on its invoice.</summary>
    public DateTimeOffset BilledTo { get; private init; }

    /// <summary>What it was billed at, with tax, after the discount.</summary>
    public Money Price { get; init; }

    public static BillingPeriod Of(Guid subscriptionId, Guid profileId, Guid? invoiceId, DateTimeOffset from, DateTimeOffset to, Money price) => new()
    {
        SubscriptionId = subscriptionId,
        ProfileId = profileId,
        InvoiceId = invoiceId,
        StartsAt = from,
        EndsAt = to,
        BilledFrom = from,
        BilledTo = to,
        Price = price,
    };

    /// <summary>Nothing of it is left from this moment on.</summary>
    public void CutAt(DateTimeOffset moment, DateTimeOffset now)
    {
        if (StartsAt >= moment) DroppedAt = now;
        else if (EndsAt > moment) EndsAt = moment;
    }

    /// <summary>What was left of it when a rest began is moved on.</summary>
    public void Rest(DateTimeOffset from, TimeSpan rest)
    {
        if (EndsAt <= from) return;
        if (StartsAt >= from) StartsAt += rest;
        EndsAt += rest;
    }
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
