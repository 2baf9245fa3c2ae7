using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Routers.RouterOs;

namespace MikrotikBilling.Core.Routers;

public enum RouterState { Unknown, Online, Offline }

/// <summary>What the last contact with a router told. Apart from <see cref="Router"/>, so that a check never disturbs an edit.</summary>
[Unaudited]
public sealed class RouterStatus : ITenantOwned
{
    public Guid RouterId { get; init; }
    public Guid TenantId { get; set; }
    public RouterState State { get; set; }

    /// <summary>When <see cref="State"/> last changed.</summary>
    public DateTimeOffset? Since { get; set; }

    /// <summary>When it was first looked at; from then on its outages are kept.</summary>
    public DateTimeOffset? CountedSince { get; set; }

    public DateTimeOffset? CheckedAt { get; set; }
    public DateTimeOffset? SeenAt { get; set; }
    public RouterOsErrorKind? ErrorKind { get; set; }

    /// <summary>Why it is offline, for people.</summary>
    public string? Error { get; set; }

    /// <summary>The certificate it showed last, when that is not the trusted one.</summary>
    public string? ShownCertificate { get; set; }

    public string? Identity { get; set; }
    public string? OsVersion { get; set; }
    public string? Board { get; set; }
    public string? SerialNumber { get; set; }
    public long? UptimeSeconds { get; set; }
    public int? CpuLoadPercent { get; set; }
    public long? FreeMemoryBytes { get; set; }
    public long? TotalMemoryBytes { get; set; }
    public long? FreeDiskBytes { get; set; }
    public long? TotalDiskBytes { get; set; }

    /// <summary>The alarm that tells of its being away; an id of a higher feature.</summary>
    public Guid? AlarmId { get; set; }

    /// <summary>Sessions of our customers on it when last looked at.</summary>
    public int OnlineSessions { get; set; }

    /// <summary>When its sessions were last read.</summary>
    public DateTimeOffset? SessionsReadAt { get; set; }
}

internal sealed class RouterStatusConfiguration : IEntityTypeConfiguration<RouterStatus>
{
    public void Configure(EntityTypeBuilder<RouterStatus> builder)
    {
        builder.ToTable("RouterStatuses").HasKey(s => s.RouterId);
        builder.Property(s => s.Error).HasMaxLength(500);
        builder.Property(s => s.ShownCertificate).HasMaxLength(64);
        builder.Property(s => s.Identity).HasMaxLength(128);
        builder.Property(s => s.OsVersion).HasMaxLength(64);
        builder.Property(s => s.Board).HasMaxLength(64);
        builder.Property(s => s.SerialNumber).HasMaxLength(64);
        builder.HasIndex(s => s.AlarmId).HasFilter("\"AlarmId\" IS NOT NULL");
        builder.HasOne<Router>().WithOne(r => r.Status).HasForeignKey<RouterStatus>(s => s.RouterId);
    }
}
