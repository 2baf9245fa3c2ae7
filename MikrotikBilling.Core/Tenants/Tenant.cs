using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;

namespace MikrotikBilling.Core.Tenants;

/// <summary>One Internet provider. Everything it owns carries its id.</summary>
public sealed class Tenant : IVersioned
{
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public required string Name { get; set; }

    /// <summary>ISO 4217.</summary>
    public required string Currency { get; set; }

    /// <summary>IANA time zone.</summary>
    public required string TimeZone { get; set; }

    /// <summary>ISO 3166-1 alpha-2; completes national phone numbers.</summary>
    public required string Country { get; set; }

    public DateStyle DateStyle { get; set; }
    public ClockStyle ClockStyle { get; set; }
    public NumberStyle NumberStyle { get; set; }
    public DayOfWeek FirstDayOfWeek { get; set; } = DayOfWeek.Monday;

    /// <summary>Code of the <see cref="Kernel.Words.Language"/> of whoever has not chosen one.</summary>
    public string Language { get; set; } = Kernel.Words.Language.English.Code;

    /// <summary>SHA-256 of the logo; null without one.</summary>
    public string? LogoHash { get; set; }

    public DateTimeOffset CreatedAt { get; init; }
    public int Version { get; set; }
}

internal sealed class TenantConfiguration : IEntityTypeConfiguration<Tenant>
{
    public void Configure(EntityTypeBuilder<Tenant> builder)
    {
        builder.ToTable("Tenants");
        builder.Property(t => t.Name).HasMaxLength(120);
        builder.Property(t => t.Currency).HasMaxLength(3);
        builder.Property(t => t.TimeZone).HasMaxLength(64);
        builder.Property(t => t.Country).HasMaxLength(2);
        builder.Property(t => t.DateStyle).HasDefaultValue(DateStyle.DayMonthName);
        builder.Property(t => t.ClockStyle).HasDefaultValue(ClockStyle.Hours24);
        builder.Property(t => t.NumberStyle).HasDefaultValue(NumberStyle.CommaPoint);
        // Without the sentinel a Sunday, which is zero, would be taken for "not said".
        builder.Property(t => t.FirstDayOfWeek).HasDefaultValue(DayOfWeek.Monday).HasSentinel((DayOfWeek)(-1));
        builder.Property(t => t.Language).HasMaxLength(Kernel.Words.Language.MaxCode).HasDefaultValue(Kernel.Words.Language.English.Code);
        builder.Property(t => t.LogoHash).HasMaxLength(64);
    }
}
