using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using MikrotikBilling.Core.Data;

namespace MikrotikBilling.Core.Vouchers.Printing;

public enum VoucherPaper { A4, Letter, Roll58, Roll80 }

/// <summary>Dark enough to be read in black and white too.</summary>
public enum VoucherColor { Black, Blue, Teal, Green, Orange, Red, Purple }

public enum VoucherTextSize { Small, Normal, Large }

/// <summary>What stands on a voucher. Network name and own text are there when they are given.</summary>
[Flags]
public enum VoucherFields
{
    None = 0,
    Code = 1,
    Pin = 2,
    Qr = 4,
    Profile = 8,
    Price = 16,
    Time = 32,
    LastDay = 64,
    Logo = 128,
    Serial = 256,
}

/// <summary>How vouchers look on paper; chosen from, never written as HTML.</summary>
public sealed class VoucherTemplate : ITenantOwned, IVersioned
{
    public const int MostColumns = 6;

    public Guid Id { get; init; } = Guid.CreateVersion7();
    public Guid TenantId { get; set; }
    public required string Name { get; set; }
    public VoucherPaper Paper { get; set; }

    /// <summary>Beside each other on a sheet; one on a roll.</summary>
    public int Columns { get; set; } = 1;

    public VoucherFields Fields { get; set; }

    /// <summary>The network that the buyer looks for.</summary>
    public string? WifiName { get; set; }

    /// <summary>The QR code leads there with the code in it; null: it holds the code itself.</summary>
    public string? LogInUrl { get; set; }

    /// <summary>One or two lines.</summary>
    public string? Text { get; set; }

    public VoucherColor Color { get; set; }
    public VoucherTextSize TextSize { get; set; } = VoucherTextSize.Normal;

    /// <summary>Lines to cut along, shared by neighbours; otherwise each has a frame of its own.</summary>
    public bool HasCutMarks { get; set; }

    /// <summary>Taken when nobody chooses. One of the company's is, as long as there are any.</summary>
    public bool IsDefault { get; set; }

    public int Version { get; set; }

    public bool IsRoll => Paper is VoucherPaper.Roll58 or VoucherPaper.Roll80;

    public bool Shows(VoucherFields field) => Fields.HasFlag(field);

    /// <summary>What there is before anything was saved: fifty on a sheet.</summary>
    public static VoucherTemplate Standard => NewStandard(isDefault: true, Guid.Empty);

    /// <summary>The same, to be kept.</summary>
    public static VoucherTemplate NewStandard(bool isDefault, Guid? id = null) => new()
    {
        Id = id ?? Guid.CreateVersion7(),
        Name = "Standard",
        Paper = VoucherPaper.A4,
        Columns = 5,
        Fields = VoucherFields.Code | VoucherFields.Pin | VoucherFields.Qr | VoucherFields.Profile | VoucherFields.Price | VoucherFields.Time | VoucherFields.LastDay | VoucherFields.Serial,
        HasCutMarks = true,
        IsDefault = isDefault,
    };

    /// <summary>A slip for the counter, before one was saved.</summary>
    public static VoucherTemplate Slip(VoucherPaper roll) => new()
    {
        Id = Guid.Empty,
        Name = "Slip",
        Paper = roll,
        Fields = Standard.Fields | VoucherFields.Logo,
    };
}

internal sealed class VoucherTemplateConfiguration : IEntityTypeConfiguration<VoucherTemplate>
{
    public void Configure(EntityTypeBuilder<VoucherTemplate> builder)
    {
        builder.ToTable("VoucherTemplates");
        builder.Ignore(t => t.IsRoll);
        builder.Property(t => t.Fields).HasConversion<int>();
        builder.Property(t => t.Name).HasMaxLength(SaveVoucherTemplateValidator.LongestName);
        builder.Property(t => t.WifiName).HasMaxLength(SaveVoucherTemplateValidator.LongestWifiName);
        builder.Property(t => t.LogInUrl).HasMaxLength(SaveVoucherTemplateValidator.LongestUrl);
        builder.Property(t => t.Text).HasMaxLength(SaveVoucherTemplateValidator.LongestText);
        builder.HasIndex(t => new { t.TenantId, t.Name }).IsUnique();
    }
}
