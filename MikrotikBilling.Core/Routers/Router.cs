using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using MikrotikBilling.Core.Data;

namespace MikrotikBilling.Core.Routers;

/// <summary>A managed MikroTik: where its API is, and how we sign in.</summary>
public sealed class Router : ITenantOwned, IVersioned
{
    public const int PlainPort = 8728;
    public const int TlsPort = 8729;

    public Guid Id { get; init; } = Guid.CreateVersion7();
    public Guid TenantId { get; set; }
    public required string Name { get; set; }

    /// <summary>Name or address; a VPN address is as good as any.</summary>
    public required string Host { get; set; }

    public int Port { get; set; } = PlainPort;
    public bool UseTls { get; set; }
    public required string UserName { get; set; }

    /// <summary>Encrypted; never leaves the program but to the router.</summary>
    public required string ProtectedPassword { get; set; }

    /// <summary>SHA-256 of the certificate that somebody trusted; upper-case hex.</summary>
    public string? PinnedCertificate { get; set; }

    /// <summary>Of the device that is meant; another one at this address is not written to. Null until one was seen; a virtual router has none.</summary>
    public string? SerialNumber { get; set; }

    /// <summary>An inactive router is left alone: no checks, no provisioning.</summary>
    public bool IsActive { get; set; } = true;

    public string? Notes { get; set; }
    public DateTimeOffset CreatedAt { get; init; }
    public int Version { get; set; }
    public RouterStatus? Status { get; set; }
}

internal sealed class RouterConfiguration : IEntityTypeConfiguration<Router>
{
    public void Configure(EntityTypeBuilder<Router> builder)
    {
        builder.ToTable("Routers");
        builder.Property(r => r.Name).HasMaxLength(80);
        builder.Property(r => r.Host).HasMaxLength(253);
        builder.Property(r => r.UserName).HasMaxLength(64);
        builder.Property(r => r.ProtectedPassword).HasMaxLength(2048);
        builder.Property(r => r.PinnedCertificate).HasMaxLength(64);
        builder.Property(r => r.SerialNumber).HasMaxLength(64);
        builder.Property(r => r.Notes).HasMaxLength(2000);
        builder.HasIndex(r => new { r.TenantId, r.Name }).IsUnique();
        builder.HasIndex(r => new { r.TenantId, r.Host, r.Port }).IsUnique();
    }
}
