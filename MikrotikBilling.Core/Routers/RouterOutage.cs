using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Routers.RouterOs;

namespace MikrotikBilling.Core.Routers;

/// <summary>Why a router counts as not being there.</summary>
public enum OutageKind
{
    /// <summary>It was looked at and did not answer, or could not be read.</summary>
    Away,

    /// <summary>It was set inactive here: that time counts neither as up nor as down.</summary>
    SwitchedOff,
}

/// <summary>A time that a router was away; at most one of a router is open.</summary>
[Unaudited]
public sealed class RouterOutage : ITenantOwned
{
    public const int MaxReason = 300;

    public long Id { get; init; }
    public Guid TenantId { get; set; }

    /// <summary>Stays when the router is deleted.</summary>
    public Guid RouterId { get; init; }

    public OutageKind Kind { get; init; }
    public DateTimeOffset StartedAt { get; init; }

    /// <summary>Null while it lasts.</summary>
    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>As it began.</summary>
    public RouterOsErrorKind? ErrorKind { get; init; }

    /// <summary>As it began, for people.</summary>
    public string? Reason { get; init; }

    /// <summary>What a deleted router was called.</summary>
    public string? FormerName { get; set; }
}

internal sealed class RouterOutageConfiguration : IEntityTypeConfiguration<RouterOutage>
{
    public void Configure(EntityTypeBuilder<RouterOutage> builder)
    {
        builder.ToTable("RouterOutages");
        builder.Property(o => o.Reason).HasMaxLength(RouterOutage.MaxReason);
        builder.Property(o => o.FormerName).HasMaxLength(80);
        builder.HasIndex(o => o.RouterId).IsUnique().HasFilter("\"EndedAt\" IS NULL");
        builder.HasIndex(o => new { o.TenantId, o.StartedAt, o.Id });
        builder.HasIndex(o => new { o.TenantId, o.RouterId, o.StartedAt, o.Id });
        builder.HasIndex(o => new { o.TenantId, o.EndedAt, o.StartedAt });
    }
}
