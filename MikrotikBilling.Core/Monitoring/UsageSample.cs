using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using MikrotikBilling.Core.Data;

namespace MikrotikBilling.Core.Monitoring;

/// <summary>
/// What one subscription used within five minutes; none for none. There may be several of one slot: they are added up. <see cref="Rollup"/>
/// says which run made them part of their hour; every byte that is in no coarser row yet has none.
/// </summary>
[Unaudited]
public sealed class UsageSample : ITenantOwned
{
    public long Id { get; init; }
    public Guid TenantId { get; set; }
    public Guid SubscriptionId { get; init; }

    /// <summary>Beginning of the slot.</summary>
    public DateTimeOffset At { get; init; }

    public long DownloadBytes { get; init; }
    public long UploadBytes { get; init; }

    /// <summary>The run that added it to its hour; 0 for none yet.</summary>
    public long Rollup { get; set; }
}

/// <summary>What one subscription used within an hour of the tenant's clock.</summary>
[Unaudited]
public sealed class UsageHour : ITenantOwned
{
    public long Id { get; init; }
    public Guid TenantId { get; set; }
    public Guid SubscriptionId { get; init; }
    public DateTimeOffset At { get; init; }
    public long DownloadBytes { get; init; }
    public long UploadBytes { get; init; }

    /// <summary>The run that added it to its day; 0 for none yet.</summary>
    public long Rollup { get; set; }
}

/// <summary>What one subscription used on a day of the tenant.</summary>
[Unaudited]
public sealed class UsageDay : ITenantOwned
{
    public long Id { get; init; }
    public Guid TenantId { get; set; }
    public Guid SubscriptionId { get; init; }
    public DateOnly On { get; init; }
    public long DownloadBytes { get; init; }
    public long UploadBytes { get; init; }
}

internal sealed class UsageSampleConfiguration : IEntityTypeConfiguration<UsageSample>
{
    public void Configure(EntityTypeBuilder<UsageSample> builder)
    {
        builder.ToTable("UsageSamples");
        builder.HasIndex(u => new { u.SubscriptionId, u.At });
        builder.HasIndex(u => new { u.TenantId, u.Rollup, u.At });
        builder.HasIndex(u => new { u.TenantId, u.At });
    }
}

internal sealed class UsageHourConfiguration : IEntityTypeConfiguration<UsageHour>
{
    public void Configure(EntityTypeBuilder<UsageHour> builder)
    {
        builder.ToTable("UsageHours");
        builder.HasIndex(u => new { u.SubscriptionId, u.At });
        builder.HasIndex(u => new { u.TenantId, u.Rollup, u.At });
        builder.HasIndex(u => new { u.TenantId, u.At });
    }
}

internal sealed class UsageDayConfiguration : IEntityTypeConfiguration<UsageDay>
{
    public void Configure(EntityTypeBuilder<UsageDay> builder)
    {
        builder.ToTable("UsageDays");
        builder.HasIndex(u => new { u.SubscriptionId, u.On });
        builder.HasIndex(u => new { u.TenantId, u.On });
    }
}
