using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Provisioning;
using MikrotikBilling.Core.Subscriptions;

namespace MikrotikBilling.Core.Payments.Clocks;

public enum OnlineState
{
    /// <summary>Its router does not hold it yet.</summary>
    Waiting,

    /// <summary>The router holds it; the customer's device has not dialled yet.</summary>
    Applied,

    /// <summary>The customer is online; a static service is as soon as it is applied.</summary>
    Online,

    /// <summary>Applied, and no device dialled for an hour: it is switched off.</summary>
    Unseen,

    /// <summary>He was online when he paid and stayed so: there was nothing to wait for.</summary>
    WasOnline,

    /// <summary>The payment was reversed, or the access taken again, before it was applied.</summary>
    CalledOff,
}

/// <summary>
/// From the money to the customer online: one row per payment and router account that it renewed or woke. Written with the booking; the lane and the reader of
/// sessions fill in what follows.
/// </summary>
[Unaudited]
public sealed class OnlineClock : ITenantOwned
{
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public Guid TenantId { get; set; }
    public Guid PaymentId { get; init; }
    public Payment? Payment { get; init; }
    public Guid SubscriptionId { get; init; }
    public Subscription? Subscription { get; init; }

    /// <summary>Router and account may go; the clock stays.</summary>
    public Guid RouterId { get; init; }

    public Guid RouterAccountId { get; init; }

    public AccountKind Kind { get; init; }

    /// <summary>The wish of the account that it waits for.</summary>
    public int WantedVersion { get; init; }

    /// <summary>The provider's message reached us, or a person booked it.</summary>
    public DateTimeOffset ReceivedAt { get; init; }

    public DateTimeOffset BookedAt { get; init; }

    /// <summary>Its router was to be changed from here on.</summary>
    public DateTimeOffset QueuedAt { get; init; }

    /// <summary>Read back from the router.</summary>
    public DateTimeOffset? AppliedAt { get; set; }

    public DateTimeOffset? SeenAt { get; set; }
    public OnlineState State { get; set; }

    /// <summary>It took longer than the settings of then ask for, or does so still.</summary>
    public bool IsSlow { get; set; }

    /// <summary>The router came back while it waited: that is where the time went.</summary>
    public bool RouterWasAway { get; set; }
}

internal sealed class OnlineClockConfiguration : IEntityTypeConfiguration<OnlineClock>
{
    public void Configure(EntityTypeBuilder<OnlineClock> builder)
    {
        builder.ToTable("OnlineClocks");
        builder.HasOne(c => c.Payment).WithMany().HasForeignKey(c => c.PaymentId);
        builder.HasOne(c => c.Subscription).WithMany().HasForeignKey(c => c.SubscriptionId);
        builder.HasIndex(c => new { c.PaymentId, c.RouterAccountId }).IsUnique();
        builder.HasIndex(c => new { c.RouterAccountId, c.State });
        builder.HasIndex(c => new { c.TenantId, c.ReceivedAt, c.Id });
        builder.HasIndex(c => new { c.TenantId, c.State, c.ReceivedAt, c.Id });
        builder.HasIndex(c => new { c.TenantId, c.IsSlow, c.ReceivedAt, c.Id });
        builder.HasIndex(c => new { c.TenantId, c.AppliedAt });
    }
}
