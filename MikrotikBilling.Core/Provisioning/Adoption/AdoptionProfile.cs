using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Core.Profiles;

namespace MikrotikBilling.Core.Provisioning.Adoption;

/// <summary>A profile of the router, or the limits of its queues, and which profile of ours it becomes.</summary>
[Unaudited]
public sealed class AdoptionProfile : ITenantOwned
{
    public Guid TenantId { get; set; }
    public Guid RunId { get; init; }
    public int Number { get; init; }
    public ServiceKind Kind { get; init; }

    /// <summary>Its name on the router; null for the limits of queues.</summary>
    public string? RouterProfile { get; init; }

    /// <summary>Its limits as the router writes them.</summary>
    public required string RateText { get; init; }

    public long Download { get; init; }
    public long Upload { get; init; }
    public long? BurstDownload { get; init; }
    public long? BurstUpload { get; init; }
    public long? BurstThresholdDownload { get; init; }
    public long? BurstThresholdUpload { get; init; }
    public int? BurstSeconds { get; init; }
    public string? Pool { get; init; }
    public string? LocalAddress { get; init; }
    public int SharedUsers { get; init; } = 1;
    public int? IdleMinutes { get; init; }
    public int? SessionMinutes { get; init; }

    /// <summary>What of it a profile of ours cannot hold; null when it holds all.</summary>
    public string? Misfit { get; init; }

    /// <summary>How the chosen profile of ours differs; null when it is the same.</summary>
    public string? Difference { get; set; }

    public int Users { get; init; }

    /// <summary>The profile of ours it is; null makes a new one.</summary>
    public Guid? ProfileId { get; set; }

    /// <summary>Of the one that is made.</summary>
    public Guid NewId { get; init; } = Guid.CreateVersion7();

    /// <summary>Of the one that is made.</summary>
    public required string Name { get; set; }

    /// <summary>In whole minor units.</summary>
    public long PriceMinor { get; set; }

    public Guid TargetId => ProfileId ?? NewId;

    /// <summary>Why rows on it are adopted into the books only: with it, taking them over would change more than the mark.</summary>
    public string? Doubt => ProfileId is null ? Misfit : Difference;

    public RateLimit RateLimit => new(Download, Upload, BurstDownload, BurstUpload, BurstThresholdDownload, BurstThresholdUpload, BurstSeconds);

    /// <summary>How a profile of ours differs from it on a router, in words; null when it is the same there.</summary>
    public Phrase? DifferenceFrom(Profile profile)
    {
        ArgumentNullException.ThrowIfNull(profile);
        if (Misfit is not null) return Misfit;
        var differences = new List<string>();
        if (!RateString.Same(profile.RateLimit.ToRouterOs(), RateLimit.ToRouterOs())) differences.Add("speed");
        if (Kind != ServiceKind.Static && (profile.Pool ?? "") != (Pool ?? "")) differences.Add("pool");
        if (Kind == ServiceKind.Pppoe && (profile.LocalAddress ?? "") != (LocalAddress ?? "")) differences.Add("local address");
        if (Kind == ServiceKind.Hotspot)
        {
            if (profile.SharedUsers != SharedUsers) differences.Add("devices at once");
            if (profile.IdleMinutes != IdleMinutes || profile.SessionMinutes != SessionMinutes) differences.Add("times");
            if (profile.DataCapBytes is not null) differences.Add("volume");
        }
        return differences.Count == 0 ? null : Phrase.Of($"{profile.Name} has another {string.Join(" and ", differences)}.");
    }
}

internal sealed class AdoptionProfileConfiguration : IEntityTypeConfiguration<AdoptionProfile>
{
    public void Configure(EntityTypeBuilder<AdoptionProfile> builder)
    {
        builder.ToTable("AdoptionProfiles").HasKey(p => new { p.RunId, p.Number });
        builder.Ignore(p => p.TargetId);
        builder.Ignore(p => p.Doubt);
        builder.Ignore(p => p.RateLimit);
        builder.Property(p => p.RouterProfile).HasMaxLength(128);
        builder.Property(p => p.RateText).HasMaxLength(300);
        builder.Property(p => p.Pool).HasMaxLength(64);
        builder.Property(p => p.LocalAddress).HasMaxLength(64);
        builder.Property(p => p.Misfit).HasMaxLength(300);
        builder.Property(p => p.Difference).HasMaxLength(300);
        builder.Property(p => p.Name).HasMaxLength(60);
        builder.HasOne<AdoptionRun>().WithMany().HasForeignKey(p => p.RunId);
    }
}
