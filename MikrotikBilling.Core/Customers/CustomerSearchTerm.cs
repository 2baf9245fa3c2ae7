using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using MikrotikBilling.Core.Data;

namespace MikrotikBilling.Core.Customers;

/// <summary>One lower-case word by which a customer is found: a prefix range over an index, the same cost at any size.</summary>
public sealed class CustomerSearchTerm : ITenantOwned
{
    public const int MaxLength = 64;

    public Guid TenantId { get; set; }
    public required string Term { get; init; }
    public Guid CustomerId { get; init; }
}

internal sealed class CustomerSearchTermConfiguration : IEntityTypeConfiguration<CustomerSearchTerm>
{
    public void Configure(EntityTypeBuilder<CustomerSearchTerm> builder)
    {
        builder.ToTable("CustomerSearchTerms").HasKey(t => new { t.TenantId, t.Term, t.CustomerId });
        builder.Property(t => t.Term).HasMaxLength(CustomerSearchTerm.MaxLength);
        builder.HasOne<Customer>().WithMany().HasForeignKey(t => t.CustomerId);
        builder.HasIndex(t => new { t.CustomerId, t.Term });
    }
}
