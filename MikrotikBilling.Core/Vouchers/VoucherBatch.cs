using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Subscriptions.Runs;

namespace MikrotikBilling.Core.Vouchers;

public enum VoucherBatchState
{
    /// <summary>Codes are still being made, or will be after a restart; nothing of it is printed, sold or redeemed.</summary>
    Making,

    /// <summary>All its codes are there.</summary>
    Ready,

    /// <summary>Given up while it was made; what was made of it is void.</summary>
    Cancelled,

    /// <summary>Taken back as a whole: what was not used is void.</summary>
    Void,
}

/// <summary>When the time that was sold begins to run.</summary>
public enum VoucherStart { FirstUse, Sale }

/// <summary>How the time runs: on the clock, or while somebody is online.</summary>
public enum VoucherTime { WallClock, Online }

/// <summary>When a hotspot's router learns of a code.</summary>
public enum VoucherHolding
{
    /// <summary>Once it is redeemed: nothing stands on a router that nobody has used.</summary>
    AtRedemption,

    /// <summary>As soon as it is made, on each router of the batch: it lets in also while we cannot be reached.</summary>
    Ahead,
}

/// <summary>Codes that were made together and sell the same.</summary>
public sealed class VoucherBatch : ITenantOwned, IVersioned, IRun
{
    public const int Most = 100_000;

    public Guid Id { get; init; } = Guid.CreateVersion7();
    public Guid TenantId { get; set; }

    /// <summary>People know it by this.</summary>
    public long Number { get; init; }

    public Guid ProfileId { get; init; }
    public Profile? Profile { get; init; }

    /// <summary>Where its codes let in; empty for any router.</summary>
    public IReadOnlyList<Guid> RouterIds { get; init; } = [];

    public int Quantity { get; init; }

    /// <summary>Codes that are there. Goes up with each part, in its transaction.</summary>
    public int Made { get; set; }

    public VoucherBatchState State { get; set; }

    /// <summary>What whoever sells it pays for one.</summary>
    public Money Price { get; init; }

    /// <summary>What stands on it, and what it is worth to whoever redeems it.</summary>
    public Money SalesPrice { get; init; }

    /// <summary>Until when a code can be redeemed; null for ever.</summary>
    public DateTimeOffset? RedeemBy { get; init; }

    /// <summary>How much time it sells.</summary>
    public int TimeCount { get; init; }

    public SpanUnit TimeUnit { get; init; }
    public CalendarSpan Time => new(TimeCount, TimeUnit);
    public VoucherStart Starts { get; init; }
    public VoucherTime Counts { get; init; }
    public VoucherHolding Holding { get; init; }

    /// <summary>Codes that were put on their routers ahead of their use. Goes up with each part, in its transaction.</summary>
    public int Shelved { get; set; }

    /// <summary>The first device that uses a code keeps it.</summary>
    public bool LocksDevice { get; init; }

    public VoucherSigns Signs { get; init; }
    public int CodeLength { get; init; }
    public string CodePrefix { get; init; } = "";
    public int CodeGroup { get; init; }
    public bool HasPin { get; init; }
    public VoucherFormat Format => new(Signs, CodeLength, CodePrefix, CodeGroup);

    /// <summary>Its codes came from elsewhere.</summary>
    public bool IsImported { get; init; }

    /// <summary>For staff.</summary>
    public string? Notes { get; set; }

    public string? VoidReason { get; set; }
    public bool StopRequested { get; set; }
    public ActorKind ActorKind { get; init; }
    public Guid? ActorId { get; init; }
    public required string ActorName { get; init; }
    public string? From { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? ReadyAt { get; set; }
    public DateTimeOffset? ClaimedUntil { get; set; }
    public int Version { get; set; }

    public string NumberText => NumberOf(Number);

    public static string NumberOf(long number) => $"V-{number:D5}";
}

internal sealed class VoucherBatchConfiguration : IEntityTypeConfiguration<VoucherBatch>
{
    public void Configure(EntityTypeBuilder<VoucherBatch> builder)
    {
        builder.ToTable("VoucherBatches");
        builder.Ignore(b => b.Time);
        builder.Ignore(b => b.Format);
        builder.Ignore(b => b.NumberText);
        builder.Property(b => b.CodePrefix).HasMaxLength(8);
        builder.Property(b => b.Notes).HasMaxLength(500);
        builder.Property(b => b.VoidReason).HasMaxLength(300);
        builder.Property(b => b.ActorName).HasMaxLength(120);
        builder.Property(b => b.From).HasMaxLength(45);
        builder.Property(b => b.RouterIds).HasMaxLength(4000).HasConversion(
            ids => JsonSerializer.Serialize(ids, JsonSerializerOptions.Default),
            text => JsonSerializer.Deserialize<List<Guid>>(text, JsonSerializerOptions.Default)!,
            new ValueComparer<IReadOnlyList<Guid>>((a, b) => a!.SequenceEqual(b!), ids => ids.Count, ids => ids));
        builder.HasOne(b => b.Profile).WithMany().HasForeignKey(b => b.ProfileId);
        builder.HasIndex(b => new { b.TenantId, b.Number }).IsUnique();
        builder.HasIndex(b => new { b.TenantId, b.ProfileId, b.Number });
        builder.HasIndex(b => new { b.TenantId, b.State, b.Number });
        builder.HasIndex(b => new { b.State, b.ClaimedUntil });
    }
}
