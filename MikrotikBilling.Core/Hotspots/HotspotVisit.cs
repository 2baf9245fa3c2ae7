using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Subscriptions;

namespace MikrotikBilling.Core.Hotspots;

/// <summary>
/// A guest on his way in: what he signs in as, and where to. It is known by a random key, so that no address says his name or code, and it is
/// there until he is through or <see cref="Life"/> is over.
/// </summary>
[Unaudited]
public sealed class HotspotVisit : ITenantOwned
{
    public static readonly TimeSpan Life = TimeSpan.FromMinutes(30);

    public Guid Id { get; init; } = Guid.CreateVersion7();
    public Guid TenantId { get; set; }
    public required string Key { get; init; }
    public Guid RouterId { get; init; }
    public Guid SubscriptionId { get; init; }

    /// <summary>The payment that it waits for; null where nothing is to be paid.</summary>
    public Guid? AttemptId { get; set; }

    /// <summary>Checked against the hosts of the portal when it began, and again when it is used.</summary>
    public required string Login { get; init; }

    public string? Destination { get; init; }
    public string? MacAddress { get; init; }
    public string? Address { get; init; }

    /// <summary>As the router wrote them: octal escapes.</summary>
    public string? ChapId { get; init; }

    public string? ChapChallenge { get; init; }
    public required string Language { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
}

internal sealed class HotspotVisitConfiguration : IEntityTypeConfiguration<HotspotVisit>
{
    public void Configure(EntityTypeBuilder<HotspotVisit> builder)
    {
        builder.ToTable("HotspotVisits");
        builder.Property(v => v.Key).HasMaxLength(32);
        builder.Property(v => v.Login).HasMaxLength(300);
        builder.Property(v => v.Destination).HasMaxLength(HotspotDeviceRules.LongestAddress);
        builder.Property(v => v.MacAddress).HasMaxLength(17);
        builder.Property(v => v.Address).HasMaxLength(45);
        builder.Property(v => v.ChapId).HasMaxLength(HotspotDeviceRules.LongestChap);
        builder.Property(v => v.ChapChallenge).HasMaxLength(HotspotDeviceRules.LongestChap);
        builder.Property(v => v.Language).HasMaxLength(5);
        builder.HasOne<Subscription>().WithMany().HasForeignKey(v => v.SubscriptionId);
        builder.HasIndex(v => v.Key).IsUnique();
        builder.HasIndex(v => v.CreatedAt);
        builder.HasIndex(v => v.AttemptId).HasFilter("\"AttemptId\" IS NOT NULL");
    }
}
