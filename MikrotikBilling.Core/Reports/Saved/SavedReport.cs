using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using MikrotikBilling.Core.Data;

namespace MikrotikBilling.Core.Reports.Saved;

/// <summary>A report with its filters under a name, to be opened again with the figures of then: own, or shared with all who may see that report.</summary>
public sealed class SavedReport : ITenantOwned, IVersioned
{
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public Guid TenantId { get; set; }
    public required string Name { get; set; }

    /// <summary>Of a <see cref="SavableReport"/>: <c>/reports/revenue</c>.</summary>
    public required string Path { get; init; }

    /// <summary>Its filters, as its address has them; empty for none.</summary>
    public required string Query { get; init; }

    public Guid OwnerId { get; init; }
    public required string OwnerName { get; init; }
    public bool IsShared { get; set; }
    public DateTimeOffset CreatedAt { get; init; }
    public int Version { get; set; }

    public string Address => Query.Length == 0 ? Path : $"{Path}?{Query}";
}

internal sealed class SavedReportConfiguration : IEntityTypeConfiguration<SavedReport>
{
    public const int MaxName = 80;
    public const int MaxQuery = 600;

    public void Configure(EntityTypeBuilder<SavedReport> builder)
    {
        builder.ToTable("SavedReports");
        builder.Ignore(r => r.Address);
        builder.Property(r => r.Name).HasMaxLength(MaxName);
        builder.Property(r => r.Path).HasMaxLength(100);
        builder.Property(r => r.Query).HasMaxLength(MaxQuery);
        builder.Property(r => r.OwnerName).HasMaxLength(120);
        builder.HasIndex(r => new { r.TenantId, r.OwnerId, r.Name }).IsUnique();
        builder.HasIndex(r => new { r.TenantId, r.IsShared });
    }
}
