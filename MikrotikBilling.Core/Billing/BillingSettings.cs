using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using MikrotikBilling.Core.Billing.Pricing;
using MikrotikBilling.Core.Data;

namespace MikrotikBilling.Core.Billing;

/// <summary>How a tenant bills; one row each, made when first changed.</summary>
public sealed class BillingSettings : ITenantOwned, IVersioned
{
    public Guid TenantId { get; set; }
    public bool PricesIncludeTax { get; set; }
    public TaxRounding Rounding { get; set; }
    public string InvoicePrefix { get; set; } = "INV";
    public string CreditNotePrefix { get; set; } = "CN";
    public string ReceiptPrefix { get; set; } = "RCP";
    public bool NumbersRestartYearly { get; set; } = true;
    public int NumberDigits { get; set; } = 6;
    public int PaymentTermsDays { get; set; } = 7;
    public string? LegalName { get; set; }
    public string? SellerAddress { get; set; }
    public string? SellerTaxNumber { get; set; }
    public string? SellerRegistration { get; set; }
    public string? SellerPhone { get; set; }
    public string? SellerEmail { get; set; }
    public string? BankDetails { get; set; }
    public string? Footer { get; set; }
    public int ReceiptWidth { get; set; } = 80;
    public bool RenewsFromCredit { get; set; } = true;
    public bool RunsByItself { get; set; } = true;
    public bool EmailsInvoices { get; set; } = true;
    public bool EmailsReceipts { get; set; } = true;
    public int Version { get; set; }
}

internal sealed class BillingSettingsConfiguration : IEntityTypeConfiguration<BillingSettings>
{
    public void Configure(EntityTypeBuilder<BillingSettings> builder)
    {
        builder.ToTable("BillingSettings").HasKey(s => s.TenantId);
        builder.Property(s => s.TenantId).ValueGeneratedNever();
    }
}
