using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Data;

namespace MikrotikBilling.Core.Subscriptions.Moves;

/// <summary>What moves between states.</summary>
public enum MoveOf
{
    /// <summary>A customer in the lists, by the state of the main service.</summary>
    Customer,

    /// <summary>A service, by state and profile.</summary>
    Service,
}

/// <summary>
/// A customer or a service that came to be, changed its state or profile, or went; written with the change itself. Rows are only added, so nobody waits;
/// <see cref="FoldMovesJob"/> adds them to <see cref="MoveSum"/>. Guests with vouchers leave none.
/// </summary>
[Unaudited]
public sealed class ServiceMove : ITenantOwned
{
    public long Id { get; init; }
    public Guid TenantId { get; set; }
    public MoveOf Of { get; init; }
    public DateTimeOffset At { get; init; }

    /// <summary>In the tenant's zone as it was then.</summary>
    public DateOnly Day { get; init; }

    public Guid CustomerId { get; init; }

    /// <summary>Null for a customer.</summary>
    public Guid? SubscriptionId { get; init; }

    /// <summary>Null where it was not there before.</summary>
    public ServiceStatus? FromState { get; init; }

    public Guid? FromProfileId { get; init; }

    /// <summary>Null where it is gone from the lists.</summary>
    public ServiceStatus? ToState { get; init; }

    public Guid? ToProfileId { get; init; }

    /// <summary>When the sums took it in.</summary>
    public DateTimeOffset? FoldedAt { get; init; }
}

/// <summary>How many days a row of <see cref="MoveSum"/> stands for.</summary>
public enum MoveSpan { Day, Month }

/// <summary>How many made the same move on one day, or in the month that begins on it.</summary>
[Unaudited]
public sealed class MoveSum : ITenantOwned
{
    public long Id { get; init; }
    public Guid TenantId { get; set; }
    public MoveOf Of { get; init; }
    public MoveSpan Span { get; init; }
    public DateOnly Day { get; init; }
    public ServiceStatus? FromState { get; init; }
    public Guid? FromProfileId { get; init; }
    public ServiceStatus? ToState { get; init; }
    public Guid? ToProfileId { get; init; }
    public int Count { get; init; }
}

/// <summary>What a profile comes to in a month from a day on; written when its price or length changes.</summary>
[Unaudited]
public sealed class ProfilePrice : ITenantOwned
{
    public long Id { get; init; }
    public Guid TenantId { get; set; }
    public Guid ProfileId { get; init; }
    public DateOnly Day { get; init; }
    public required string Currency { get; init; }

    /// <summary>Zero where nothing of it comes again by itself.</summary>
    public long Monthly { get; init; }
}

internal sealed class ServiceMoveConfiguration : IEntityTypeConfiguration<ServiceMove>
{
    public void Configure(EntityTypeBuilder<ServiceMove> builder)
    {
        builder.ToTable("ServiceMoves");
        builder.HasIndex(m => new { m.TenantId, m.Of, m.Day, m.Id });
        builder.HasIndex(m => new { m.TenantId, m.Of, m.Day }, "IX_ServiceMoves_New").HasFilter("\"FoldedAt\" IS NULL");
    }
}

internal sealed class MoveSumConfiguration : IEntityTypeConfiguration<MoveSum>
{
    public void Configure(EntityTypeBuilder<MoveSum> builder)
    {
        builder.ToTable("MoveSums");
        // All of it: a report reads thousands of rows and never the table.
        builder.HasIndex(s => new { s.TenantId, s.Of, s.Span, s.Day, s.FromState, s.FromProfileId, s.ToState, s.ToProfileId, s.Count }, "IX_MoveSums_Course");
    }
}

internal sealed class ProfilePriceConfiguration : IEntityTypeConfiguration<ProfilePrice>
{
    public void Configure(EntityTypeBuilder<ProfilePrice> builder)
    {
        builder.ToTable("ProfilePrices");
        builder.Property(p => p.Currency).HasMaxLength(3);
        builder.HasIndex(p => new { p.TenantId, p.ProfileId, p.Day });
    }
}
