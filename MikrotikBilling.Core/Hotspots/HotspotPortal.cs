using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Routers;

namespace MikrotikBilling.Core.Hotspots;

/// <summary>The page that the hotspot of one router sends its guests to; made when staff first open it.</summary>
public sealed class HotspotPortal : ITenantOwned, IVersioned
{
    public Guid RouterId { get; init; }
    public Guid TenantId { get; set; }

    /// <summary>What the page is found by; 132 random bits, so that nobody comes upon it.</summary>
    [Unaudited]
    public required string Key { get; init; }

    public bool IsOn { get; set; }

    /// <summary>Where guests' devices reach this program: <c>https://billing.example.net</c>.</summary>
    public required string Address { get; set; }

    /// <summary>Names and addresses of the log-in page as the router told them, one a line.</summary>
    public string RouterHosts { get; set; } = "";

    /// <summary>More of them that staff said, each with its port where that is not the usual one.</summary>
    public string ExtraHosts { get; set; } = "";

    /// <summary>The router's log-in page has a certificate.</summary>
    public bool UsesHttps { get; set; }

    /// <summary>The router wants a sum over the password instead of the password.</summary>
    public bool UsesChap { get; set; } = true;

    /// <summary>When the router was last asked; null for never.</summary>
    public DateTimeOffset? ReadAt { get; set; }

    public string? WifiName { get; set; }

    /// <summary>Some lines above the form, as they were typed; no HTML.</summary>
    public string? Welcome { get; set; }

    public bool OffersPackages { get; set; } = true;

    /// <summary>Codes of <see cref="HotspotWords.Languages"/> with a comma between; the first is that of the files on the router.</summary>
    public string Languages { get; set; } = "en";

    public DateTimeOffset CreatedAt { get; init; }
    public int Version { get; set; }

    /// <summary>What a log-in may be sent to, and to nothing else.</summary>
    public IReadOnlyList<string> LoginHosts => [.. Lines(RouterHosts).Concat(Lines(ExtraHosts)).Distinct(StringComparer.Ordinal)];

    public IReadOnlyList<string> LanguageCodes => [.. Languages.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];

    public string Url => $"{Address}/hotspot/{Key}";

    public static string NewKey() => RandomNumberGenerator.GetString("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_", 22);

    internal static IReadOnlyList<string> Lines(string? text) =>
        [.. (text ?? "").Split(['\n', '\r', ',', ' ', '\t'], StringSplitOptions.RemoveEmptyEntries).Select(h => h.ToLowerInvariant()).Distinct(StringComparer.Ordinal)];
}

internal sealed class HotspotPortalConfiguration : IEntityTypeConfiguration<HotspotPortal>
{
    public void Configure(EntityTypeBuilder<HotspotPortal> builder)
    {
        builder.ToTable("HotspotPortals").HasKey(p => p.RouterId);
        builder.Property(p => p.RouterId).ValueGeneratedNever();
        builder.Property(p => p.Key).HasMaxLength(32);
        builder.Property(p => p.Address).HasMaxLength(300);
        builder.Property(p => p.RouterHosts).HasMaxLength(2000);
        builder.Property(p => p.ExtraHosts).HasMaxLength(2000);
        builder.Property(p => p.WifiName).HasMaxLength(64);
        builder.Property(p => p.Welcome).HasMaxLength(1000);
        builder.Property(p => p.Languages).HasMaxLength(40);
        builder.Ignore(p => p.LoginHosts);
        builder.Ignore(p => p.LanguageCodes);
        builder.Ignore(p => p.Url);
        builder.HasIndex(p => p.Key).IsUnique();
        builder.HasOne<Router>().WithOne().HasForeignKey<HotspotPortal>(p => p.RouterId);
    }
}
