using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Routers.RouterOs;

namespace MikrotikBilling.Core.Routers;

/// <summary>One exchange with a router: the command (secrets masked), how long it took, what came of it.</summary>
public sealed class RouterLogEntry : ITenantOwned
{
    public long Id { get; init; }
    public Guid TenantId { get; set; }
    public Guid RouterId { get; init; }
    public DateTimeOffset At { get; init; }
    public required string Command { get; init; }
    public int DurationMs { get; init; }
    public int Rows { get; init; }

    /// <summary>Null when it succeeded.</summary>
    public RouterOsErrorKind? ErrorKind { get; init; }

    /// <summary>The router's own words.</summary>
    public string? Error { get; init; }
}

internal sealed class RouterLogEntryConfiguration : IEntityTypeConfiguration<RouterLogEntry>
{
    public void Configure(EntityTypeBuilder<RouterLogEntry> builder)
    {
        builder.ToTable("RouterLog");
        builder.Property(e => e.Command).HasMaxLength(1000);
        builder.Property(e => e.Error).HasMaxLength(500);
        builder.HasIndex(e => new { e.TenantId, e.At, e.Id });
        builder.HasIndex(e => new { e.TenantId, e.RouterId, e.At, e.Id });
        // Failures are few among many and what people look for.
        builder.HasIndex(e => new { e.TenantId, e.At }, "IX_RouterLog_Failures").HasFilter("\"ErrorKind\" IS NOT NULL");
    }
}
