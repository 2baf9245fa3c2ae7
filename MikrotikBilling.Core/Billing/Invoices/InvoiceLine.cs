using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using MikrotikBilling.Core.Billing.Pricing;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;

namespace MikrotikBilling.Core.Billing.Invoices;

/// <summary>One line of a document; written with it and never changed.</summary>
[Unaudited]
public sealed class InvoiceLine : ITenantOwned
{
    public long Id { get; init; }
    public Guid TenantId { get; set; }
    public Guid InvoiceId { get; init; }
    public int Position { get; init; }
    public LineKind Kind { get; init; }
    public required string Text { get; init; }

    /// <summary>Thousandths of the unit.</summary>
    public long QuantityMilli { get; init; }

    public required string Unit { get; init; }
    public Money UnitPrice { get; init; }
    public Money Discount { get; init; }
    public Guid? DiscountId { get; init; }

    /// <summary>What the discount is called.</summary>
    public string? DiscountText { get; init; }

    public Money Net { get; init; }
    public Money Tax { get; init; }
    public Money Total { get; init; }
    public Guid? SubscriptionId { get; init; }
    public Guid? ProfileId { get; init; }
    public DateTimeOffset? PeriodStart { get; init; }
    public DateTimeOffset? PeriodEnd { get; init; }

    public decimal Quantity => QuantityMilli / 1000m;

    /// <summary>Quantity × unit price, as it was rounded when it was priced.</summary>
    public Money Gross => UnitPrice with { Minor = (long)decimal.Round(Quantity * UnitPrice.Minor, 0, MidpointRounding.AwayFromZero) };
}

/// <summary>What a document carries of one tax rate.</summary>
[Unaudited]
public sealed class InvoiceTax : ITenantOwned
{
    public long Id { get; init; }
    public Guid TenantId { get; set; }
    public Guid InvoiceId { get; init; }
    public Guid RateId { get; init; }
    public required string Name { get; init; }

    /// <summary>Thousandths of a per cent: 16,000 is 16 %.</summary>
    public int PercentMilli { get; init; }

    public Money Base { get; init; }
    public Money Tax { get; init; }

    public decimal Percent => PercentMilli / 1000m;
}

internal sealed class InvoiceLineConfiguration : IEntityTypeConfiguration<InvoiceLine>
{
    public void Configure(EntityTypeBuilder<InvoiceLine> builder)
    {
        builder.ToTable("InvoiceLines");
        builder.Ignore(l => l.Quantity);
        builder.Ignore(l => l.Gross);
        builder.Property(l => l.Text).HasMaxLength(200);
        builder.Property(l => l.Unit).HasMaxLength(20);
        builder.Property(l => l.DiscountText).HasMaxLength(120);
        builder.HasOne<Invoice>().WithMany().HasForeignKey(l => l.InvoiceId);
        builder.HasIndex(l => new { l.InvoiceId, l.Position }).IsUnique();
    }
}

internal sealed class InvoiceTaxConfiguration : IEntityTypeConfiguration<InvoiceTax>
{
    public void Configure(EntityTypeBuilder<InvoiceTax> builder)
    {
        builder.ToTable("InvoiceTaxes");
        builder.Ignore(t => t.Percent);
        builder.Property(t => t.Name).HasMaxLength(60);
        builder.HasOne<Invoice>().WithMany().HasForeignKey(t => t.InvoiceId);
        builder.HasIndex(t => t.InvoiceId);
        builder.HasIndex(t => new { t.RateId, t.Id });
    }
}
