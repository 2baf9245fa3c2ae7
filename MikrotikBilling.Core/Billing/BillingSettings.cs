using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using MikrotikBilling.Core.Billing.Pricing;
using MikrotikBilling.Core.Data;

namespace MikrotikBilling.Core.Billing;

/// <summary>How a tenant invoices: one row each, made when first changed.</summary>
public sealed class BillingSettings : ITenantOwned, IVersioned
{
    public const int NarrowReceipt = 58;
    public const int WideReceipt = 80;
    public const int UsualChargeKeptHours = 24;

    public Guid TenantId { get; set; }

    /// <summary>Prices of profiles have tax in them; otherwise it comes on top.</summary>
    public bool PricesIncludeTax { get; set; }

    public TaxRounding Rounding { get; set; } = TaxRounding.PerLine;
    public string InvoicePrefix { get; set; } = "INV";
    public string CreditNotePrefix { get; set; } = "CN";
    public string ReceiptPrefix { get; set; } = "RCP";

    /// <summary>Numbers have the year in them and begin with 1 in each.</summary>
    public bool NumbersRestartYearly { get; set; } = true;

    public int NumberDigits { get; set; } = 6;

    /// <summary>Days from issue to due, where the customer has no terms of his own.</summary>
    public int PaymentTermsDays { get; set; } = 7;

    /// <summary>As it stands on documents; null takes the company's name.</summary>
    public string? LegalName { get; set; }

    public string? SellerAddress { get; set; }
    public string? SellerTaxNumber { get; set; }

    /// <summary>Number in the register of companies.</summary>
    public string? SellerRegistration { get; set; }

    public string? SellerPhone { get; set; }
    public string? SellerEmail { get; set; }

    /// <summary>Where to pay to, printed on invoices.</summary>
    public string? BankDetails { get; set; }

    /// <summary>Below every document.</summary>
    public string? Footer { get; set; }

    /// <summary>Millimetres of the printer's roll.</summary>
    public int ReceiptWidth { get; set; } = WideReceipt;

    /// <summary>A prepaid service whose time is up is renewed by itself when there is credit enough.</summary>
    public bool RenewsFromCredit { get; set; } = true;

    /// <summary>Postpaid services are invoiced by the schedule; otherwise only when somebody starts the run.</summary>
    public bool RunsByItself { get; set; } = true;

    /// <summary>So long before its end a service is charged to the card that its customer left for it.</summary>
    public int ChargeKeptHours { get; set; } = UsualChargeKeptHours;

    public bool EmailsInvoices { get; set; } = true;
    public bool EmailsReceipts { get; set; } = true;
    /// <summary>When a voucher becomes revenue. Each sale keeps what was true of it.</summary>
    public VoucherRevenue VoucherRevenue { get; set; }

    public int Version { get; set; }

    public PricingRules Rules => new(PricesIncludeTax, Rounding);
}

internal sealed class BillingSettingsConfiguration : IEntityTypeConfiguration<BillingSettings>
{
    public void Configure(EntityTypeBuilder<BillingSettings> builder)
    {
        builder.ToTable("BillingSettings").HasKey(s => s.TenantId);
        builder.Property(s => s.TenantId).ValueGeneratedNever();
        builder.Ignore(s => s.Rules);
        builder.Property(s => s.ChargeKeptHours).HasDefaultValue(BillingSettings.UsualChargeKeptHours).ValueGeneratedNever();
        builder.Property(s => s.VoucherRevenue).HasDefaultValue(VoucherRevenue.AtRedemption).ValueGeneratedNever();
        builder.Property(s => s.InvoicePrefix).HasMaxLength(10);
        builder.Property(s => s.CreditNotePrefix).HasMaxLength(10);
        builder.Property(s => s.ReceiptPrefix).HasMaxLength(10);
        builder.Property(s => s.LegalName).HasMaxLength(160);
        builder.Property(s => s.SellerAddress).HasMaxLength(500);
        builder.Property(s => s.SellerTaxNumber).HasMaxLength(40);
        builder.Property(s => s.SellerRegistration).HasMaxLength(60);
        builder.Property(s => s.SellerPhone).HasMaxLength(40);
        builder.Property(s => s.SellerEmail).HasMaxLength(254);
        builder.Property(s => s.BankDetails).HasMaxLength(1000);
        builder.Property(s => s.Footer).HasMaxLength(1000);
    }
}
