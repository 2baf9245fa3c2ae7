using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using MikrotikBilling.Core.Data;

namespace MikrotikBilling.Core.Settings;

/// <summary>What an operator sets for a tenant, beyond name and region; one row each, made when first changed.</summary>
public sealed class SystemSettings : ITenantOwned, IVersioned
{
    public const int MostGraceDays = 365;

    public Guid TenantId { get; set; }

    /// <summary>Fills the form of a new router in.</summary>
    public string RouterUserName { get; set; } = "billing";

    /// <summary>Encrypted; used for a new router when its form leaves the password empty.</summary>
    public string? ProtectedRouterPassword { get; set; }

    /// <summary>Null: 8728, with TLS 8729.</summary>
    public int? RouterPort { get; set; }

    public bool RouterUseTls { get; set; }

    /// <summary>Shown beside the address of a new router: which VPN its address comes from.</summary>
    public string? RouterAddressHint { get; set; }

    /// <summary>Days that exchanges with routers are kept.</summary>
    public int RouterLogDays { get; set; } = 30;

    /// <summary>Days that runs of jobs are kept.</summary>
    public int JobRunDays { get; set; } = 30;

    /// <summary>Days that ended connections of customers are kept.</summary>
    public int SessionDays { get; set; } = 365;

    /// <summary>Days that usage is kept by five minutes.</summary>
    public int UsageSampleDays { get; set; } = 7;

    /// <summary>Days that usage is kept by the hour.</summary>
    public int UsageHourDays { get; set; } = 90;

    /// <summary>Days that usage is kept by the day.</summary>
    public int UsageDayDays { get; set; } = 1095;

    /// <summary>Days that emails which are over are kept.</summary>
    public int EmailDays { get; set; } = 365;

    /// <summary>Days that the text of payment providers' messages is kept; what they led to stays.</summary>
    public int GatewayMessageDays { get; set; } = 180;

    /// <summary>A router that has drifted is put right; otherwise it is only reported.</summary>
    public bool RepairsDrift { get; set; } = true;

    /// <summary>Share of a router's customers that may be cut off at once without asking.</summary>
    public int BrakePercent { get; set; } = 5;

    /// <summary>So many may be cut off at once on any router, minus one.</summary>
    public int BrakeMinimum { get; set; } = 20;

    /// <summary>Contracts that come to their end by date count for the brake too.</summary>
    public bool BrakeCountsEnds { get; set; } = true;

    /// <summary>Where customers whose time is up pay, <c>https://pay.example.net</c>; null while there is none.</summary>
    public string? PayPageUrl { get; set; }

    /// <summary>Hosts that customers without access may reach to pay, one a line; null takes <see cref="PayPage.UsualHosts"/>.</summary>
    public string? PayPageHosts { get; set; }

    /// <summary>Days that services stay online past their end, where their profile says nothing else.</summary>
    public int GraceDays { get; set; }

    /// <summary>What was paid should be applied within so many seconds, for 95 of 100 payments.</summary>
    public int OnlineWithinSeconds { get; set; } = 10;

    /// <summary>A service that was paid and is not applied after so many minutes though its router answers is an alarm.</summary>
    public int AppliedWithinMinutes { get; set; } = 2;

    public int Version { get; set; }
}

internal sealed class SystemSettingsConfiguration : IEntityTypeConfiguration<SystemSettings>
{
    public void Configure(EntityTypeBuilder<SystemSettings> builder)
    {
        builder.ToTable("SystemSettings").HasKey(s => s.TenantId);
        builder.Property(s => s.TenantId).ValueGeneratedNever();
        builder.Property(s => s.RouterUserName).HasMaxLength(64);
        builder.Property(s => s.ProtectedRouterPassword).HasMaxLength(2048);
        builder.Property(s => s.UsageSampleDays).HasDefaultValue(7).ValueGeneratedNever();
        builder.Property(s => s.UsageHourDays).HasDefaultValue(90).ValueGeneratedNever();
        builder.Property(s => s.UsageDayDays).HasDefaultValue(1095).ValueGeneratedNever();
        builder.Property(s => s.EmailDays).HasDefaultValue(365).ValueGeneratedNever();
        builder.Property(s => s.GatewayMessageDays).HasDefaultValue(180).ValueGeneratedNever();
        builder.Property(s => s.RouterAddressHint).HasMaxLength(200);
        builder.Property(s => s.PayPageUrl).HasMaxLength(300);
        builder.Property(s => s.PayPageHosts).HasMaxLength(4000);
        builder.Property(s => s.RepairsDrift).HasDefaultValue(true).ValueGeneratedNever();
        builder.Property(s => s.BrakePercent).HasDefaultValue(5).ValueGeneratedNever();
        builder.Property(s => s.BrakeMinimum).HasDefaultValue(20).ValueGeneratedNever();
        builder.Property(s => s.BrakeCountsEnds).HasDefaultValue(true).ValueGeneratedNever();
        builder.Property(s => s.OnlineWithinSeconds).HasDefaultValue(10).ValueGeneratedNever();
        builder.Property(s => s.AppliedWithinMinutes).HasDefaultValue(2).ValueGeneratedNever();
    }
}
