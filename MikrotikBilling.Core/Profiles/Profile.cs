using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;

namespace MikrotikBilling.Core.Profiles;

/// <summary>How a customer on a profile gets online; decides which rows a router holds for him.</summary>
public enum ServiceKind
{
    /// <summary>A PPP secret with user name and password.</summary>
    Pppoe,

    /// <summary>A hotspot user.</summary>
    Hotspot,

    /// <summary>A fixed address without sign-in, limited by a simple queue.</summary>
    Static,
}

/// <summary>What an offer is sold as; for lists and reports, a router does not know it.</summary>
public enum ProfileCategory { Pppoe, Hotspot, Fibre, Corporate }

/// <summary>How often a profile is paid for; the length says it.</summary>
public enum BillingCycle { Monthly, Quarterly, Yearly, Other }

/// <summary>What happens to a service that has used its data cap up.</summary>
public enum CapAction
{
    /// <summary>It is counted and shown, no more.</summary>
    Nothing,

    /// <summary>Access ends until a new allowance begins.</summary>
    Cut,

    /// <summary>It goes on at the profile's slower speeds.</summary>
    Slower,
}

public enum PaymentMode { Prepaid, Postpaid }

/// <summary>The priced offer. On a router it becomes a PPP profile named <see cref="Code"/>, a hotspot user profile, or the limits of a simple queue.</summary>
public sealed class Profile : ITenantOwned, IVersioned
{
    /// <summary>Ends the name of the slower row that those who used their data cap up are put on.</summary>
    public const string CappedEnding = "-capped";

    public Guid Id { get; init; } = Guid.CreateVersion7();
    public Guid TenantId { get; set; }
    public required string Name { get; set; }

    /// <summary>Name on the router: lower-case letters, digits and dashes; given once and kept.</summary>
    public required string Code { get; init; }

    public string? Description { get; set; }
    public ServiceKind Kind { get; init; } = ServiceKind.Pppoe;
    public ProfileCategory Category { get; set; }

    /// <summary>Shown first where offers are shown.</summary>
    public bool IsFeatured { get; set; }

    /// <summary>What the offer is praised for, one line each.</summary>
    public string? Highlights { get; set; }

    /// <summary>Bits per second towards the customer; 0 is unlimited.</summary>
    public long Download { get; set; }

    /// <summary>Bits per second from the customer; 0 is unlimited.</summary>
    public long Upload { get; set; }

    public long? BurstDownload { get; set; }
    public long? BurstUpload { get; set; }
    public long? BurstThresholdDownload { get; set; }
    public long? BurstThresholdUpload { get; set; }
    public int? BurstSeconds { get; set; }
    public Money Price { get; set; }
    public Money SetupFee { get; set; }
    public int DurationCount { get; set; } = 1;
    public SpanUnit DurationUnit { get; set; } = SpanUnit.Months;
    /// <summary>Both ways together, for each allowance; null for no cap.</summary>
    public long? DataCapBytes { get; set; }

    /// <summary>Null: as the kind does by itself, see <see cref="WhenCapReached"/>.</summary>
    public CapAction? CapAction { get; set; }

    /// <summary>Bits per second towards the customer once the cap is reached, for <see cref="CapAction.Slower"/>.</summary>
    public long CapDownload { get; set; }

    public long CapUpload { get; set; }

    /// <summary>Address pool on the router that customers get addresses from; empty leaves that to the router's own settings.</summary>
    public string? Pool { get; set; }

    /// <summary>The router's own address on the sessions; empty leaves it to the router.</summary>
    public string? LocalAddress { get; set; }

    /// <summary>How many devices may use one hotspot user at once.</summary>
    public int SharedUsers { get; set; } = 1;

    /// <summary>A hotspot session without traffic ends after so many minutes; null leaves it to the router.</summary>
    public int? IdleMinutes { get; set; }

    /// <summary>A hotspot session ends after so many minutes and must sign in again; null never.</summary>
    public int? SessionMinutes { get; set; }

    public PaymentMode PaymentMode { get; set; }

    /// <summary>Days that a service on it stays online past its end; null as the tenant's settings say.</summary>
    public int? GraceDays { get; set; }

    /// <summary>Less money than the price buys its share of the time; otherwise it waits as credit until there is enough.</summary>
    public bool SellsPartTime { get; set; }

    /// <summary>A retired profile is sold no more; those on it stay.</summary>
    public bool IsActive { get; set; } = true;

    public DateTimeOffset CreatedAt { get; init; }
    public int Version { get; set; }

    /// <summary>A hotspot keeps to a volume by itself, other kinds only count.</summary>
    public CapAction WhenCapReached =>
        DataCapBytes is null ? Profiles.CapAction.Nothing : CapAction ?? (Kind == ServiceKind.Hotspot ? Profiles.CapAction.Cut : Profiles.CapAction.Nothing);

    public RateLimit CappedRate => new(CapDownload, CapUpload);

    public CalendarSpan Duration => new(DurationCount, DurationUnit);

    public BillingCycle Cycle => CycleOf(Duration);

    public static BillingCycle CycleOf(CalendarSpan duration) => duration switch
    {
        { Count: 1, Unit: SpanUnit.Months } => BillingCycle.Monthly,
        { Count: 3, Unit: SpanUnit.Months } => BillingCycle.Quarterly,
        { Count: 12, Unit: SpanUnit.Months } => BillingCycle.Yearly,
        _ => BillingCycle.Other,
    };

    public RateLimit RateLimit => new(Download, Upload, BurstDownload, BurstUpload, BurstThresholdDownload, BurstThresholdUpload, BurstSeconds);
}

internal sealed class ProfileConfiguration : IEntityTypeConfiguration<Profile>
{
    public void Configure(EntityTypeBuilder<Profile> builder)
    {
        builder.ToTable("Profiles");
        builder.Ignore(p => p.Duration);
        builder.Ignore(p => p.RateLimit);
        builder.Ignore(p => p.Cycle);
        builder.Ignore(p => p.WhenCapReached);
        builder.Ignore(p => p.CappedRate);
        builder.Property(p => p.Name).HasMaxLength(60);
        builder.Property(p => p.Code).HasMaxLength(60);
        builder.Property(p => p.Description).HasMaxLength(500);
        builder.Property(p => p.Highlights).HasMaxLength(2000);
        builder.Property(p => p.SharedUsers).HasDefaultValue(1).ValueGeneratedNever();
        builder.Property(p => p.Pool).HasMaxLength(64);
        builder.Property(p => p.LocalAddress).HasMaxLength(64);
        builder.HasIndex(p => new { p.TenantId, p.Name }).IsUnique();
        builder.HasIndex(p => new { p.TenantId, p.Code }).IsUnique();
    }
}
