using System.Globalization;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using MikrotikBilling.Core.Data;

namespace MikrotikBilling.Core.Billing.Taxes;

/// <summary>
/// What a country or a region of it takes, between two days. Several may be in force for one customer (state and federal); each is reckoned on the net,
/// none on another.
/// </summary>
public sealed class TaxRate : ITenantOwned, IVersioned
{
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public Guid TenantId { get; set; }

    /// <summary>As it stands on invoices: <c>VAT</c>.</summary>
    public required string Name { get; set; }

    /// <summary>For telling whether two rates are the same tax.</summary>
    public required string NameKey { get; set; }

    /// <summary>16 is 16 %; up to three decimals.</summary>
    public decimal Percent { get; set; }

    /// <summary>ISO 3166-1 alpha-2.</summary>
    public required string Country { get; set; }

    /// <summary>Null for the whole country.</summary>
    public string? Region { get; set; }

    /// <summary><see cref="TaxRegion.Key"/> of the region; empty for the whole country.</summary>
    public required string RegionKey { get; set; }

    /// <summary>In its region the country's own rates do not apply; otherwise it comes beside them.</summary>
    public bool ReplacesCountry { get; set; }

    public DateOnly ValidFrom { get; set; }

    /// <summary>The last day; null while no end is known.</summary>
    public DateOnly? ValidTo { get; set; }

    public int Version { get; set; }

    public bool IsInForceOn(DateOnly day) => ValidFrom <= day && (ValidTo is not { } last || day <= last);

    public bool Overlaps(DateOnly from, DateOnly? to) => (to is not { } last || ValidFrom <= last) && (ValidTo is not { } ownLast || from <= ownLast);
}

/// <summary>Regions are typed by people: <c>São Paulo</c> and <c>sao-paulo</c> are the same.</summary>
public static class TaxRegion
{
    public const int MaxLength = 60;

    public static string Key(string? region)
    {
        if (string.IsNullOrWhiteSpace(region)) return "";
        var key = new StringBuilder(region.Length);
        foreach (var c in region.Trim().ToLowerInvariant().Normalize(NormalizationForm.FormKD))
        {
            var isLatinAccent = c is >= '\u0300' and <= '\u036F';
            if (!isLatinAccent && !char.IsWhiteSpace(c) && !char.IsPunctuation(c) && !char.IsControl(c)) key.Append(c);
        }
        var text = key.ToString().Normalize(NormalizationForm.FormC);
        return text.Length <= MaxLength ? text : text[..MaxLength];
    }

    /// <summary><c>16 %</c>, <c>5.5 %</c>.</summary>
    public static string PercentText(decimal percent) => $"{percent.ToString("0.###", Kernel.DisplayFormat.Current.Numbers)} %";

    internal static string NameKey(string name) => name.Trim().ToLower(CultureInfo.InvariantCulture);
}

internal sealed class TaxRateConfiguration : IEntityTypeConfiguration<TaxRate>
{
    public void Configure(EntityTypeBuilder<TaxRate> builder)
    {
        builder.ToTable("TaxRates");
        builder.Property(r => r.Name).HasMaxLength(40);
        builder.Property(r => r.NameKey).HasMaxLength(40);
        builder.Property(r => r.Percent).HasPrecision(6, 3);
        builder.Property(r => r.Country).HasMaxLength(2);
        builder.Property(r => r.Region).HasMaxLength(TaxRegion.MaxLength);
        builder.Property(r => r.RegionKey).HasMaxLength(TaxRegion.MaxLength);
        builder.HasIndex(r => new { r.TenantId, r.Country, r.RegionKey, r.NameKey, r.ValidFrom }).IsUnique();
    }
}
