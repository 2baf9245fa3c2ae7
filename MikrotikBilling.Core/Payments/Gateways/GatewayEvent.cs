using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using MikrotikBilling.Core.Data;

namespace MikrotikBilling.Core.Payments.Gateways;

public enum GatewayEventState
{
    /// <summary>Kept, and not worked on yet; whoever finds it finishes it.</summary>
    Stored,

    Done,

    /// <summary>Authentic, and contradicts what is known: nothing was booked, a person decides.</summary>
    Refused,

    /// <summary>It could not be worked on again and again; a person may replay it.</summary>
    Failed,
}

/// <summary>A message of a provider as it came, kept before it was answered. The same message again meets this row.</summary>
[Unaudited]
public sealed class GatewayEvent : ITenantOwned
{
    public const int MostTries = 10;

    public Guid Id { get; init; } = Guid.CreateVersion7();
    public Guid TenantId { get; set; }
    public Guid AccountId { get; init; }
    public required string Gateway { get; init; }

    /// <summary>Which of the provider's ways it came by: <c>callback</c>, <c>confirmation</c>.</summary>
    public required string Role { get; init; }

    /// <summary>Names the message: the provider's own id of it, or what makes it this one. Unique for the account.</summary>
    public required string Key { get; init; }

    public DateTimeOffset ReceivedAt { get; init; }
    public string? From { get; init; }

    /// <summary>What we asked the provider, and its answer in <see cref="Body"/>; false for a message that came by itself.</summary>
    public bool IsAsked { get; init; }

    /// <summary>Our request for money that its address named.</summary>
    public Guid? AttemptId { get; init; }

    /// <summary>Those that the check rested on, one a line; for what we asked, the question.</summary>
    public string Headers { get; init; } = "";

    /// <summary>The bytes as they came.</summary>
    public required byte[] Body { get; init; }

    public GatewayEventState State { get; set; }

    /// <summary>What came of it, or what stood in the way.</summary>
    public string? Outcome { get; set; }

    /// <summary>The movement of money that it tells of.</summary>
    public Guid? MovementId { get; set; }

    /// <summary>How often it came once more.</summary>
    public int Repeats { get; set; }

    public int Tries { get; set; }
    public DateTimeOffset NextTryAt { get; set; }
    public DateTimeOffset? HandledAt { get; set; }

    /// <summary>When <see cref="Body"/> and <see cref="Headers"/> were emptied: they are kept for a time only.</summary>
    public DateTimeOffset? TextGoneAt { get; set; }
}

internal sealed class GatewayEventConfiguration : IEntityTypeConfiguration<GatewayEvent>
{
    public void Configure(EntityTypeBuilder<GatewayEvent> builder)
    {
        builder.ToTable("GatewayEvents");
        builder.Property(e => e.Gateway).HasMaxLength(24);
        builder.Property(e => e.Role).HasMaxLength(24);
        builder.Property(e => e.Key).HasMaxLength(160);
        builder.Property(e => e.From).HasMaxLength(45);
        builder.Property(e => e.Headers).HasMaxLength(4000);
        builder.Property(e => e.Outcome).HasMaxLength(300);
        builder.HasOne<GatewayAccount>().WithMany().HasForeignKey(e => e.AccountId);
        builder.HasIndex(e => new { e.AccountId, e.Key }).IsUnique();
        builder.HasIndex(e => new { e.TenantId, e.ReceivedAt, e.Id });
        builder.HasIndex(e => new { e.State, e.NextTryAt });
        builder.HasIndex(e => new { e.AttemptId, e.ReceivedAt });
        builder.HasIndex(e => new { e.TenantId, e.TextGoneAt, e.State, e.ReceivedAt });
    }
}
