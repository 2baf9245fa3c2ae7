using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using MikrotikBilling.Core.Data;

namespace MikrotikBilling.Core.Payments.Gateways;

public enum GatewayMode
{
    /// <summary>The provider's test system: no real money.</summary>
    Sandbox,

    Live,
}

/// <summary>What a company has with a provider: one merchant account, its keys and where its callbacks come in.</summary>
public sealed class GatewayAccount : ITenantOwned, IVersioned
{
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public Guid TenantId { get; set; }

    /// <summary><see cref="GatewayInfo.Key"/> of the provider.</summary>
    public required string Gateway { get; init; }

    /// <summary>As the staff calls it.</summary>
    public required string Name { get; set; }

    public GatewayMode Mode { get; set; }

    /// <summary>Switched off it takes nothing in; what came before stays.</summary>
    public bool IsActive { get; set; } = true;

    /// <summary>Part of the callback address, 32 hexadecimal digits: no word can be spelled with it that a provider filters out. For the signed callback the key's id.</summary>
    public string Token { get; set; } = NewToken();

    /// <summary>What may be shown, by the names of the provider's fields.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; set; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The rest, sealed: a JSON object of the same kind.</summary>
    [Unaudited] public string? ProtectedSecrets { get; set; }

    public DateTimeOffset CreatedAt { get; init; }

    [Unaudited] public DateTimeOffset? LastEventAt { get; set; }
    public int Version { get; set; }

    public static string NewToken() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
}

internal sealed class GatewayAccountConfiguration : IEntityTypeConfiguration<GatewayAccount>
{
    public void Configure(EntityTypeBuilder<GatewayAccount> builder)
    {
        builder.ToTable("GatewayAccounts");
        builder.Property(a => a.Gateway).HasMaxLength(24);
        builder.Property(a => a.Name).HasMaxLength(80);
        builder.Property(a => a.Token).HasMaxLength(64);
        builder.Property(a => a.ProtectedSecrets).HasMaxLength(8000);
        builder.Property(a => a.Settings).HasMaxLength(4000).HasConversion(
            settings => JsonSerializer.Serialize(settings, JsonSerializerOptions.Default),
            text => JsonSerializer.Deserialize<Dictionary<string, string>>(text, JsonSerializerOptions.Default)!,
            new ValueComparer<IReadOnlyDictionary<string, string>>((a, b) => ReferenceEquals(a, b), settings => settings.Count, settings => settings));
        builder.HasIndex(a => a.Token).IsUnique();
        builder.HasIndex(a => new { a.TenantId, a.Gateway });
    }
}
