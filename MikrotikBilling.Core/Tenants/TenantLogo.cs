using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;

namespace MikrotikBilling.Core.Tenants;

/// <summary>The picture a tenant shows in the side bar and on paper. Named by its content, so that it may be kept for ever.</summary>
[Unaudited]
public sealed class TenantLogo : ITenantOwned
{
    public const int MaxBytes = 256_000;

    public static string TooLarge => $"The picture is larger than {ByteSize.ToText(MaxBytes)}.";

    public Guid TenantId { get; set; }

    /// <summary>SHA-256, lower-case hex.</summary>
    public required string Hash { get; set; }

    public required string ContentType { get; set; }
    public required byte[] Data { get; set; }

    public static string UrlOf(string hash) => $"/logo/{hash}";

    /// <summary>What the first bytes say it is, whatever its name or the browser claims; null for anything but PNG and JPEG. SVG can carry script.</summary>
    public static string? TypeOf(ReadOnlySpan<byte> data)
    {
        ReadOnlySpan<byte> png = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A];
        if (data.StartsWith(png)) return "image/png";
        ReadOnlySpan<byte> jpeg = [0xFF, 0xD8, 0xFF];
        return data.StartsWith(jpeg) ? "image/jpeg" : null;
    }
}

internal sealed class TenantLogoConfiguration : IEntityTypeConfiguration<TenantLogo>
{
    public void Configure(EntityTypeBuilder<TenantLogo> builder)
    {
        builder.ToTable("TenantLogos").HasKey(l => l.TenantId);
        builder.Property(l => l.Hash).HasMaxLength(64);
        builder.Property(l => l.ContentType).HasMaxLength(32);
        builder.HasIndex(l => l.Hash);
    }
}
