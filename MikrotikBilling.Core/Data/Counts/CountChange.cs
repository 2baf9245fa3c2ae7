using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MikrotikBilling.Core.Data.Counts;

/// <summary>
/// One change of a kept count; the sum over a key is the count. Rows are only added, so two transactions never wait for each other at a counter;
/// <see cref="FoldCountsJob"/> makes one row of many.
/// </summary>
[Unaudited]
public sealed class CountChange : ITenantOwned
{
    public long Id { get; init; }
    public Guid TenantId { get; set; }

    /// <summary>Type of the counted rows.</summary>
    public required string Name { get; init; }

    public required string Key { get; init; }

    public required int Change { get; init; }
}

internal sealed class CountChangeConfiguration : IEntityTypeConfiguration<CountChange>
{
    public void Configure(EntityTypeBuilder<CountChange> builder)
    {
        builder.ToTable("CountChanges");
        builder.Property(c => c.Name).HasMaxLength(40);
        builder.Property(c => c.Key).HasMaxLength(40);
        builder.HasIndex(c => new { c.TenantId, c.Name, c.Key });
    }
}
