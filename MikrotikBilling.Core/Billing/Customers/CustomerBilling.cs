using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Data;

namespace MikrotikBilling.Core.Billing.Customers;

/// <summary>What billing knows of a customer beyond his contact; a row once there is anything to know.</summary>
public sealed class CustomerBilling : ITenantOwned, IVersioned
{
    public Guid CustomerId { get; init; }
    public Guid TenantId { get; set; }

    /// <summary>Number of the certificate; with one, no tax is charged.</summary>
    public string? TaxExemptNumber { get; set; }

    /// <summary>The last day it holds; null for as long as it stands here.</summary>
    public DateOnly? TaxExemptUntil { get; set; }

    /// <summary>The last day he is left out of reminders and of suspension for what is overdue.</summary>
    public DateOnly? DunningExcludedUntil { get; set; }

    public string? DunningExclusionReason { get; set; }

    /// <summary>Days from issue to due; null takes those of the settings.</summary>
    public int? PaymentTermsDays { get; set; }

    /// <summary>The customer who brought him.</summary>
    public Guid? ReferredById { get; set; }

    public int Version { get; set; }

    public bool IsTaxExemptOn(DateOnly day) => TaxExemptNumber is not null && (TaxExemptUntil is not { } last || day <= last);

    public bool IsLeftOutOfDunningOn(DateOnly day) => DunningExcludedUntil is { } last && day <= last;
}

internal sealed class CustomerBillingConfiguration : IEntityTypeConfiguration<CustomerBilling>
{
    public void Configure(EntityTypeBuilder<CustomerBilling> builder)
    {
        builder.ToTable("CustomerBilling").HasKey(b => b.CustomerId);
        builder.Property(b => b.TaxExemptNumber).HasMaxLength(60);
        builder.Property(b => b.DunningExclusionReason).HasMaxLength(200);
        builder.HasOne<Customer>().WithOne().HasForeignKey<CustomerBilling>(b => b.CustomerId);
        builder.HasIndex(b => b.ReferredById);
    }
}
